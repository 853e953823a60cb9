import type { Tree } from '../model/tree.js';
import type { Planned } from './analysis.js';
import { addDeclared } from './declared.js';
import { nameTargets, type OverridesOf } from './names.js';
import { addPrerequisites } from './prerequisites.js';
import { listReleases } from './release-list.js';

export interface Pipeline {
  readonly names: ReadonlyMap<string, string>;
  readonly overrides: OverridesOf;
  readonly tree: Tree;
}

/** Every step that cuts across toolchains, in order. None of them knows a toolchain. */
export function runPipes(planned: readonly Planned[], { names, overrides, tree }: Pipeline): Planned[] {
  const steps: readonly ((all: readonly Planned[]) => readonly Planned[])[] = [
    // Names: a short one where it is free on its root, else prefixed; renamed and dropped as the user says.
    (all) => byRoot(all).flatMap((atRoot) => nameTargets(atRoot, overrides)),
    // Declared: variables and exceptions that users name, for every task that compiles the project.
    addDeclared,
    // Prerequisites: what has to be built by another toolchain first, and whose files enter the key.
    (all) => addPrerequisites(all, names, tree),
    // Release list: one target that packages every program there is.
    listReleases,
  ];
  return steps.reduce<readonly Planned[]>((all, step) => step(all), planned).slice();
}

function byRoot(planned: readonly Planned[]): Planned[][] {
  const roots = new Map<string, Planned[]>();
  for (const one of planned) {
    const there = roots.get(one.project.root);
    if (there === undefined) roots.set(one.project.root, [one]);
    else there.push(one);
  }
  return [...roots.values()];
}
