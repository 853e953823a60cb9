/** What a manifest names has to exist: a misspelt target or platform would do nothing, and say nothing. */
import { compact } from '../model/compact.js';
import { closest } from '../model/did-you-mean.js';
import { ManifestError } from '../model/errors.js';
import { UNIVERSAL } from '../model/platform.js';
import { PLATFORM_NAMES, unknownPlatform } from '../model/platform-names.js';
import type { TargetOverride } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import type { Pipe } from './pipeline.js';
import { failing, groupByRoot, type Planned } from './planned.js';
import { settingPlace } from './setting-place.js';

/** Targets that pipes and options add for some projects only. */
const SOMETIMES =
  /^(?:(?:build|test|package|pgo|nix|run|compile|image|verify)-.+|package|image|deliver|sign|stamp|compile|interfaces-check|release)$/;

/** NB stands right before the names of targets are settled: `targets` goes by what they are called before. */
export const refuseUnknownNames: Pipe = (all, { tree }) => {
  const roots = groupByRoot(all);
  return all.map((one) => {
    if (one.broken !== undefined) return one;
    const error = errorIn(one, roots.get(one.project.root) ?? [one], tree);
    return error === undefined ? one : failing(one, error);
  });
};

/**
 * The same of what nx.json says for all projects of a toolchain: only what is nearly a target that there is.
 * Another branch may have the project.
 */
export function misspeltTarget(
  all: readonly Planned[],
  toolchain: string,
  names: readonly string[],
): string | undefined {
  if (names.length === 0) return undefined;
  const own = all.filter((one) => one.toolchain === toolchain);
  const known = new Set(own.flatMap((one) => [...intentsOf(one), ...(one.broken?.targets ?? [])]));
  const name = names.find((one) => !known.has(one) && !SOMETIMES.test(one));
  const meant = name === undefined ? undefined : closest(name, known);
  return meant === undefined
    ? undefined
    : `unknown target ${name}. Did you mean ${meant}?\nKnown: ${[...known].sort().join(', ')}.`;
}

function errorIn(one: Planned, atRoot: readonly Planned[], tree: Tree): ManifestError | undefined {
  const { targets = {}, platforms = [] } = one.project.settings;
  const known = new Set(atRoot.flatMap(intentsOf));
  const target = Object.keys(targets).find((name) => !known.has(name) && !SOMETIMES.test(name));
  if (target !== undefined) return unknown(one, tree, 'targets', target, [...known].sort());
  const wrong = overrideError(one, targets, tree);
  if (wrong !== undefined) return wrong;
  const platform = platforms.find((name) => name !== UNIVERSAL && !one.facts.isPlatform(name));
  return platform === undefined ? undefined : unknown(one, tree, 'platforms', platform, PLATFORM_NAMES);
}

function overrideError(
  { project, facts, tasks }: Planned,
  targets: Readonly<Record<string, TargetOverride>>,
  tree: Tree,
): ManifestError | undefined {
  for (const [name, override] of Object.entries(targets)) {
    const task = tasks.find(({ intent }) => intent === name);
    const isOwn = task?.options !== undefined && task.executor === undefined;
    const problem = override === false ? undefined : facts.overrideProblem?.(override, isOwn);
    if (problem === undefined) continue;
    const { at, key, says, known } = problem;
    return new ManifestError(
      compact({
        ...settingPlace(project, tree, name, key),
        field: ['targets', name, ...at].join('.'),
        problem: says,
        hint: known.length === 0 ? undefined : `Known: ${known.join(', ')}.`,
      }),
    );
  }
  return undefined;
}

/** Of one toolchain at a root, targets of the other ones too: a project.json speaks to both. */
function intentsOf({ facts, tasks, project }: Planned): string[] {
  return [...facts.intents, ...tasks.map(({ intent }) => intent), ...(project.scripts ?? [])];
}

function unknown(
  { project }: Planned,
  tree: Tree,
  field: 'targets' | 'platforms',
  name: string,
  known: readonly string[],
): ManifestError {
  const meant = closest(name, known);
  const target = `unknown target ${name}${meant === undefined ? '' : `. Did you mean ${meant}?`}`;
  return new ManifestError({
    ...settingPlace(project, tree, field, name),
    field: field === 'targets' ? `targets.${name}` : field,
    problem: field === 'targets' ? target : unknownPlatform(name),
    hint: `Known: ${known.join(', ')}.`,
  });
}
