/**
 * `polynx clean`: what builds have left behind that is old, too much or too large. It says what would go, and
 * removes it only where that is asked for.
 */
import { readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { filesInGit } from '../../adapters/git.js';
import { LIMITS } from '../../adapters/history.js';
import { outputsOf, type ShownGraph } from '../../explain/expand.js';
import { OptionsError } from '../../model/errors.js';
import { isLiteral, literalOf } from '../../model/globs.js';
import { dirname, isInside } from '../../model/paths.js';
import { groupBy } from '../group-by.js';
import { sum } from '../report/figures.js';
import { bytes } from '../report/words.js';
import { shownGraph } from '../shown-graph.js';
import { nxGraph, startNx } from '../workspace.js';
import { beyondLimits, type Limits } from './limits.js';
import { DIST, unitsIn } from './outputs.js';
import { notes, ofNix, recordedRuns, type Thing } from './own-things.js';
import { cleanStore } from './store.js';

export interface CleanOptions {
  /** Days. */
  readonly olderThan: string | undefined;
  readonly keep: string | undefined;
  /** Megabytes, of each kind. */
  readonly maxSize: string | undefined;
  readonly yes: boolean;
  /** Nix's store as well. */
  readonly store: boolean;
}

const DAY = 24 * 3600 * 1000;

/** Days after which what was built may go. */
const USUAL = 30;

export const USUAL_LIMITS: Limits = {
  age: USUAL * DAY,
  count: Number.POSITIVE_INFINITY,
  size: Number.POSITIVE_INFINITY,
  recordAge: LIMITS.age,
};

export async function clean(root: string, options: CleanOptions): Promise<void> {
  const limits = limitsOf(options);
  startNx(root);
  const things = await whatGoes(root, limits, await nxGraph());
  for (const { kind, path, bytes: size } of things) console.log(`${kind}: ${path} (${bytes(size)})`);
  for (const [kind, count, size] of rowsOf(things)) console.log(`${kind}: ${count}, ${size}`);
  if (options.yes) for (const { remove } of things) remove();
  const all = `${things.length} files and folders, ${bytes(sum(things.map((one) => one.bytes)))}`;
  console.log(
    options.yes ? `Removed: ${all}` : `Would be removed: ${all}. To remove them: npx polynx clean --yes`,
  );
  if (options.store) await cleanStore(root, options.yes);
}

function limitsOf({ olderThan, keep, maxSize }: CleanOptions): Limits {
  const days = numberIn(olderThan, '--older-than', 'days');
  return {
    age: (days ?? USUAL) * DAY,
    ...(days === undefined ? { recordAge: LIMITS.age } : {}),
    count: numberIn(keep, '--keep', 'results') ?? Number.POSITIVE_INFINITY,
    size: (numberIn(maxSize, '--max-size', 'megabytes') ?? Number.POSITIVE_INFINITY) * 1_000_000,
  };
}

function numberIn(text: string | undefined, option: string, what: string): number | undefined {
  if (text === undefined || /^\d{1,7}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new OptionsError(`${option} ${text}: it is a number of ${what}, such as ${option} 20.`);
}

/** NB what in `dist` belongs together is known from the graph alone: without one it stays as it is. */
export async function whatGoes(
  root: string,
  limits: Limits,
  graph: ProjectGraph | Error,
  now = Date.now(),
): Promise<Thing[]> {
  const own = [recordedRuns(root, limits, now), notes(root, limits, now), ofNix(root, limits, now)].flat();
  if (graph instanceof Error) return own;
  const inGit = await filesInGit(root, DIST);
  // Outside of a repository it is not known what was written by hand.
  if (inGit === undefined) return own;
  const declared = declaredOutputs(shownGraph(graph, readFileSync(join(root, 'nx.json'), 'utf8')));
  const units = beyondLimits(unitsIn(root, declared, { inGit }), limits, now);
  const remove = (path: string) => {
    rmSync(join(root, path), { recursive: true, force: true });
    removeEmpty(root, dirname(path));
  };
  return [...own, ...units.map((unit) => ({ ...unit, kind: DIST, remove: () => remove(unit.path) }))];
}

/** Folders below `dist` in which nothing is left. */
function removeEmpty(root: string, folder: string): void {
  if (!isInside(folder, DIST) || folder === DIST) return;
  try {
    rmdirSync(join(root, folder));
  } catch {
    return;
  }
  removeEmpty(root, dirname(folder));
}

function declaredOutputs(graph: ShownGraph): string[] {
  const all = Object.entries(graph.projects).flatMap(([project, { targets = {} }]) =>
    Object.entries(targets).flatMap(([target, { configurations = {} }]) =>
      [undefined, ...Object.keys(configurations)].flatMap((configuration) =>
        outputsOf(
          configuration === undefined ? { project, target } : { project, target, configuration },
          graph,
        ),
      ),
    ),
  );
  return [...new Set(all.filter(isLiteral).map(literalOf))];
}

/** By kind: how many, and how large. */
export function rowsOf(things: readonly Thing[]): string[][] {
  return [...groupBy(things, ({ kind }) => kind)].map(([kind, own]) => [
    kind,
    String(own.length),
    bytes(sum(own.map((one) => one.bytes))),
  ]);
}
