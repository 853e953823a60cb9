/**
 * The features that every package of a crate's closure would have if cargo built that crate alone: cargo's own resolver
 * (cargo/core/resolver/features.rs) over what `cargo metadata` says. https://doc.rust-lang.org/cargo/reference/features.html
 *
 * Crates share a process only where these agree, and what cargo reports is compared with them afterwards: a mistake here costs time,
 * and never makes an artifact wrong.
 */
import { type CfgPlatform, holds } from '../../manifest/cfg.js';
import { type Edge, hasBuildScript, isProcMacro, type Package, type PackageGraph } from './metadata.js';

/** Build scripts and procedural macros run on the host: since resolver 2 with features of their own. */
type Side = 'host' | 'target';

export interface Selection {
  readonly features: readonly string[];
  readonly allFeatures: boolean;
  readonly noDefaultFeatures: boolean;
  /** Tests, examples or benches are compiled: development dependencies count. */
  readonly development: boolean;
}

export interface FeatureWorld {
  readonly graph: PackageGraph;
  readonly resolver: 1 | 2;
  readonly host: CfgPlatform;
  /** The host's where no triple is configured. */
  readonly target: CfgPlatform;
}

export interface Resolved {
  /** By package and side (see {@link keyOf}): features, sorted and joined by commas. */
  readonly features: ReadonlyMap<string, string>;
  /** On which sides a package is really compiled. */
  readonly compiled: ReadonlyMap<string, { readonly host: boolean; readonly target: boolean }>;
}

/** With resolver 1 both sides are one. */
function keyOf({ id }: Package, side: Side, { resolver }: FeatureWorld): string {
  return resolver === 1 ? `${id} both` : `${id} ${side}`;
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
  const state = activate(root, selection, world);
  if (state.unclear) return undefined;
  const features = [...state.features].map(([key, names]) => [key, [...names].sort().join(',')] as const);
  return { features: new Map(features), compiled: compiledPackages(root, selection, world, state) };
}

interface State {
  readonly features: Map<string, Set<string>>;
  /** Optional dependencies that are on, by package and side; names as in the manifest. */
  readonly optional: Map<string, Set<string>>;
  /** `dependency?/feature` of a dependency that is not on yet. */
  readonly deferred: Map<string, string[]>;
  readonly walked: Set<string>;
  unclear: boolean;
}

function activate(root: Package, selection: Selection, world: FeatureWorld): State {
  const state: State = {
    features: new Map(),
    optional: new Map(),
    deferred: new Map(),
    walked: new Set(),
    unclear: false,
  };
  const { graph, resolver } = world;
  const edges = (from: Package, side: Side): (Edge & { side: Side })[] =>
    graph
      .edges(from)
      .filter(({ declaration }) => counts(declaration, from, side))
      .map((edge) => ({ ...edge, side: sideOf(edge, side) }));

  function counts({ kind, target }: Edge['declaration'], from: Package, side: Side): boolean {
    // NB resolver 1 counts the development dependencies of the crate that is built even where no test is.
    if (kind === 'dev' && (from !== root || !(selection.development || resolver === 1))) return false;
    if (resolver === 1) return true;
    const applies = holds(target, side === 'host' || kind === 'build' ? world.host : world.target);
    if (applies === undefined) state.unclear = true;
    return applies === true;
  }

  function activatePackage(one: Package, side: Side, wanted: readonly string[]): void {
    setOf(state.features, keyOf(one, side, world));
    for (const value of wanted) activateValue(one, side, value);
    const key = keyOf(one, side, world);
    if (state.walked.has(key)) return;
    state.walked.add(key);
    for (const edge of edges(one, side))
      if (!edge.declaration.optional) activatePackage(edge.to, edge.side, wantedBy(edge));
  }

  function activateValue(one: Package, side: Side, value: string): void {
    const slash = value.indexOf('/');
    if (slash >= 0) {
      const dependency = value.slice(0, slash);
      const weak = dependency.endsWith('?');
      activateOfDependency(
        one,
        side,
        weak ? dependency.slice(0, -1) : dependency,
        value.slice(slash + 1),
        weak,
      );
    } else if (value.startsWith('dep:')) activateDependency(one, side, value.slice('dep:'.length));
    else activateFeature(one, side, value);
  }

  function activateFeature(one: Package, side: Side, feature: string): void {
    const on = setOf(state.features, keyOf(one, side, world));
    if (on.has(feature)) return;
    on.add(feature);
    for (const value of one.features[feature] ?? []) activateValue(one, side, value);
  }

  function activateDependency(one: Package, side: Side, name: string): void {
    const key = keyOf(one, side, world);
    setOf(state.optional, key).add(name);
    const waiting = state.deferred.get(`${key} ${name}`) ?? [];
    state.deferred.delete(`${key} ${name}`);
    for (const edge of edges(one, side)) {
      if (nameOf(edge) !== name) continue;
      for (const feature of waiting) activateValue(edge.to, edge.side, feature);
      activatePackage(edge.to, edge.side, wantedBy(edge));
    }
  }

  function activateOfDependency(
    one: Package,
    side: Side,
    name: string,
    feature: string,
    weak: boolean,
  ): void {
    const key = keyOf(one, side, world);
    for (const edge of edges(one, side)) {
      if (nameOf(edge) !== name) continue;
      if (edge.declaration.optional) {
        if (weak && !setOf(state.optional, key).has(name)) {
          const waiting = state.deferred.get(`${key} ${name}`) ?? [];
          state.deferred.set(`${key} ${name}`, [...waiting, feature]);
          continue;
        }
        activateDependency(one, side, name);
        // From before there was `?`: the feature of the dependency's name comes on as well.
        if (!weak && one.features[name] !== undefined) activateFeature(one, side, name);
      }
      activateValue(edge.to, edge.side, feature);
    }
  }

  const asked = [
    ...selection.features,
    ...(selection.noDefaultFeatures ? [] : defaultOf(root)),
    ...(selection.allFeatures ? Object.keys(root.features) : []),
  ];
  // NB cargo counts a procedural macro that is built by itself on both sides.
  activatePackage(root, 'target', asked);
  if (isProcMacro(root)) activatePackage(root, 'host', asked);
  return state;
}

/** The packages that become units of the build. */
function compiledPackages(
  root: Package,
  { development }: Selection,
  world: FeatureWorld,
  state: State,
): Resolved['compiled'] {
  const compiled = new Map<string, { host: boolean; target: boolean }>();
  const onlyMacro =
    isProcMacro(root) && !development && !root.targets.some(({ kind }) => kind.includes('bin'));
  const queue: (readonly [Package, Side])[] = [
    ...(onlyMacro ? [] : [[root, 'target'] as const]),
    ...(isProcMacro(root) ? [[root, 'host'] as const] : []),
  ];
  for (const [one, side] of queue) {
    const seen = compiled.get(one.id) ?? { host: false, target: false };
    if (seen[side]) continue;
    compiled.set(one.id, { ...seen, [side]: true });
    for (const edge of world.graph.edges(one)) {
      const { kind, target, optional } = edge.declaration;
      if (kind === 'dev' && (one !== root || !development)) continue;
      if (kind === 'build' && !hasBuildScript(one)) continue;
      if (optional && !setOf(state.optional, keyOf(one, side, world)).has(nameOf(edge))) continue;
      const next = sideOf(edge, side);
      if (holds(target, side === 'host' || kind === 'build' ? world.host : world.target) === false) continue;
      queue.push([edge.to, next]);
    }
  }
  return compiled;
}

function sideOf({ declaration, to }: Edge, from: Side): Side {
  return from === 'host' || declaration.kind === 'build' || isProcMacro(to) ? 'host' : 'target';
}

function nameOf({ declaration }: Edge): string {
  return declaration.rename ?? declaration.name;
}

function wantedBy({ declaration, to }: Edge): string[] {
  return [...declaration.features, ...(declaration.uses_default_features ? defaultOf(to) : [])];
}

function defaultOf({ features }: Package): string[] {
  return features['default'] === undefined ? [] : ['default'];
}

function setOf(map: Map<string, Set<string>>, key: string): Set<string> {
  let found = map.get(key);
  if (found === undefined) {
    found = new Set();
    map.set(key, found);
  }
  return found;
}
