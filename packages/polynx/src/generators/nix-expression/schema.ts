import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';
import { buildSettings } from './options.js';

export const description =
  'Makes a target of an expression file: cached, and made from nothing but its inputs.';

export const positional = 'file';

export const schema = z.strictObject({
  file: described(z.string(), 'The expression: a function of packages, or a package.'),
  name: described(
    z.exactOptional(z.string()),
    'Name of the package, and of a new project. Default: the folder of the expression.',
  ),
  directory: described(
    z.exactOptional(z.string()),
    'Folder of the project that gets the target. Default: the folder of the expression.',
  ),
  target: described(z._default(z.string(), 'build'), 'Name of the target.'),
  sources: described(
    z.exactOptional(z.array(z.string())),
    'Files and folders that the expression reads, beside its project. . is everything.',
  ),
  ...buildSettings,
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});
