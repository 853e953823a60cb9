/** A package on the side that it is compiled for. Since resolver 2 each side has features of its own. */
import { type CfgPlatform, holds } from '../../manifest/cfg.js';
import { type Edge, isProcMacro, type Package, type PackageGraph } from './metadata.js';

/** Build scripts and procedural macros run on the host. */
export type Side = 'host' | 'target';

export interface FeatureWorld {
  readonly graph: PackageGraph;
  readonly resolver: 1 | 2;
  readonly host: CfgPlatform;
  /** The host's where no triple is configured. */
  readonly target: CfgPlatform;
}

export interface Selection {
  readonly features: readonly string[];
  readonly allFeatures: boolean;
  readonly noDefaultFeatures: boolean;
  /** Tests, examples or benches are compiled: development dependencies count. */
  readonly development: boolean;
}

/** With resolver 1 both sides are one. */
export function keyOf({ id }: Package, side: Side, { resolver }: FeatureWorld): string {
  return resolver === 1 ? `${id} both` : `${id} ${side}`;
}

export function sideOf({ declaration, to }: Edge, from: Side): Side {
  return from === 'host' || declaration.kind === 'build' || isProcMacro(to) ? 'host' : 'target';
}

/**
 * Whether a dependency of a package on that side applies to its platform; undefined where its condition is
 * written in a way that we do not understand.
 */
export function appliesOn(
  side: Side,
  { kind, target }: Edge['declaration'],
  world: FeatureWorld,
): boolean | undefined {
  return holds(target, side === 'host' || kind === 'build' ? world.host : world.target);
}

/** A dependency's name in the manifest. */
export function nameOf({ declaration }: Edge): string {
  return declaration.rename ?? declaration.name;
}
