import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Removes a project, and what names it in the manifests of its workspace.';

export const positional = 'project';

export const schema = z.strictObject({
  project: described(z.string(), 'Name of the project, or its folder.'),
  force: described(z._default(z.boolean(), false), 'Also where other projects depend on it.'),
  skipInstall: described(z._default(z.boolean(), false), 'Installs nothing: prints the commands that do.'),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});
