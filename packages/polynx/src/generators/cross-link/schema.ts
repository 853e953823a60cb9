import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Links a project to one of another language, with an example that works.';

/** The arguments that need no names: `nx g polynx:cross-link greeting api`. */
export const positional = ['from', 'to'];

export const schema = z.strictObject({
  from: described(z.string(), 'Project that gives: a crate with a library, a Go module, a web page.'),
  to: described(z.string(), 'Project that takes.'),
  skipInstall: described(
    z._default(z.boolean(), false),
    'Runs nothing: prints the commands that complete locks.',
  ),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});
