import { everythingIn, type Glob, isLiteral, literalOf, only, taken } from '../model/globs.js';
import type { Link } from '../model/links.js';
import { basename, dirname, isInside } from '../model/paths.js';
import type { Read } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import { withReason } from '../model/uncached.js';
import { type Reach, reachesOf } from './negated-globs.js';
import type { Pipe } from './pipeline.js';
import type { NamedTask } from './planned.js';

/**
 * NB what is behind a link has to be an input by its own name: Nx takes over the hash of a link as long as
 * the link itself is as old as it was, and sees nothing of a folder behind one.
 */
export const followLinks: Pipe = (all, { tree }) => {
  const links = tree.links.filter(isFollowed);
  if (links.length === 0) return all;
  const known = new WeakMap<readonly Glob[], Followed>();
  return all.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      const { files } = task.inputs;
      const followed = known.get(files) ?? follow(files, links, tree);
      known.set(files, followed);
      return withLinks(task, followed);
    }),
  }));
};

/** Of packages the lock says what they are. */
function isFollowed({ path, to }: Link): boolean {
  return ![path, to].some((one) => one.split('/').includes('node_modules')) && to !== '/dev/null';
}

interface Followed {
  readonly reads: readonly Read[];
  readonly reason?: string;
}

function follow(globs: readonly Glob[], links: readonly Link[], tree: Tree): Followed {
  const reaches = globs.filter((one) => taken(one) === undefined).flatMap(reachesNaming);
  const found = new Set<Link>();
  // NB there are few links, and each may lead to others.
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const link of links)
      if (!found.has(link) && reaches.some((reach) => takes(reach, link))) {
        found.add(link);
        if (!link.to.startsWith('/')) reaches.push(...targetOf(link.to, tree).flatMap(reachesNaming));
      }
  }
  const away = [...found].find(({ to }) => to.startsWith('/'));
  if (away !== undefined)
    return { reads: [], reason: `${away.path} is a symbolic link out of the repository` };
  const reads = [...found].map(({ path, to }): Read => ({ path: to, scope: 'production', source: path }));
  return { reads };
}

interface NamingReach extends Reach {
  /** Whether a file of that name may be meant. */
  names(name: string): boolean;
}

function reachesNaming(one: Glob): NamingReach[] {
  const names = namesOf(one.slice(one.lastIndexOf('/') + 1));
  return reachesOf(one).map((reach) => ({ ...reach, names }));
}

/** By the last part of a glob, as far as that is one of the usual forms: `main.go`, `*.go`, `*.{ts,js}`. */
function namesOf(part: string): (name: string) => boolean {
  // NB alternatives may have slashes in them: `{a/x.ts,b/y.ts}`.
  if (/[)}\]]/.test(part) && !/[({[]/.test(part)) return () => true;
  if (isLiteral(part)) return (name) => name === literalOf(part);
  const [, one, several] = /^\*(?:(\.[\w.-]+)|\.\{([\w.,-]+)\})$/.exec(part) ?? [];
  const endings = one === undefined ? several?.split(',').map((ending) => `.${ending}`) : [one];
  return (name) => endings === undefined || endings.some((ending) => name.endsWith(ending));
}

/** NB also what lies behind it, if it leads to a folder. */
function takes({ folder, deep, names }: NamingReach, { path, isFile = false }: Link): boolean {
  if (isFile && !names(basename(path))) return false;
  return isInside(folder, path) || (deep ? isInside(path, folder) : dirname(path) === folder);
}

function targetOf(path: string, tree: Tree): Glob[] {
  return tree.hasDirectory(path) ? everythingIn([path]) : only([path]);
}

function withLinks(task: NamedTask, { reads, reason }: Followed): NamedTask {
  if (reason !== undefined)
    return task.cache ? { ...task, cache: false, description: withReason(task.description, reason) } : task;
  return reads.length === 0 ? task : { ...task, linked: reads };
}
