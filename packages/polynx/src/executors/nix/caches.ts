/** Binary caches: what was built here for others, and what others built for here. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInfo } from '../../adapters/nix/answers.js';
import { infoCommand, pullCommand, pushCommand } from '../../adapters/nix/commands.js';
import { classify } from '../../adapters/nix/failures.js';
import { ExpectedError } from '../../model/errors.js';
import { countersIn } from './journal.js';
import { type Manifest, readManifest } from './manifest.js';
import { readGraph } from './preflight.js';
import { realise } from './realise.js';
import type { Session } from './session.js';
import { invalid } from './validity.js';

/** What the manifests of this workspace name, signed, to every cache; what is there already is not sent again. */
export async function push(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = await invalid(session, paths);
  const present = paths.filter((path) => !missing.has(path));
  if (missing.size > 0)
    console.log(`${missing.size} of ${paths.length} are not in the store: run nix-ensure`);
  return pushPaths(session, present);
}

async function pushPaths(session: Session, paths: readonly string[]): Promise<boolean> {
  const key = session.env['NIX_CACHE_SECRET_KEY_FILE'] ?? '';
  if (key === '' || !existsSync(key))
    throw new ExpectedError(
      'NIX_CACHE_SECRET_KEY_FILE names no file with a key: what is not signed, nobody takes.\n  Run: nix key generate-secret --key-name NAME > FILE',
    );
  if ((statSync(key).mode & 0o077) !== 0)
    throw new ExpectedError(`${key} can be read by others. Run: chmod 600 ${key}`);
  for (const url of cachesOf(session)) {
    if (paths.length > 0) await must(session, pushCommand(url, key, paths), `push to ${url}`);
    console.log(`${paths.length} packages and what they need are in ${url}`);
  }
  return true;
}

/** What Nx's cache says was built elsewhere comes from the cache of Nix. */
export async function pull(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = [...(await invalid(session, paths))];
  if (missing.length > 0) await pullFromAny(session, missing);
  console.log(`${missing.length} of ${paths.length} packages fetched, the others were here`);
  return true;
}

async function pullFromAny(session: Session, paths: readonly string[]): Promise<void> {
  const complaints: string[] = [];
  for (const url of cachesOf(session)) {
    const { exitCode, stderr } = await session.ask(pullCommand(url, session.settings.publicKeys, paths));
    if (exitCode === 0) return;
    complaints.push(`${stderr.trim()}\n  ${classify(stderr).hint}`);
  }
  throw new ExpectedError(`Not fetched:\n${complaints.join('\n')}`);
}

/** All packages of the flake, built where no cache has them, then pushed. */
export async function warm(session: Session): Promise<boolean> {
  const wanted = packagesOf(session).map(({ name, places }) => ({
    id: name,
    ensure: true,
    places,
    attribute: { set: 'packages', system: session.system, name } as const,
  }));
  const done = await realise(session, wanted, (text) => process.stdout.write(text));
  for (const { success, log } of done) if (!success) console.error(log);
  const pushed = await push(session);
  return pushed && done.every(({ success }) => success);
}

/** Size of what the workspace's packages need, and how often caches helped. */
export async function statistics(session: Session): Promise<boolean> {
  const paths = outputsOf(manifestsIn(session));
  const missing = await invalid(session, paths);
  const present = paths.filter((path) => !missing.has(path));
  const { stdout } =
    present.length === 0 ? { stdout: '{}' } : await session.ask(infoCommand(present, session.version));
  const infos = readInfo(stdout);
  const { built, fetched, present: there } = countersIn(session);
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  console.log(
    [
      `${present.length} packages in the store, ${megabytes(sum(infos.map(({ narSize }) => narSize)))} (${megabytes(Math.max(0, ...infos.map(({ closureSize }) => closureSize)))} is the largest with all it needs)`,
      `${there} times a package was there already, ${fetched} paths came from a cache, ${built} derivations were built`,
      ...localCache(session),
    ].join('\n'),
  );
  return true;
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

function packagesOf({ root }: Session) {
  return Object.entries(readGraph(root).projects ?? {})
    .filter(([, { kind }]) => kind === 'application')
    .map(([name, { root: at = '.' }]) => {
      const folder = at === '.' ? 'dist' : `dist/${at}`;
      return { name, places: { manifest: `${folder}/nix-manifest.json`, files: `${folder}/nix` } };
    });
}

function manifestsIn(session: Session): Manifest[] {
  return packagesOf(session).flatMap(({ places }) => readManifest(join(session.root, places.manifest)) ?? []);
}

function outputsOf(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.flatMap(({ outputs }) => Object.values(outputs)))].sort();
}

function cachesOf({ settings }: Session): readonly string[] {
  if (settings.substituters.length === 0)
    throw new ExpectedError('No binary cache is named: set NIX_CACHE_URL or NIX_LOCAL_CACHE_DIR.');
  return settings.substituters;
}

async function must(session: Session, command: Parameters<Session['ask']>[0], what: string): Promise<void> {
  const { exitCode, stderr } = await session.ask(command);
  if (exitCode !== 0)
    throw new ExpectedError(`${what} failed:\n${stderr.trim()}\n  ${classify(stderr).hint}`);
}
