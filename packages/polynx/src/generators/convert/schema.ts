import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Rewrites targets and options of @monodon/rust, @nx-go/nx-go and turbo.json, and says what has no equal.';

export const positional = 'from';

export const schema = z.strictObject({
  from: described(
    z.optional(z.enum(['@monodon/rust', '@nx-go/nx-go', 'turbo.json'])),
    'What to take over. Default: everything that is found.',
  ),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves changed files as they were written.'),
});
