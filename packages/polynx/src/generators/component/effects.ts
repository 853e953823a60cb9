/** Options that would change nothing: a misunderstanding, and better said before anything is written. */
import { OptionsError } from '../../model/errors.js';
import { platformIntent } from '../../model/platform.js';
import type { Planned } from '../../pipes/planned.js';
import type { ScaffoldRequest } from '../../toolchains/toolchain.js';

/** What is made by Nix, and the task that does it. */
export const BY_NIX: Readonly<Record<'nix' | 'image', string>> = { nix: 'nix-build', image: 'nix-image' };

export type NixPackaging = keyof typeof BY_NIX;

export function isByNix(name: string): name is NixPackaging {
  return Object.hasOwn(BY_NIX, name);
}

/** @param own the projects in the folder of the component, as it is written */
export function refuseIdle(
  { kind, platforms = [], packaging = [] }: ScaffoldRequest,
  byNix: readonly NixPackaging[],
  title: string,
  own: readonly Planned[],
): void {
  const intents = new Set(own.flatMap(({ tasks }) => tasks.map(({ intent }) => intent)));
  const platform = platforms.find((one) => !intents.has(platformIntent(one)));
  const format = packaging.find((one) => !intents.has('package') && !(one === 'npm' && intents.has('pack')));
  const nix = byNix.find((one) => !intents.has(BY_NIX[one]));
  const [option, value] = platform !== undefined ? ['platforms', platform] : ['packaging', format ?? nix];
  if (value !== undefined)
    throw new OptionsError(
      `${option}: ${value} has no effect: polynx builds no program from a ${kind} of ${title} that it could be for`,
    );
}
