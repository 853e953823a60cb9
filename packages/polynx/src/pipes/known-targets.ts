/**
 * A target of a project.json that says nothing of how it runs is meant for a target that there is: a misspelt
 * one would do nothing.
 */
import { closest } from '../model/did-you-mean.js';
import { ManifestError } from '../model/errors.js';
import { lineOf } from '../model/line-of.js';
import { join } from '../model/paths.js';
import type { Scan, Tree } from '../model/tree.js';
import type { Pipe } from './pipeline.js';
import { groupByRoot, type Planned } from './planned.js';

/** NB stands after the last step that adds targets. */
export const refuseUnknownTargets: Pipe = (all, { tree }) => {
  const defaults = once(() => defaultTargets(tree));
  const errors = new Map(
    [...groupByRoot(all)].flatMap(([root, atRoot]) => {
      const error = misspelt(join(root, 'project.json'), atRoot, defaults, tree);
      return error === undefined ? [] : [[root, error] as const];
    }),
  );
  if (errors.size === 0) return all;
  return all.map((one) => {
    const found = errors.get(one.project.root);
    if (found === undefined || one.broken !== undefined) return one;
    const targets = [found.name, ...one.tasks.map(({ target }) => target)];
    return { ...one, tasks: [], broken: { error: found.error, targets } };
  });
};

interface Misspelt {
  readonly name: string;
  readonly error: ManifestError;
}

/** NB other plugins have targets that nothing is known of: only what is nearly a known one is a mistake. */
function misspelt(
  file: string,
  atRoot: readonly Planned[],
  defaults: () => readonly string[],
  tree: Tree,
): Misspelt | undefined {
  if (!tree.has(file)) return undefined;
  const known = new Set(
    atRoot.flatMap(({ tasks, project, broken }) => [
      ...tasks.map(({ target }) => target),
      ...(project.scripts ?? []),
      ...(broken?.targets ?? []),
    ]),
  );
  for (const name of tree.scan(file, targetsScan) ?? []) {
    if (known.has(name)) continue;
    const meant = closest(name, known);
    if (meant === undefined || defaults().includes(name)) continue;
    const line = lineOf(tree.read(file) ?? '', '"targets"', name);
    const error = new ManifestError({
      file,
      ...(line === undefined ? {} : { line }),
      field: `targets.${name}`,
      problem: `unknown target ${name}. Did you mean ${meant}?`,
      hint: `A new target needs an executor or a command. Known: ${[...known].sort().join(', ')}.`,
    });
    return { name, error };
  }
  return undefined;
}

/** Names of targets that neither run anything nor only wait for others. */
export const targetsScan: Scan<string[]> = {
  name: 'bare-targets',
  facts: (text) =>
    Object.entries(tableIn(text, 'targets')).flatMap(([name, target]) => {
      const { executor, command, dependsOn, ...rest } = (target ?? {}) as Record<string, unknown>;
      const isRun = executor !== undefined || command !== undefined;
      const waits = dependsOn !== undefined && Object.keys(rest).length === 0;
      return isRun || waits || /[*{]/.test(name) ? [] : [name];
    }),
};

/** What nx.json gives an executor, in whichever project. */
function defaultTargets(tree: Tree): readonly string[] {
  return Object.keys(tableIn(tree.read('nx.json') ?? '', 'targetDefaults'));
}

/** NB what is no JSON is Nx's to report. */
function tableIn(text: string, key: string): Readonly<Record<string, unknown>> {
  try {
    const table = (JSON.parse(text) as Record<string, unknown> | null)?.[key];
    return typeof table === 'object' && table !== null ? (table as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
