/**
 * Tools such as cargo compare times: a source whose place an older file has taken counts as what was
 * compiled. Here contents are compared. What a tool's note was made from is recorded beside it, and a note
 * whose sources differ is removed, so that the tool does that work again.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Claim, Folder, Grounds, NotesDisk } from '../model/claim.js';
import { isBelow } from '../model/native-paths.js';
import { ABSENT, type Content, contentOf, contentWith, statOf, UNKNOWN } from './contents.js';
import { disk } from './disk.js';
import { writeBeside } from './write-beside.js';

/** When a tool ran, in milliseconds. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

interface Circumstances extends Window {
  readonly workspaceRoot: string;
}

/** Notes that have been removed: the tool has to run once more. */
export function discardUnfounded(claims: readonly Claim[], circumstances: Circumstances): string[] {
  const root = disk.real(circumstances.workspaceRoot);
  const own = isOnlyCheckout(root) ? root : undefined;
  return claims.flatMap((claim) => {
    if (isFounded(claim, circumstances, own)) return [];
    rmSync(claim.note, { force: true });
    return [claim.note];
  });
}

export const notesDisk: NotesDisk = {
  text: disk.read,
  has: existsSync,
  isDirectory: disk.isDirectory,
  bytes(file) {
    try {
      return readFileSync(file);
    } catch {
      return undefined;
    }
  },
  list: (folder) => entriesOf(folder).map(({ name }) => name),
};

function isFounded(claim: Claim, circumstances: Circumstances, own: string | undefined): boolean {
  const began = statOf(claim.note)?.mtimeNs;
  if (began === undefined) return true;
  const known = readRecord(claim, began);
  if (known !== undefined) return agrees(claim, began, known);
  const isInTime = isWithin(circumstances, began);
  // It is about another unit of the same name.
  if (claim.isNew === true && !isInTime) return true;
  const isOfThisRun = isInTime && claim.isNew !== false;
  const grounds = claim.grounds();
  const contents = contentsBefore(began, claim.base, grounds);
  if (!isOfThisRun && (own === undefined || !isOfThisPlace(claim, began, contents, own))) return false;
  writeRecord(claim, began, contents, grounds.folders);
  return true;
}

/**
 * NB the clock of file systems lags behind by some milliseconds. In a folder that several checkouts share,
 * another one may have been at work before and after.
 */
function isWithin({ from, to }: Window, time: bigint): boolean {
  return time >= nanoseconds(from - CLOCK_LAG) && time <= nanoseconds(to + CLOCK_LAG);
}

const CLOCK_LAG = 20;

function nanoseconds(milliseconds: number): bigint {
  return BigInt(Math.round(milliseconds)) * 1_000_000n;
}

type Contents = ReadonlyMap<string, Content>;

/** What has changed since the work began may have been read before or after. */
function contentsBefore(began: bigint, base: string, grounds: Grounds): Contents {
  return new Map(
    filesOf(base, grounds).map((path) => {
      const file = resolve(base, path);
      const stats = statOf(file);
      if (stats === undefined) return [path, ABSENT];
      return [path, stats.ctimeNs < began ? contentWith(file, stats) : UNKNOWN];
    }),
  );
}

/**
 * The user has run the tool by hand: what nothing has touched since, no folder above it either, is what was
 * read. Not where the notes lie outside the workspace, or where the repository has more worktrees: there they
 * may have been made from another checkout.
 */
function isOfThisPlace({ note, base }: Claim, began: bigint, contents: Contents, root: string): boolean {
  if (!isBelow(disk.real(note), root)) return false;
  // The clock was put back since, or somebody has touched the note: everything seems to be older.
  if (began > nanoseconds(Date.now() + CLOCK_LAG)) return false;
  if ([...contents.values()].some(({ digest }) => digest === UNKNOWN.digest)) return false;
  const folders = new Set([...contents.keys()].flatMap((path) => foldersAbove(resolve(base, path), root)));
  return [...folders].every((folder) => (statOf(folder)?.ctimeNs ?? 0n) < began);
}

function isOnlyCheckout(root: string): boolean {
  let folder = root;
  while (!existsSync(join(folder, '.git'))) {
    if (folder === dirname(folder)) return true;
    folder = dirname(folder);
  }
  const git = join(folder, '.git');
  return disk.isDirectory(git) && entriesOf(join(git, 'worktrees')).length === 0;
}

function foldersAbove(path: string, root: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== root && isBelow(folder, root); folder = dirname(folder))
    folders.push(folder);
  return folders;
}

function filesOf(base: string, { files, folders }: Pick<Grounds, 'files' | 'folders'>): string[] {
  const inFolders = folders.flatMap((folder) => walk(resolve(base, folder.path), folder));
  return [...new Set([...files, ...inFolders].map((path) => relative(base, resolve(base, path))))];
}

function walk(top: string, { except, border }: Folder): string[] {
  const found: string[] = [];
  const folders = [top];
  for (const folder of folders) {
    const entries = entriesOf(folder);
    if (folder !== top && border !== undefined && entries.some(({ name }) => name === border)) continue;
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) found.push(path);
      else if (!except.includes(entry.name) && !except.includes(path)) folders.push(path);
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

interface Record {
  /** Nanoseconds: when the work began. */
  readonly began: string;
  readonly files: readonly (readonly [path: string, digest: string, identity: string])[];
  readonly folders: readonly Folder[];
}

function recordOf({ note }: Claim): string {
  return `${note}.polynx`;
}

/** NB archives may keep whole seconds only. */
function readRecord(claim: Claim, began: bigint): Record | undefined {
  try {
    const record = JSON.parse(readFileSync(recordOf(claim), 'utf8')) as Record;
    const wholeSecond = began - (began % 1_000_000_000n);
    const isSame =
      BigInt(record.began) === began ||
      (began === wholeSecond && BigInt(record.began) / 1_000_000_000n === began / 1_000_000_000n);
    return isSame ? record : undefined;
  } catch {
    return undefined;
  }
}

function agrees(claim: Claim, began: bigint, record: Record): boolean {
  const { base } = claim;
  const before = new Map(
    record.files.map(([path, digest, identity]): [string, Content] => [path, { digest, identity }]),
  );
  const now = new Map<string, Content>();
  const paths =
    record.folders.length === 0
      ? before.keys()
      : filesOf(base, { files: [...before.keys()], folders: record.folders });
  for (const path of paths) {
    const known = before.get(path);
    const content = contentOf(resolve(base, path), known);
    if (content.digest === UNKNOWN.digest || content.digest !== known?.digest) return false;
    now.set(path, content);
  }
  if ([...now].some(([path, { identity }]) => identity !== before.get(path)?.identity))
    writeRecord(claim, began, now, record.folders);
  return true;
}

/** Without a record the next run compares times. */
function writeRecord(claim: Claim, began: bigint, contents: Contents, folders: readonly Folder[]): void {
  const files = [...contents].map(([path, { digest, identity }]) => [path, digest, identity] as const);
  const record: Record = { began: String(began), files, folders };
  try {
    writeBeside(recordOf(claim), Buffer.from(JSON.stringify(record)), 0o644);
  } catch {
    // A full disk, or one that may only be read.
  }
}
