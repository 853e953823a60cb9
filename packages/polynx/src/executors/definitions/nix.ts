import * as z from 'zod/mini';
import { nixLimits } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Runs, checks, formats and updates what the flake has, and looks after the store and its caches.';

/** What is said after the options that are known goes to the program that is run. */
export const takesArguments = true;

export const schema = z.object({
  command: described(
    z.enum([
      'run',
      'rebuild',
      'check',
      'cache-push',
      'cache-pull',
      'cache-warm',
      'gc',
      'optimise',
      'stats',
      'format',
      'lint',
      'update',
    ]),
    'What to do.',
  ),
  attr: described(z.exactOptional(z.string()), 'Name of the package in the flake.'),
  manifest: described(z.exactOptional(z.string()), 'Manifest of the package.'),
  program: described(z.exactOptional(z.string()), 'Which of its programs to run.'),
  olderThan: described(z.exactOptional(z.number()), 'Days after which what was built may be collected.'),
  packages: described(
    z.exactOptional(z.array(z.string())),
    'cache-warm: names of packages of nixpkgs, as the flake pins it, such as nodejs,python3.',
  ),
  devShell: described(
    z.exactOptional(z.string()),
    'cache-warm: name of a dev shell of the flake, whose tools are to be in the caches.',
  ),
  ...nixLimits,
});

export type CommandOptions = z.infer<typeof schema> & { readonly __unparsed__?: readonly string[] };
