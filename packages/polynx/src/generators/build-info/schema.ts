import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Lets a program say its version, commit and time of build, in the configurations that are asked to.';

/** The argument that needs no name: `nx g polynx:build-info api`. */
export const positional = 'project';

export const schema = z.strictObject({
  project: described(z.string(), 'The project.'),
  in: described(
    z._default(z.array(z.string()), ['release']),
    'Configurations whose builds are stamped; all others stay the same whatever the commit.',
  ),
  name: described(
    z.optional(z.string().check(z.minLength(1), z.regex(/^[\w.+-]+$/))),
    'Name in `user_agent()` of a crate; by default that of the package. In other languages the function takes it as an argument.',
  ),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});

export type BuildInfoOptions = z.output<typeof schema>;
