import type { NixOptions } from '../../adapters/nix/settings.js';
import { OptionsError } from '../../model/errors.js';
import type { PlacedFile } from '../../pipes/nix-builder.js';
import type { Wanted } from './realise.js';
import type { Session } from './session.js';

export interface NixBuildOptions extends NixOptions {
  /** The package's name in the flake. */
  readonly attr: string;
  /** As Nix calls it; this machine's where there is none. */
  readonly system?: string;
  readonly manifest: string;
  readonly files: string;
  readonly ensure?: boolean;
  readonly set?: 'packages' | 'checks';
  /** All that it is made from, expressions aside: files and folders, `.` is everything. Absent: what the graph file says. */
  readonly sources?: readonly string[];
  /** Another build of the same package: the profile that it is compiled with. */
  readonly variant?: string;
  /** Stands in the paths of `places` as `{options.profile}`. */
  readonly profile?: string;
  /** Stands in the outputs for the name that manifest and files share. */
  readonly place?: string;
  readonly places?: readonly PlacedFile[];
  /** Projects that read what lies at `places`. */
  readonly readers?: readonly string[];
}

export function wantedOf(id: string, options: NixBuildOptions, session: Session): Wanted {
  refuseOthers(options);
  const { attr, system = session.system, variant, manifest, files, ensure = false } = options;
  const { set = 'packages', sources } = options;
  const { profile = '', places = [], readers = [] } = options;
  const placed = places.map(({ to, from }) => ({ to: to.replaceAll('{options.profile}', profile), from }));
  return {
    id,
    ensure,
    attribute:
      variant === undefined
        ? { set, system, name: attr }
        : { set: 'legacyPackages', system, variant, name: attr },
    places: { manifest, files, placed, readers },
    ...(sources === undefined ? {} : { sources }),
  };
}

const KNOWN: Readonly<Record<keyof Required<NixBuildOptions>, true>> = {
  attr: true,
  system: true,
  manifest: true,
  files: true,
  ensure: true,
  set: true,
  sources: true,
  variant: true,
  profile: true,
  place: true,
  places: true,
  readers: true,
  timeout: true,
  maxTimeout: true,
  publicKeys: true,
};

/** Features or flags that the toolchain's own build would take are not dropped without a word. */
function refuseOthers(options: NixBuildOptions): void {
  const others = Object.keys(options).filter((name) => !Object.hasOwn(KNOWN, name) && !name.startsWith('_'));
  if (others.length > 0)
    throw new OptionsError(
      `Nix builds ${options.attr}, and takes no ${others.join(', ')}: say it in flake.nix, by overrides."${options.attr}".`,
    );
}
