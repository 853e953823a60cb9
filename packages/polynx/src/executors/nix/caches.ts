/** Binary caches: what they hold, what was built here for others, and what others built for here. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInfo } from '../../adapters/nix/answers.js';
import {
  heldCommand,
  infoCommand,
  pullCommand,
  pushCommand,
  wholeStoreCommand,
} from '../../adapters/nix/commands.js';
import { ExpectedError } from '../../model/errors.js';
import { withoutCredentials } from '../../model/urls.js';
import { type Manifest, readManifest } from './manifest.js';
import { readGraph } from './preflight.js';
import { countersIn, failureText, nameOf, runNix } from './run-nix.js';
import { invalid, type Session } from './session.js';

export interface CacheAnswer {
  readonly url: string;
  readonly held: ReadonlySet<string>;
  /** Why it cannot be used: in Nix's words, one line. */
  readonly complaint?: string;
}

type Asking = Pick<Session, 'ask' | 'settings' | 'version'>;

/** Milliseconds; ssh knows no patience of its own. */
const PATIENCE = 15_000;

/** All caches at once. */
export function askCaches(session: Asking, paths: readonly string[]): Promise<CacheAnswer[]> {
  return Promise.all(session.settings.substituters.map((url) => askCache(session, url, paths)));
}

async function askCache(session: Asking, url: string, paths: readonly string[]): Promise<CacheAnswer> {
  const nothing = { url, held: new Set<string>() };
  if (paths.length === 0) return nothing;
  const command = heldCommand(url, paths, session.version);
  try {
    const { exitCode, stdout, stderr } = await session.ask(command, PATIENCE);
    return exitCode === 0
      ? { url, held: new Set(readInfo(stdout).map(({ path }) => path)) }
      : { ...nothing, complaint: complaintIn(stderr) };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { ...nothing, complaint: `no answer within ${PATIENCE / 1000} s` };
  }
}

function complaintIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const message = lines.findLast((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? 'it says nothing';
  return message.replace(/^error: /, '');
}

/**
 * What the manifests of this workspace name, signed, to every cache; what is there already is not sent again.
 */
export async function push(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = await invalid(session, paths);
  const present = paths.filter((path) => !missing.has(path));
  if (missing.size > 0)
    console.log(`${missing.size} of ${paths.length} are not in the store: run nix-ensure`);
  return pushPaths(session, present, keyOf(session));
}

export function keyOf({ env }: Session): string {
  const key = env['NIX_CACHE_SECRET_KEY_FILE'] ?? '';
  if (key === '' || !existsSync(key))
    throw new ExpectedError(
      'NIX_CACHE_SECRET_KEY_FILE names no file with a key: what is not signed, nobody takes.\n  Run: nix key generate-secret --key-name NAME > FILE',
    );
  if ((statSync(key).mode & 0o077) !== 0)
    throw new ExpectedError(`${key} can be read by others. Run: chmod 600 ${key}`);
  return key;
}

/** A cache that is down does not keep the others from what is theirs. */
export async function pushPaths(session: Session, paths: readonly string[], key: string): Promise<boolean> {
  const complaints: string[] = [];
  for (const { url, held, complaint } of await askCaches(caching(session), paths)) {
    const wanted = paths.filter((path) => !held.has(path));
    let sent = 0;
    const { success, errors } =
      complaint !== undefined
        ? { success: false, errors: complaint }
        : wanted.length === 0
          ? { success: true, errors: '' }
          : await runNix(session, pushCommand(url, key, wanted), 'cache-push', { copied: () => sent++ });
    if (!success) complaints.push(`Push to ${withoutCredentials(url)} failed:\n${failureText(errors)}`);
    else
      console.log(
        `${sent} paths sent to ${withoutCredentials(url)}; ${paths.length} packages and what they need are there`,
      );
  }
  if (complaints.length > 0) throw new ExpectedError(complaints.join('\n'));
  return true;
}

/** What Nx's cache says was built elsewhere comes from the cache of Nix. */
export async function pull(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = await invalid(session, paths);
  const complaints: string[] = [];
  let rest = [...missing];
  for (const { url, held, complaint } of await askCaches(caching(session), rest)) {
    if (complaint !== undefined) complaints.push(`${url}: ${failureText(complaint)}`);
    const wanted = rest.filter((path) => held.has(path));
    if (wanted.length === 0) continue;
    complaints.push(...(await pullFrom(session, url, wanted)).map((text) => `${url}: ${text}`));
    rest = [...(await invalid(session, rest))];
  }
  console.log(
    `${missing.size - rest.length} of ${paths.length} packages fetched, ${paths.length - missing.size} were here`,
  );
  if (rest.length === 0) return true;
  throw new ExpectedError(
    [
      `No cache gave ${rest.map(nameOf).join(', ')}.`,
      ...complaints,
      'What no cache has, nix-ensure builds.',
    ].join('\n'),
  );
}

/** What went wrong. One that is refused does not keep the others from coming. */
async function pullFrom(session: Session, url: string, paths: readonly string[]): Promise<string[]> {
  const command = pullCommand(url, session.settings.publicKeys, paths);
  const { success, errors } = await runNix(session, command, 'cache-pull');
  if (success) return [];
  if (paths.length === 1) return [failureText(errors)];
  const complaints: string[] = [];
  for (const path of paths) complaints.push(...(await pullFrom(session, url, [path])));
  return complaints;
}

/** Size of what the workspace's packages need, and how often caches helped. */
export async function statistics(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = await invalid(session, paths);
  const present = paths.filter((path) => !missing.has(path));
  const { stdout } =
    present.length === 0 ? { stdout: '{}' } : await session.ask(infoCommand(present, session.version));
  const infos = readInfo(stdout);
  const { built, fetched, present: there, caches: byCache = {} } = countersIn(session);
  const rate = (count: number) => {
    const all = there + fetched + built;
    return all === 0 ? '' : ` (${((100 * count) / all).toFixed(1)} %)`;
  };
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  console.log(
    [
      `${present.length} packages in the store, ${megabytes(sum(infos.map(({ narSize }) => narSize)))} (${megabytes(Math.max(0, ...infos.map(({ closureSize }) => closureSize)))} is the largest with all it needs)`,
      `${there} times a package was there already${rate(there)}, ${fetched} paths came from a cache${rate(fetched)}, ${built} derivations were built${rate(built)}`,
      ...Object.entries(byCache).map(([url, count]) => `${count} paths came from ${url}${rate(count)}`),
      ...(await storeSize(session)),
      ...localCache(session),
    ].join('\n'),
  );
  return true;
}

/** Of the whole store, whoever uses it; an old Nix and a store of others may not say. */
async function storeSize({ ask, version }: Session): Promise<string[]> {
  const answer = await ask(wholeStoreCommand(version), PATIENCE).catch(() => undefined);
  if (answer?.exitCode !== 0) return [];
  const infos = readInfo(answer.stdout);
  const total = infos.reduce((sum, { narSize }) => sum + narSize, 0);
  return [`${infos.length} paths are in the store, ${megabytes(total)}`];
}

function localCache({ env }: Session): string[] {
  const folder = env['NIX_LOCAL_CACHE_DIR'] ?? '';
  if (folder === '' || !existsSync(folder)) return [];
  const archives = existsSync(join(folder, 'nar')) ? readdirSync(join(folder, 'nar')) : [];
  const sizes = archives.map((name) => statSync(join(folder, 'nar', name)).size);
  return [`${archives.length} paths in ${folder}, ${megabytes(sizes.reduce((a, b) => a + b, 0))}`];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function packagesOf({ root }: Session) {
  return Object.entries(readGraph(root).projects ?? {})
    .filter(([, { kind }]) => kind === 'application')
    .map(([name, { root: at = '.' }]) => {
      const folder = at === '.' ? 'dist' : `dist/${at}`;
      return { name, places: { manifest: `${folder}/${MANIFEST}`, files: `${folder}/nix` } };
    });
}

/** Of packages of the flake, and of what is built from other repositories and from expressions. */
function manifestsIn({ root }: Session): Manifest[] {
  return manifestFiles(root, '.').flatMap((file) => readManifest(file) ?? []);
}

/**
 * NB beside a manifest lie the files of the package, a link may lead anywhere, and what is left of a folder
 * that is gone is of no project.
 */
function manifestFiles(root: string, project: string): string[] {
  const folder = join(root, 'dist', project);
  if (!existsSync(folder) || !existsSync(join(root, project))) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const isPackage = entries.some(({ name }) => name === MANIFEST);
  return entries.flatMap((entry) => {
    if (entry.isFile()) return entry.name === MANIFEST ? [join(folder, entry.name)] : [];
    const isContent = entry.name === 'node_modules' || (isPackage && entry.name === 'nix');
    return entry.isDirectory() && !isContent ? manifestFiles(root, join(project, entry.name)) : [];
  });
}

const MANIFEST = 'nix-manifest.json';

function outputsOf(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.flatMap(({ outputs }) => Object.values(outputs)))].sort();
}

export function caching(session: Session): Session {
  if (session.settings.substituters.length === 0)
    throw new ExpectedError('No binary cache is named: set NIX_CACHE_URL or NIX_LOCAL_CACHE_DIR.');
  return session;
}
