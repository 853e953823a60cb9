import { compact } from '../../model/compact.js';
import { OptionsError } from '../../model/errors.js';
import { type NixBuildOptions, schema } from '../definitions/nix-build.js';
import type { Wanted } from './jobs.js';
import type { Session } from './session.js';

export function wantedOf(id: string, options: NixBuildOptions, session: Session): Wanted {
  refuseOthers(options);
  const { attr, system = session.system, variant, manifest, files, ensure = false } = options;
  const { set = 'packages', sources } = options;
  const { profile = '', places = [], readers = [] } = options;
  const placed = places.map(({ to, from }) => ({ to: to.replaceAll('{options.profile}', profile), from }));
  return compact({
    id,
    ensure,
    attribute:
      variant === undefined
        ? { set, system, name: attr }
        : { set: 'legacyPackages', system, variant, name: attr },
    places: { manifest, files, placed, readers },
    sources,
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
