import * as z from 'zod/mini';
import { FORMATS, type PackageOptions } from '../../model/shipping.js';
import { described } from './options.js';

/** What is packaged and how, in the plugin's options and in manifests. */
export const packageOptions: z.ZodMiniType<PackageOptions> = z.strictObject({
  formats: described(
    z.optional(z.array(z.enum(FORMATS))),
    'What is made. Default `tar.gz` and `zip`: of archives Windows gets zip and everybody else the others, unless only the one kind is named.',
  ),
  name: described(z.optional(z.string()), 'Instead of the name that the manifest publishes.'),
  version: described(
    z.optional(z.string()),
    'Instead of the version of the manifest, or of the nearest file VERSION where manifests have none (Go).',
  ),
  baseUrl: described(
    z.optional(z.string()),
    'Where the files of a release can be downloaded, for installers; `{version}` is filled in.',
  ),
  scope: described(
    z.optional(
      z.string().check(z.regex(/^@[a-z0-9~-][a-z0-9._~-]*$/, 'must be a scope of npm, such as @acme')),
    ),
    'Scope of npm packages, with its @.',
  ),
  maintainer: described(z.optional(z.string()), '`Name <address>`, for deb and rpm.'),
  depends: described(z.optional(z.array(z.string())), 'Packages that deb and rpm depend on.'),
  include: described(z.optional(z.array(z.string())), 'More files for archives, relative to the project.'),
  sign: described(z.optional(z.boolean()), 'Adds a `sign` target, which is never cached.'),
});
