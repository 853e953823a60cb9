import * as z from 'zod/mini';
import type { ShippedFile } from '../../model/shipping.js';
import type { NpmMain, ReleaseJob } from '../../model/shipping-jobs.js';
import { paths, settled, shipping } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description =
  'Writes what there is once for all platforms: bill of materials, installers, checksums, the list of all files.';

export const schema: z.ZodMiniType<ReleaseJob> = z.object({
  ...shipping,
  files: described(z.array(settled<ShippedFile>()), 'What the tasks for each platform leave.'),
  sums: described(z.string(), 'Where the checksums go.'),
  list: described(z.string(), 'Where the list of all files goes.'),
  programs: paths('Names of the programs.'),
  documents: paths('Licences and readme.'),
  baseUrl: described(z.exactOptional(z.string()), 'Where installers download from; {version} is filled in.'),
  npm: z.exactOptional(settled<NpmMain>('The npm package that takes those for each platform.')),
});
