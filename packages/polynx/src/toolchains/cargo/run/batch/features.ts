/**
 * The features that every package of a crate's closure would have if cargo built that crate alone: cargo's
 * own resolver (cargo/core/resolver/features.rs) over what `cargo metadata` says.
 * https://doc.rust-lang.org/cargo/reference/features.html
 *
 * Crates share a process only where these agree, and what cargo reports is compared with them afterwards: a
 * mistake here costs time, and never makes an artifact wrong.
 */
import { type Activation, activate } from './activation.js';
import { type Edge, hasBuildScript, isProcMacro, type Package } from './metadata.js';
import { appliesOn, type FeatureWorld, keyOf, nameOf, type Selection, type Side, sideOf } from './sides.js';

export interface Resolved {
  /** By package and side (see {@link keyOf}): features, sorted and joined by commas. */
  readonly features: ReadonlyMap<string, string>;
  /** On which sides a package is really compiled. */
  readonly compiled: ReadonlyMap<string, { readonly host: boolean; readonly target: boolean }>;
}

export function featuresOf(resolved: Resolved, id: string): string[] {
  return [`${id} both`, `${id} target`, `${id} host`].flatMap((key) => resolved.features.get(key) ?? []);
}

/** Undefined where a condition is written in a way that we do not understand. */
export function resolveFeatures(
  root: Package,
  selection: Selection,
  world: FeatureWorld,
): Resolved | undefined {
  const activation = activate(root, selection, world);
  if (activation.unclear) return undefined;
  const features = [...activation.features].map(
    ([key, names]) => [key, [...names].sort().join(',')] as const,
  );
  return { features: new Map(features), compiled: compiledPackages(activation) };
}

/** The packages that become units of the build. */
function compiledPackages(activation: Activation): Resolved['compiled'] {
  const { root, selection, world } = activation;
  const compiled = new Map<string, { host: boolean; target: boolean }>();
  const onlyMacro =
    isProcMacro(root) && !selection.development && !root.targets.some(({ kind }) => kind.includes('bin'));
  const queue: (readonly [Package, Side])[] = [
    ...(onlyMacro ? [] : [[root, 'target'] as const]),
    ...(isProcMacro(root) ? [[root, 'host'] as const] : []),
  ];
  for (const [one, side] of queue) {
    const sides = compiled.get(one.id) ?? { host: false, target: false };
    if (sides[side]) continue;
    compiled.set(one.id, { ...sides, [side]: true });
    for (const edge of world.graph.edges(one))
      if (isCompiled(edge, one, side, activation)) queue.push([edge.to, sideOf(edge, side)]);
  }
  return compiled;
}

function isCompiled(
  edge: Edge,
  from: Package,
  side: Side,
  { root, selection, world, optional }: Activation,
): boolean {
  const { declaration } = edge;
  if (declaration.kind === 'dev' && (from !== root || !selection.development)) return false;
  if (declaration.kind === 'build' && !hasBuildScript(from)) return false;
  const isOn = optional.get(keyOf(from, side, world))?.has(nameOf(edge)) ?? false;
  return (!declaration.optional || isOn) && appliesOn(side, declaration, world) !== false;
}
