import { compact } from '../model/compact.js';
import { baseOf, EVERYTHING, escapeGlob, everythingIn, isLiteral, writtenGlob } from '../model/globs.js';
import { isInside, join, leavesWorkspace } from '../model/paths.js';
import type { Dependency, Project, Read, Scope, Statement } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import { ownerOf } from './owners.js';
import type { Planned, ResolvedRead } from './planned.js';
import { buildAt, type ProjectIndex, type TaskRef } from './project-index.js';

/** What one project takes from outside its toolchain: something that is built, or a file. */
export interface CrossEdge {
  readonly scope: Scope;
  /** Stated by a file that is read, not by a dependency. */
  readonly isRead: boolean;
  /** The task that makes it. */
  readonly producer?: TaskRef;
  readonly read?: ResolvedRead;
  readonly stated: Statement;
}

export function crossEdgesOf(planned: Planned, index: ProjectIndex): CrossEdge[] {
  const { dependencies } = planned.project;
  return [
    ...planned.project.reads.map((read) => readEdge(read, index, planned.toolchain)),
    // Said by the user: it holds for every task, also for one that knows its own reads.
    ...addedReads(planned.project, index.tree).map((read) => ({ ...readEdge(read, index), isRead: false })),
    ...dependencies.flatMap((dependency) => buildEdges(dependency, planned, index)),
    ...consumedBy(planned.project, index).flatMap((dependency) => buildEdges(dependency, planned, index)),
  ];
}

/** Whose builds it uses because the user says so. */
export function consumedBy(
  { settings, settingsIn = [], manifest }: Project,
  { byName }: Pick<ProjectIndex, 'byName'>,
): Dependency[] {
  return (settings.consumes ?? []).map((consumed) => ({
    root: byName.get(consumed) ?? consumed,
    scope: 'production',
    stated: { file: settingsIn[0] ?? manifest, kind: 'consumes', at: ['consumes', consumed] },
  }));
}

/** A file or folder that the tool reads. */
export function statementOf({ source, path }: Read): Statement {
  return { file: source, kind: `reads ${path}` };
}

/** What the user says is read, where sources cannot tell. */
export function addedReads({ root, manifest, settings }: Project, tree: Tree): Read[] {
  return (settings.reads ?? []).flatMap((text): Read[] => {
    const path = join(root, text);
    if (leavesWorkspace(path)) return [];
    const written = writtenGlob(root, text);
    const isThere = tree.has(path) || tree.hasDirectory(path);
    const read = isThere || isLiteral(written) ? { path } : { path: baseOf(written), glob: written };
    return [{ ...read, scope: 'production', source: manifest }];
  });
}

/** The build of the project around its `root`, when another toolchain owns it. */
function buildEdges({ root, scope, stated }: Dependency, planned: Planned, index: ProjectIndex): CrossEdge[] {
  const there = index.roots.get(ownerOf(root, index.roots) ?? '') ?? [];
  if (there.some(({ toolchain }) => toolchain === planned.toolchain)) return [];
  const producer = buildAt(root, index);
  return producer === undefined ? [] : [{ scope, isRead: false, producer, stated }];
}

/**
 * A tracked file or folder is an input; what a build declares as its output makes that build a prerequisite;
 * any other ignored file is hashed from disk, after the build of the project it lies in, if there is one; not
 * of the toolchain that is `asking`, which compiles from source, and where the path may be misread.
 */
export function readEdge(read: Read, index: ProjectIndex, asking?: string): CrossEdge {
  const { path, scope, fromDisk = false } = read;
  const base = folderOf(read);
  const isGlob = base !== path || read.glob !== undefined;
  const isFile = !isGlob && index.tree.has(path);
  const isDirectory = !isFile && index.tree.hasDirectory(base);
  const edge = { scope, isRead: true, stated: statementOf(read) };
  const declared = isFile ? undefined : producerOf(base, isDirectory || isGlob, index);
  if (declared !== undefined) return { ...edge, producer: declared };
  const [below = escapeGlob(path)] = isGlob || isDirectory ? everythingIn([base]) : [];
  const glob = read.glob ?? below;
  if (isFile || isDirectory)
    return { ...edge, read: { glob, ignored: false, ...(fromDisk ? { fromDisk } : {}) } };
  const likely = buildAt(base, index, asking);
  return compact({ ...edge, read: { glob, ignored: true }, producer: likely });
}

function producerOf(base: string, isFolder: boolean, { outputs }: ProjectIndex): TaskRef | undefined {
  return outputs.find(({ path }) => isInside(base, path) || (isFolder && isInside(path, base)));
}

/** The file or folder that a read cannot leave. */
export function folderOf({ path }: Read): string {
  return path.endsWith(EVERYTHING) ? path.slice(0, -EVERYTHING.length) : path;
}
