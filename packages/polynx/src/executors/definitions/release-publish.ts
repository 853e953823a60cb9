import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Publishes a project with its own tool; what is published already is no failure.';

export const schema = z.object({
  leftOut: described(z.exactOptional(z.string()), 'Why the project is not published.'),
  registry: described(
    z.exactOptional(z.string()),
    'Name of the registry in .cargo/config.toml, or sparse+ and the address of an index.',
  ),
  remote: described(z.exactOptional(z.string()), 'The remote that tags are pushed to. Else origin.'),
  proxy: described(z.exactOptional(z.boolean()), "Asks Go's proxy for the new version, so that it has it."),
  args: described(z.exactOptional(z.array(z.string())), 'Arguments that the tool gets besides.'),
  dryRun: described(z.exactOptional(z.boolean()), 'Only says what would be run.'),
});

export type ReleasePublishOptions = z.infer<typeof schema> & {
  /** From `nx release`, which has made the versions in the same run. */
  readonly nxReleaseVersionData?: Readonly<Record<string, { readonly newVersion?: string | null }>>;
};
