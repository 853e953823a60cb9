/** What is wanted of Nix, and what came of it. */
import type { Planned } from '../../adapters/nix/answers.js';
import type { Attribute } from '../../adapters/nix/commands.js';
import { compact } from '../../model/compact.js';
import { OptionsError } from '../../model/errors.js';
import { type NixBuildOptions, schema } from '../definitions/nix-build.js';
import { type Expression, expressionOf, informationOf } from './expression.js';
import type { Places } from './manifest.js';
import type { Journal } from './run-nix.js';
import type { Session } from './session.js';

export interface Wanted {
  readonly id: string;
  readonly attribute: Attribute;
  readonly places: Places;
  /** Only compare and repair what the manifest names. */
  readonly ensure: boolean;
  /** All that it is made from, expressions aside, where the graph file does not say it. */
  readonly sources?: readonly string[];
  /** What makes it, where that is no package of the flake. */
  readonly expression?: Expression;
}

export interface Done {
  readonly id: string;
  readonly success: boolean;
  readonly log: string;
}

export type Show = (text: string) => void;

/** A package on its way. */
export interface Job extends Wanted {
  readonly planned: Planned;
  readonly journal: Journal;
}

export function wantedOf(id: string, options: NixBuildOptions, session: Session): Wanted {
  refuseOthers(options);
  const { attr, system = session.system, variant, manifest, files, ensure = false } = options;
  const { set = 'packages', sources } = options;
  const { profile = '', places = [], readers = [] } = options;
  const expression = expressionOf(options);
  const source = expression === undefined ? undefined : informationOf(session.root, expression);
  const placed = places.map(({ to, from }) => ({ to: to.replaceAll('{options.profile}', profile), from }));
  return compact({
    id,
    ensure,
    attribute:
      variant === undefined
        ? { set, system, name: attr }
        : { set: 'legacyPackages', system, variant, name: attr },
    places: compact<Places>({ manifest, files, placed, readers, source }),
    sources: expression === undefined ? sources : (sources ?? []),
    expression,
  });
}

/** Features or flags that the toolchain's own build would take are not dropped without a word. */
function refuseOthers(options: NixBuildOptions): void {
  const others = Object.keys(options).filter(
    (name) => !Object.hasOwn(schema.shape, name) && !name.startsWith('_'),
  );
  if (others.length > 0)
    throw new OptionsError(
      `Nix builds ${options.attr}, and takes no ${others.join(', ')}: say it in flake.nix, by overrides."${options.attr}".`,
    );
}

/** `buildTimeout` is another name of `timeout`. */
export function withTimeout(options: NixBuildOptions): NixBuildOptions {
  const { timeout, buildTimeout } = options;
  if (timeout !== undefined && buildTimeout !== undefined && timeout !== buildTimeout)
    throw new OptionsError('timeout and buildTimeout are the same, and differ; give one of them.');
  return compact<NixBuildOptions>({ ...options, timeout: timeout ?? buildTimeout });
}

/** A task of a batch. */
export interface Asked {
  readonly id: string;
  readonly options: NixBuildOptions;
}

/** NB a limit is one of `nix build`: who has another one is built by another. */
export function byTimeout(wave: readonly Asked[]): Asked[][] {
  const groups = new Map<string, Asked[]>();
  for (const one of wave) {
    const { timeout, buildTimeout, maxTimeout } = one.options;
    const key = `${timeout ?? buildTimeout} ${maxTimeout}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
