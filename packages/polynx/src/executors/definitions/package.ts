import * as z from 'zod/mini';
import type { NpmPlatform, PackageJob } from '../../model/shipping-jobs.js';
import { paths, profile, settled, shipping } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes the files that people install for one platform.';

export const schema: z.ZodMiniType<PackageJob> = z.object({
  ...shipping,
  platform: described(z.string(), 'The platform they are for.'),
  binaries: paths('The programs; {options.profile} may stand in the paths.'),
  documents: paths('Licences, readme and what else is put beside the programs.'),
  maintainer: described(z.exactOptional(z.string()), 'Of deb and rpm.'),
  depends: z.exactOptional(paths('Dependencies of deb and rpm packages.')),
  npm: z.exactOptional(settled<NpmPlatform>('The npm package for this platform.')),
  profile,
});
