/**
 * Which features and optional dependencies a crate turns on, in itself and in all packages below it:
 * cargo/core/resolver/features.rs.
 */
import { type Edge, isProcMacro, type Package } from './metadata.js';
import { appliesOn, type FeatureWorld, keyOf, nameOf, type Selection, type Side, sideOf } from './sides.js';

/** Grows while features turn on each other. All maps are by {@link keyOf}. */
export interface Activation {
  readonly root: Package;
  readonly selection: Selection;
  readonly world: FeatureWorld;
  readonly features: Map<string, Set<string>>;
  /** Optional dependencies that are on; names as in the manifest. */
  readonly optional: Map<string, Set<string>>;
  /** Features of `dependency?/feature`, by key and dependency, while the dependency is not on. */
  readonly deferred: Map<string, string[]>;
  readonly walked: Set<string>;
  /** Whether a condition is written in a way that we do not understand. */
  unclear: boolean;
}

/** A package on one side. */
interface Instance {
  readonly package: Package;
  readonly side: Side;
  readonly key: string;
}

interface ActiveEdge extends Edge {
  readonly instance: Instance;
}

export function activate(root: Package, selection: Selection, world: FeatureWorld): Activation {
  const activation: Activation = {
    root,
    selection,
    world,
    features: new Map(),
    optional: new Map(),
    deferred: new Map(),
    walked: new Set(),
    unclear: false,
  };
  const features = [
    ...selection.features,
    ...(selection.noDefaultFeatures ? [] : defaultOf(root)),
    ...(selection.allFeatures ? Object.keys(root.features) : []),
  ];
  activatePackage(activation, instanceOf(root, 'target', world), features);
  // NB cargo counts a procedural macro that is built by itself on both sides.
  if (isProcMacro(root)) activatePackage(activation, instanceOf(root, 'host', world), features);
  return activation;
}

function instanceOf(one: Package, side: Side, world: FeatureWorld): Instance {
  return { package: one, side, key: keyOf(one, side, world) };
}

function activatePackage(activation: Activation, instance: Instance, features: readonly string[]): void {
  const { key } = instance;
  setOf(activation.features, key);
  for (const value of features) activateValue(activation, instance, value);
  if (activation.walked.has(key)) return;
  activation.walked.add(key);
  for (const edge of edgesOf(activation, instance))
    if (!edge.declaration.optional) activatePackage(activation, edge.instance, featuresAskedBy(edge));
}

/** `feature`, `dep:dependency`, `dependency/feature` or `dependency?/feature`. */
function activateValue(activation: Activation, instance: Instance, value: string): void {
  const [, name, isWeak, feature] = /^([^/?]*)(\??)\/(.*)$/s.exec(value) ?? [];
  if (name !== undefined && feature !== undefined)
    activateOfDependency(activation, instance, { name, feature, isWeak: isWeak !== '' });
  else if (value.startsWith('dep:')) activateDependency(activation, instance, value.slice('dep:'.length));
  else activateFeature(activation, instance, value);
}

function activateFeature(activation: Activation, instance: Instance, feature: string): void {
  const on = setOf(activation.features, instance.key);
  if (on.has(feature)) return;
  on.add(feature);
  for (const value of instance.package.features[feature] ?? []) activateValue(activation, instance, value);
}

function activateDependency(activation: Activation, instance: Instance, name: string): void {
  const { optional, deferred } = activation;
  setOf(optional, instance.key).add(name);
  const deferredKey = `${instance.key} ${name}`;
  const waiting = deferred.get(deferredKey) ?? [];
  deferred.delete(deferredKey);
  for (const edge of edgesTo(name, activation, instance)) {
    for (const feature of waiting) activateValue(activation, edge.instance, feature);
    activatePackage(activation, edge.instance, featuresAskedBy(edge));
  }
}

function activateOfDependency(
  activation: Activation,
  instance: Instance,
  { name, feature, isWeak }: { name: string; feature: string; isWeak: boolean },
): void {
  const isOn = () => setOf(activation.optional, instance.key).has(name);
  for (const edge of edgesTo(name, activation, instance)) {
    if (edge.declaration.optional && isWeak && !isOn()) {
      const deferredKey = `${instance.key} ${name}`;
      activation.deferred.set(deferredKey, [...(activation.deferred.get(deferredKey) ?? []), feature]);
      continue;
    }
    if (edge.declaration.optional) {
      activateDependency(activation, instance, name);
      // From before there was `?`: the feature of the dependency's name comes on as well.
      if (!isWeak && instance.package.features[name] !== undefined)
        activateFeature(activation, instance, name);
    }
    activateValue(activation, edge.instance, feature);
  }
}

function edgesTo(name: string, activation: Activation, instance: Instance): ActiveEdge[] {
  return edgesOf(activation, instance).filter((edge) => nameOf(edge) === name);
}

function edgesOf(activation: Activation, { package: from, side }: Instance): ActiveEdge[] {
  const { world } = activation;
  return world.graph
    .edges(from)
    .filter(({ declaration }) => counts(declaration, activation, from, side))
    .map((edge) => ({ ...edge, instance: instanceOf(edge.to, sideOf(edge, side), world) }));
}

function counts(
  declaration: Edge['declaration'],
  activation: Activation,
  from: Package,
  side: Side,
): boolean {
  const { root, selection, world } = activation;
  // NB resolver 1 counts the development dependencies of the crate that is built even where no test is.
  const hasDevelopment = from === root && (selection.development || world.resolver === 1);
  if (declaration.kind === 'dev' && !hasDevelopment) return false;
  if (world.resolver === 1) return true;
  const applies = appliesOn(side, declaration, world);
  if (applies === undefined) activation.unclear = true;
  return applies === true;
}

function featuresAskedBy({ declaration, to }: Edge): string[] {
  return [...declaration.features, ...(declaration.uses_default_features ? defaultOf(to) : [])];
}

function defaultOf({ features }: Package): string[] {
  return features['default'] === undefined ? [] : ['default'];
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  const found = map.get(key);
  if (found !== undefined) return found;
  const added = new Set<string>();
  map.set(key, added);
  return added;
}
