import * as z from 'zod/mini';
import { UNUSUAL } from '../../model/git-urls.js';
import { described } from '../../toolchains/shared/options.js';
import { buildSettings } from '../nix-expression/options.js';

export const description =
  'Makes a project of a git repository: its commit and hash are pinned, and Nix builds it.';

export const positional = 'url';

export const schema = z.strictObject({
  url: described(
    z.string(),
    'The repository: https://, ssh://, git@host:owner/repo, github:owner/repo, gitlab: or bitbucket:.',
  ),
  ref: described(z.exactOptional(z.string()), 'A branch, a tag or a commit. Default: the default branch.'),
  name: described(z.exactOptional(z.string()), 'Name of the project. Default: that of the repository.'),
  directory: described(z.exactOptional(z.string()), 'Folder of the project. Default: imported/<name>.'),
  submodules: described(z._default(z.boolean(), false), 'Fetches its submodules as well.'),
  expression: described(
    z.exactOptional(z.string()),
    'An expression of this workspace that builds it, and gets the files as src. Default: the template.',
  ),
  template: described(
    z._default(z.string(), 'buildUniversalPackage'),
    'The builder of the library that builds it.',
  ),
  allow: described(
    z.exactOptional(z.array(z.enum(UNUSUAL))),
    'Addresses that are refused otherwise: http (not encrypted), file (of this machine).',
  ),
  gitTimeout: described(z._default(z.number(), 300), 'Seconds for each time that git is asked.'),
  ...buildSettings,
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});
