import * as z from 'zod/mini';
import type { ImageBaseJob } from '../../model/image.js';
import { paths } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Fetches an image by its digest, for the layers below a program.';

export const schema: z.ZodMiniType<ImageBaseJob> = z.object({
  reference: described(z.string(), 'The image, with its digest.'),
  platforms: paths('The platforms that it is needed for.'),
  output: described(z.string(), 'The folder of the layout.'),
});
