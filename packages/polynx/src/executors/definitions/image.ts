import * as z from 'zod/mini';
import type { ImageFile, ImageJob, ImageProgram } from '../../model/image.js';
import type { Shipped } from '../../model/shipping.js';
import { paths, profile, settled } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes an OCI image of a program for each platform, without a shell.';

const texts = z.record(z.string(), z.string());

export const schema: z.ZodMiniType<ImageJob> = z.object({
  revision: described(z.number(), 'Of the bytes that are written: another one, another key.'),
  shipped: settled<Shipped>('Name, version and what else the manifest says of it.'),
  programs: described(z.array(settled<ImageProgram>()), 'The programs of each platform.'),
  output: described(z.string(), 'The folder of the layout.'),
  base: described(z.exactOptional(z.string()), 'The folder of a layout whose layers come first.'),
  files: described(z.exactOptional(z.array(settled<ImageFile>())), 'More files.'),
  user: described(z.exactOptional(z.string()), 'User and group, as numbers.'),
  args: z.exactOptional(paths('Arguments where the container is given none.')),
  env: described(z.exactOptional(texts), 'Environment variables.'),
  ports: z.exactOptional(paths('Ports that it listens on.')),
  labels: described(z.exactOptional(texts), 'Labels, over those of the manifest.'),
  workingDir: described(z.exactOptional(z.string()), 'Working directory.'),
  stamp: described(z.exactOptional(z.boolean()), 'Whether it says which commit it is made from.'),
  sbom: described(z.exactOptional(z.boolean()), 'Whether a bill of materials is attached.'),
  profile,
});
