/**
 * What an answer is made from. Of a file that matters, mostly a few facts do, found by a scan: they are kept
 * with Nx's hash of the content, so that only an edited file is read again, and where it says what it said
 * before, so does the answer.
 */
import { createHash } from 'node:crypto';
import type { FileData } from '@nx/devkit';
import { endingIn, type Scan, type Surroundings, type Tree } from '../model/tree.js';

export interface FileRecord {
  readonly hash: string;
  /** The whole text may have decided something, not only the facts. */
  readonly whole: boolean;
  /** By name of the scan. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** By file, those that git does not ignore. */
export type FileRecords = ReadonlyMap<string, FileRecord>;

/** The files as they are on disk now. */
export interface Content extends Surroundings {
  readonly read: Tree['read'];
  /** Whether a text that was just read is what Nx has this hash of. */
  isSame(file: string, text: string, hash: string): boolean;
}

export interface RecordedTree {
  readonly tree: Tree;
  /**
   * Undefined where a file was another one when it was read than when it was listed: nothing can be kept
   * under the hashes of the list.
   */
  records(): FileRecords | undefined;
  readonly outside: Outside;
}

/** What was seen although Nx does not list it, with digests: Nx has no hash of it. */
export interface Outside {
  /** Texts of files that git ignores. */
  readonly files: Readonly<Record<string, string>>;
  /** Names in directories, by endings and directory. */
  readonly names: Readonly<Record<string, State>>;
  /** What git tracks. Absent: it was not looked at. */
  readonly tracked?: State;
}

/** What was there, and what need only be compared as long as it stays. */
interface State {
  readonly state: string;
  readonly digest: string;
}

/** A tree that notes what is looked at, and reads no file for facts that are known. */
export function recordReads(
  tree: Tree,
  all: readonly FileData[],
  known: FileRecords,
  content: Content,
): RecordedTree {
  const hashes = new Map(all.map(({ file, hash }) => [file, hash]));
  const listed = recordListed(known, content);
  const { outside, ...unlisted } = recordOutside(tree, content);
  const read = (file: string): string | undefined => {
    const hash = hashes.get(file);
    return hash === undefined ? unlisted.read(file) : listed.read(file, hash);
  };
  const scan = <Facts>(file: string, one: Scan<Facts>): Facts | undefined => {
    const hash = hashes.get(file);
    if (hash !== undefined) return listed.scan(file, hash, one);
    const text = read(file);
    return text === undefined ? undefined : detached(one.facts(text, file));
  };
  const watched = { ...tree, read, scan, unlisted: unlisted.names, hidden: unlisted.hidden };
  return { tree: watched, records: listed.records, outside };
}

interface Listed {
  read(file: string, hash: string): string | undefined;
  scan<Facts>(file: string, hash: string, scan: Scan<Facts>): Facts | undefined;
  readonly records: RecordedTree['records'];
}

/** Files that Nx has a hash of. */
function recordListed(known: FileRecords, content: Content): Listed {
  const seen = new Map<string, { hash: string; whole: boolean; facts: Record<string, unknown> }>();
  let isSure = true;
  const recordOf = (file: string, hash: string) => {
    const record = seen.get(file) ?? { hash, whole: false, facts: {} };
    seen.set(file, record);
    return record;
  };
  const textOfHash = (file: string, hash: string): string | undefined => {
    const text = content.read(file);
    if (text === undefined || !content.isSame(file, text, hash)) isSure = false;
    return text;
  };
  const read = (file: string, hash: string) => {
    recordOf(file, hash).whole = true;
    return textOfHash(file, hash);
  };
  const scan: Listed['scan'] = <Facts>(file: string, hash: string, { name, facts: look }: Scan<Facts>) => {
    const record = recordOf(file, hash);
    const before = known.get(file);
    if (!(name in record.facts) && before?.hash === hash && name in before.facts)
      record.facts[name] = before.facts[name];
    if (!(name in record.facts)) {
      const { whole } = record;
      // Until the facts are known: what fails may be mended by any edit.
      record.whole = true;
      const text = textOfHash(file, hash);
      if (text === undefined) return undefined;
      record.facts[name] = detached(look(text, file));
      record.whole = whole;
    }
    return record.facts[name] as Facts;
  };
  return { read, scan, records: () => (isSure ? seen : undefined) };
}

/** What Nx does not list. */
function recordOutside(tree: Tree, content: Content) {
  const outside: Mutable<Outside> = { files: {}, names: {} };
  const read = (file: string): string | undefined => {
    outside.files[file] = digestAt(file, content);
    return content.read(file);
  };
  const names: Tree['unlisted'] = (directory, endings) => {
    outside.names[questionOf(directory, endings)] ??= {
      state: content.namesState(directory),
      digest: digestOfNames(directory, endings, content),
    };
    return tree.unlisted(directory, endings);
  };
  const hidden: Tree['hidden'] = () => {
    outside.tracked ??= { state: content.trackedState(), digest: digestOfTracked(content) };
    return tree.hidden();
  };
  return { outside, read, names, hidden };
}

/**
 * NB V8 has a piece of a text point into it: a name that a daemon keeps for days would keep the whole file.
 */
function detached<Facts>(facts: Facts): Facts {
  return facts === undefined ? facts : (JSON.parse(JSON.stringify(facts)) as Facts);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };

/** Endings have no blank in them. */
function questionOf(directory: string, endings: readonly string[]): string {
  return `${endings.join(':')} ${directory}`;
}

function digestOfNames(directory: string, endings: readonly string[], { names }: Surroundings): string {
  return digestOf(endingIn(endings, names(directory)).join('\n'));
}

function textOf(file: string, { read }: Pick<Content, 'read'>): string | undefined {
  try {
    return read(file);
  } catch {
    // The graph says why.
    return undefined;
  }
}

/** Also of what may not be read: by the reason. */
function digestAt(file: string, { read }: Pick<Content, 'read'>): string {
  try {
    return digestOf(read(file));
  } catch (error) {
    return digestOf(String(error));
  }
}

function digestOfTracked({ tracked }: Surroundings): string {
  return digestOf(tracked().join('\n'));
}

/** Whether all that Nx does not list is as it was. */
export function isAsBefore({ files, names, tracked }: Outside, content: Omit<Content, 'isSame'>): boolean {
  return (
    Object.entries(files).every(([file, digest]) => digestAt(file, content) === digest) &&
    Object.entries(names).every(([question, { state, digest }]) => {
      const space = question.indexOf(' ');
      const directory = question.slice(space + 1);
      if (state !== '' && state === content.namesState(directory)) return true;
      return digestOfNames(directory, question.slice(0, space).split(':'), content) === digest;
    }) &&
    (tracked === undefined ||
      tracked.state === content.trackedState() ||
      tracked.digest === digestOfTracked(content))
  );
}

/**
 * The same with the hashes of now, if looking again at what has changed finds the same; otherwise undefined.
 */
export async function revalidate(
  seen: FileRecords,
  all: readonly FileData[],
  content: Content,
  loadScans: () => Promise<readonly Scan<unknown>[]>,
): Promise<FileRecords | undefined> {
  const changed = all.flatMap(({ file, hash }) => {
    const before = seen.get(file);
    return before === undefined || before.hash === hash ? [] : [{ file, hash, before }];
  });
  if (changed.some(({ before }) => before.whole)) return undefined;
  const scans = changed.length === 0 ? [] : await loadScans();
  const again = new Map(seen);
  for (const { file, hash, before } of changed) {
    const text = textOf(file, content);
    if (text === undefined || !content.isSame(file, text, hash)) return undefined;
    const saysTheSame = Object.entries(before.facts).every(([name, found]) => {
      const scan = scans.find((one) => one.name === name);
      return scan !== undefined && JSON.stringify(scan.facts(text, file)) === JSON.stringify(found);
    });
    if (!saysTheSame) return undefined;
    again.set(file, { ...before, hash });
  }
  return again;
}

export function digestOf(text: string | undefined): string {
  return text === undefined ? 'missing' : createHash('sha256').update(text).digest('hex');
}
