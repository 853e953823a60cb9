/** Variables that a build by Nix sees: options of a target, so in its key. */
import { OptionsError } from './errors.js';

/** Attributes of a derivation that are no variables: another builder would be another program. */
const STRUCTURE = new Set(
  'name pname version system builder args outputs src srcs stdenv passthru meta env out outputHash outputHashAlgo outputHashMode PATH NIX_BUILD_TOP'.split(
    ' ',
  ),
);

export function refuseVariables(variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const at = `environmentVars.${name}`;
    if (!/^[A-Za-z_]\w{0,199}$/.test(name) || name.startsWith('__'))
      throw new OptionsError(
        `environmentVars: ${JSON.stringify(name.slice(0, 200))} is no name of a variable. Take letters, digits and _.`,
      );
    if (STRUCTURE.has(name))
      throw new OptionsError(`${at}: it is what the build itself is made of. Set it in the expression.`);
    if (typeof value !== 'string' || value.includes('\0'))
      throw new OptionsError(`${at}: a variable is a text; put it in quotes.`);
  }
}
