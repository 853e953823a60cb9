import * as z from 'zod/mini';
import type { PlacedFile } from '../../pipes/nix-builder.js';
import { nixLimits, paths, settled } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Builds packages of the flake with Nix, many with one process.';

export const schema = z.object({
  attr: described(z.string(), 'Name of the package: in the flake, or of what file or template make.'),
  file: described(
    z.exactOptional(z.string()),
    'An expression that makes the package, in place of one of the flake.',
  ),
  template: described(
    z.exactOptional(z.string()),
    'A builder of the library that makes the package from pin or folder, such as buildUniversalPackage.',
  ),
  pin: described(
    z.exactOptional(z.string()),
    'The source.json of a source from another repository, which the expression gets as src.',
  ),
  folder: described(z.exactOptional(z.string()), 'What the template builds where there is no pin.'),
  environmentVars: described(
    z.exactOptional(z.record(z.string(), z.string())),
    'Variables that the build of file or template sees. They are in the key and in the store: no secrets.',
  ),
  // NB Nx refuses lists in an object whose values are described.
  customizations: z.exactOptional(
    settled<Readonly<Record<string, unknown>>>(
      'Arguments of the template or of the expression, by name; packages in lists of inputs by their names.',
    ),
  ),
  buildTimeout: described(z.exactOptional(z.number()), 'Another name of timeout.'),
  gitTimeout: described(
    z.exactOptional(z.number()),
    'Seconds for each time that git is asked for a pinned source. Default 300.',
  ),
  system: described(
    z.exactOptional(z.string()),
    'Such as aarch64-linux; this machine’s own where there is none.',
  ),
  manifest: described(z.string(), 'Where the manifest goes.'),
  files: described(z.string(), 'Where the files go, if they need nothing else of the store.'),
  ensure: described(
    z.exactOptional(z.boolean()),
    'Only compare the manifest with the flake, and get what is missing.',
  ),
  set: described(
    z.exactOptional(z.enum(['packages', 'checks', 'images'])),
    'Which outputs of the flake it is one of. Default packages.',
  ),
  sources: z.exactOptional(
    paths(
      'All that it is made from, expressions aside: files and folders, . is everything. Absent: what the graph file says.',
    ),
  ),
  variant: described(
    z.exactOptional(z.string()),
    'The profile that another build of the package is made with.',
  ),
  profile: described(z.exactOptional(z.string()), 'Stands in the paths of places as {options.profile}.'),
  place: described(
    z.exactOptional(z.string()),
    'Stands in the outputs for the name that manifest and files share.',
  ),
  places: described(
    z.exactOptional(z.array(settled<PlacedFile>())),
    'Files of the package, and where others look for them.',
  ),
  readers: z.exactOptional(paths('Projects that read what lies there.')),
  ...nixLimits,
});

export type NixBuildOptions = z.infer<typeof schema>;
