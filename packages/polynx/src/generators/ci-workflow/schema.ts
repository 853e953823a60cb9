import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes the workflow of CI: what a change affects, with the tools by their pins.';

export const positional = 'provider';

export const PROVIDERS = ['github', 'gitlab', 'circleci'] as const;

export const schema = z.strictObject({
  provider: described(z._default(z.enum(PROVIDERS), 'github'), 'Whose CI runs it.'),
  runners: described(
    z._default(z.array(z.string()), ['ubuntu-24.04']),
    'Machines of GitHub: several make a matrix, such as `ubuntu-24.04,macos-15,windows-2025`.',
  ),
  jobs: described(
    z._default(z.number().check(z.minimum(1), z.maximum(256)), 1),
    'Jobs of GitHub that share the tasks, divided by `polynx ci matrix`.',
  ),
  remoteCache: described(
    z._default(z.boolean(), false),
    'Shares results by a cache server that speaks the HTTP protocol of Nx. Only the main branch writes.',
  ),
  main: described(z._default(z.string(), 'main'), 'The main branch.'),
});

export type CiOptions = z.output<typeof schema>;
