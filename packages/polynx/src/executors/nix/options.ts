import type { NixOptions } from '../../adapters/nix/settings.js';
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
}

export function wantedOf(id: string, options: NixBuildOptions, session: Session): Wanted {
  const { attr, system = session.system, manifest, files, ensure = false } = options;
  return { id, ensure, attribute: { set: 'packages', system, name: attr }, places: { manifest, files } };
}
