/**
 * Where what differs is written. What all targets of a kind have in common stands once, in the options of
 * polynx in nx.json: another name, and configurations.
 */
import type { Analysis } from '../../analysis/analyse.js';
import type { Outcome } from './outcome.js';
import type { Json } from './repository.js';

export type Shared = readonly {
  /** In the options of polynx. */
  readonly path: readonly string[];
  readonly value: unknown;
}[];

export function shared(outcomes: readonly Outcome[], analysis: Analysis): Shared {
  const groups = new Map<string, Outcome[]>();
  for (const one of outcomes) {
    if (one.as === undefined) continue;
    const key = JSON.stringify([one.as.toolchain, 'targets', one.as.intent]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([key, group]) => {
    const path = JSON.parse(key) as string[];
    return [...nameOf(path, group, analysis), ...configurationsOf(path, group)];
  });
}

/** NB only if it is the name in every project that has the task. */
function nameOf(path: string[], group: readonly Outcome[], { planned }: Analysis): Shared {
  const [toolchain, , intent] = path;
  const [first] = group;
  const all = planned.filter(
    (one) => one.toolchain === toolchain && one.tasks.some((task) => task.intent === intent),
  );
  const isSame = group.every(({ entry, as }) => as?.rename === true && entry.target === first?.entry.target);
  const roots = new Set(group.map(({ entry }) => entry.root));
  return isSame && all.every(({ project }) => roots.has(project.root))
    ? [{ path: [...path, 'targetName'], value: first?.entry.target }]
    : [];
}

/** A configuration that two targets give different options stays where it is. */
function configurationsOf(path: string[], group: readonly Outcome[]): Shared {
  const names = new Set(group.flatMap(({ configurations }) => Object.keys(configurations)));
  return [...names].flatMap((name) => {
    const values = group.flatMap(({ configurations: { [name]: value } }) =>
      value === undefined ? [] : [value],
    );
    const [first] = values;
    return values.every((one) => JSON.stringify(one) === JSON.stringify(first))
      ? [{ path: [...path, 'configurations', name], value: first }]
      : [];
  });
}

interface Placed {
  /** At the target. */
  readonly next: Json | undefined;
  /** In `metadata.polynx.targets`, or `projects` of nx.json. */
  readonly settings?: { readonly intent: string; readonly value: Json };
}

/** What is left of one target beside that. */
export function placed({ next, as, entry, configurations }: Outcome, common: Shared): Placed {
  if (as === undefined) return { next };
  const path = [as.toolchain, 'targets', as.intent];
  const isShared = (...rest: string[]) =>
    common.some((one) => JSON.stringify(one.path) === JSON.stringify([...path, ...rest]));
  const rest = Object.entries(configurations).filter(([name]) => !isShared('configurations', name));
  const own = {
    ...next,
    ...(rest.length === 0 ? {} : { configurations: Object.fromEntries(rest) }),
  };
  const left = Object.keys(own).length === 0 ? undefined : own;
  const name = as.rename && !isShared('targetName') ? { targetName: entry.target } : {};
  const value = entry.at === undefined ? { ...name, ...left } : name;
  return {
    next: left,
    ...(Object.keys(value).length === 0 ? {} : { settings: { intent: as.intent, value } }),
  };
}
