import * as z from 'zod/mini';
import { paths } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Joins the lists of all programs that a repository ships.';

export const schema = z.object({
  lists: paths('release.json of every program.'),
  output: described(z.string(), 'Where the list goes.'),
});

export type ReleaseListOptions = z.infer<typeof schema>;
