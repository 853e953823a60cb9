import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Moves a project to another folder, and mends the manifests that name it.';

export const positional = ['project', 'destination'];

export const schema = z.strictObject({
  project: described(z.string(), 'Name of the project, or its folder.'),
  destination: described(z.string(), 'Its new folder, from the root of the workspace.'),
  skipInstall: described(z._default(z.boolean(), false), 'Installs nothing: prints the commands that do.'),
  skipFormat: described(z._default(z.boolean(), false), 'Leaves the files as they were written.'),
});
