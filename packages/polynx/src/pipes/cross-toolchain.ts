import { escapeGlob } from '../model/globs.js';
import { isInside, join, leavesWorkspace } from '../model/paths.js';
import type { Project, Read, Scope } from '../model/project.js';
import { ownerOf } from './owners.js';
import type { Planned, ResolvedRead } from './planned.js';
import { buildAt, type Found, type World } from './project-index.js';

/** What one project takes from outside its toolchain: something that is built, or a file. */
export interface Crossing {
  readonly scope: Scope;
  /** Stated by a file that is read, not by a dependency. */
  readonly isRead: boolean;
  /** The task that makes it. */
  readonly found?: Found;
  readonly read?: ResolvedRead;
}

export function crossingsOf(planned: Planned, world: World): Crossing[] {
  const { dependencies, settings } = planned.project;
  return [
    ...planned.project.reads.map((read) => readCrossing(read, world, planned.toolchain)),
    // Said by the user: it holds for every task, also for one that knows its own reads.
    ...addedReads(planned.project).map((read) => ({ ...readCrossing(read, world), isRead: false })),
    ...dependencies.flatMap(({ root, scope }) => crossBuild(root, scope, planned, world)),
    ...(settings.consumes ?? []).flatMap((consumed) =>
      crossBuild(world.byName.get(consumed) ?? consumed, 'production', planned, world),
    ),
  ];
}

/** What the user says is read, where sources cannot tell. */
export function addedReads({ root, manifest, settings }: Project): Read[] {
  const paths = (settings.reads ?? [])
    .map((path) => join(root, path))
    .filter((path) => !leavesWorkspace(path));
  return paths.map((path) => ({ path, scope: 'production', source: manifest }));
}

/** The build of the project around `path`, when another toolchain owns it. */
function crossBuild(path: string, scope: Scope, planned: Planned, world: World): Crossing[] {
  const there = world.roots.get(ownerOf(path, world.roots) ?? '') ?? [];
  if (there.some(({ toolchain }) => toolchain === planned.toolchain)) return [];
  const found = buildAt(path, world);
  return found === undefined ? [] : [{ scope, isRead: false, found }];
}

/**
 * A tracked file or folder is an input; what a build declares as its output makes that build a prerequisite; any other ignored file is hashed from disk, after
 * the build of the project it lies in, if there is one; not of the toolchain that is `asking`, which compiles from source, and where the path may be misread.
 */
export function readCrossing({ path, scope }: Read, world: World, asking?: string): Crossing {
  const base = baseOf(path);
  const isGlob = base !== path;
  const isFile = world.tree.has(path);
  const isDirectory = !isFile && world.tree.hasDirectory(base);
  const crossing = { scope, isRead: true };
  const declared = isFile ? undefined : producer(base, isDirectory || isGlob, world);
  if (declared !== undefined) return { ...crossing, found: declared };
  const glob = isGlob ? path : isDirectory ? `${escapeGlob(path)}/**/*` : escapeGlob(path);
  if (isFile || isDirectory) return { ...crossing, read: { glob, ignored: false } };
  const likely = buildAt(base, world, asking);
  return { ...crossing, read: { glob, ignored: true }, ...(likely === undefined ? {} : { found: likely }) };
}

function producer(base: string, isFolder: boolean, { outputs }: World): Found | undefined {
  return outputs.find(({ path }) => isInside(base, path) || (isFolder && isInside(path, base)));
}

/** The folder that a glob cannot leave. */
export function baseOf(path: string): string {
  return path.replace(/\/?[^/]*[*?[{].*$/, '') || '.';
}
