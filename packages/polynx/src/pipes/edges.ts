import { circlesOf } from '../model/circles.js';
import { isInside } from '../model/paths.js';
import type { Statement } from '../model/project.js';
import { addedReads, type CrossEdge, consumedBy, folderOf, statementOf } from './cross-toolchain.js';
import { ownerOf } from './owners.js';
import type { Planned, ProjectLink } from './planned.js';
import type { ProjectIndex } from './project-index.js';

/**
 * Edges of the graph: the projects at the other end of every dependency, read and prerequisite.
 *
 * NB Nx has `^build` wait for every project that an edge leads to, whatever the edge is for. So a file that
 * a package reads of one that depends on it, as the README.md of the whole repository which is a link into
 * one package, would be a circle of builds, and Nx refuses every run. Such an edge is left out: the file is
 * an input all the same, and what has to run before is said by the task.
 */
export function addLinks(
  planned: readonly Planned[],
  crossEdges: (one: Planned) => readonly CrossEdge[],
  index: ProjectIndex,
): Planned[] {
  const all = planned.map((one) => ({
    one,
    firm: firmLinks(one, index),
    all: allLinks(one, crossEdges(one), index),
  }));
  const graph = new Map<string, string[]>();
  for (const { one, firm, all: links } of all) {
    const { root, drawnByNx = [] } = one.project;
    graph.set(root, [...(graph.get(root) ?? []), ...firm, ...links.map((link) => link.root), ...drawnByNx]);
  }
  const circles = circlesOf(graph);
  const waiting = new Set(planned.filter(waitsForOthers).map(({ project }) => project.root));
  return all.map(({ one, firm, all: links }) => {
    const circle = waiting.has(one.project.root) ? circles.get(one.project.root) : undefined;
    const isLeftOut = (root: string) =>
      circle !== undefined && circles.get(root) === circle && !firm.has(root);
    return { ...one, links: links.filter(({ root }) => !isLeftOut(root)) };
  });
}

/** NB Nx runs the scripts of a package.json, and many have `dependsOn: ["^build"]` for them in nx.json. */
function waitsForOthers({ project, tasks }: Planned): boolean {
  return project.namedByNx === true || tasks.some(({ upstream = [] }) => upstream.length > 0);
}

function firmLinks({ project }: Planned, { roots }: ProjectIndex): Set<string> {
  return new Set([
    ...project.dependencies.flatMap(({ root }) => ownerOf(root, roots) ?? []),
    ...(project.drawnByNx ?? []),
  ]);
}

/**
 * A file of a project around this one is an input and no edge: that project holds what many share, and with
 * an edge each of its other files (a workflow of CI) would affect all of them.
 */
function allLinks(
  { project, tasks }: Planned,
  edges: readonly CrossEdge[],
  index: ProjectIndex,
): ProjectLink[] {
  const linked = tasks.flatMap((task) => task.linked ?? []);
  const reads = [...project.reads, ...addedReads(project, index.tree), ...linked];
  const links = new Map<string, Statement>();
  const add = (path: string, stated: Statement, mayBeAround = true) => {
    const owner = ownerOf(path, index.roots);
    if (owner === undefined || owner === project.root || links.has(owner)) return;
    if (mayBeAround || !isInside(project.root, owner)) links.set(owner, stated);
  };
  for (const { root, stated } of [...project.dependencies, ...consumedBy(project, index)]) add(root, stated);
  for (const { producer, stated } of edges) if (producer !== undefined) add(producer.root, stated);
  for (const read of reads) add(folderOf(read), statementOf(read), false);
  return [...links].map(([root, stated]) => ({ root, stated }));
}
