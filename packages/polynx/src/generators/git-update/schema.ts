import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Brings imported components to what their branches and tags are now, and shows what changes.';

export const positional = 'name';

export const schema = z.strictObject({
  name: described(z.exactOptional(z.string()), 'Name or folder of one component. Default: all.'),
  ref: described(z.exactOptional(z.string()), 'Another branch, tag or commit than it has followed so far.'),
  gitTimeout: described(z._default(z.number(), 300), 'Seconds for each time that git is asked.'),
});
