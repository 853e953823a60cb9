import * as z from 'zod/mini';
import { FORMATS, type PackageOptions } from '../../model/shipping.js';
import { described } from './options.js';

/** What is packaged and how, in the plugin's options and in manifests. */
export const packageOptions: z.ZodMiniType<PackageOptions> = z.strictObject({
  formats: described(
    z.optional(z.array(z.enum(FORMATS))),
    'Formats to write. Default: `tar.gz` and `zip`. With several archive formats, Windows gets zip and other platforms get the others.',
  ),
  name: described(z.optional(z.string()), 'Name, instead of the one in the manifest.'),
  version: described(
    z.optional(z.string()),
    'Version, instead of the one in the manifest or, for Go, in the nearest file VERSION.',
  ),
  baseUrl: described(
    z.optional(z.string()),
    'URL of the files of a release, for installers; `{version}` is replaced.',
  ),
  scope: described(
    z.optional(
      z.string().check(z.regex(/^@[a-z0-9~-][a-z0-9._~-]*$/, 'must be a scope of npm, such as @acme')),
    ),
    'Scope of npm packages, with its @.',
  ),
  maintainer: described(z.optional(z.string()), '`Name <address>`, for deb and rpm.'),
  depends: described(z.optional(z.array(z.string())), 'Dependencies of deb and rpm packages.'),
  include: described(
    z.optional(z.array(z.string())),
    'Additional files in archives, relative to the project.',
  ),
  sign: described(
    z.optional(z.boolean()),
    'Adds the targets `sign` and `verify-signatures`, which are never cached.',
  ),
});
