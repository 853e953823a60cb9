import * as z from 'zod/mini';
import { described, settled } from '../../toolchains/shared/options.js';

/** Of the build, in both generators that make such a target. */
export const buildSettings = {
  environmentVars: described(
    z.exactOptional(z.record(z.string(), z.coerce.string())),
    'Variables that the build sees: --environmentVars.NAME=value. They are in the key and in the store: no secrets.',
  ),
  customizations: z.exactOptional(
    settled<Readonly<Record<string, unknown>>>(
      'Arguments of the expression or the template: --customizations.doCheck=true.',
    ),
  ),
  timeout: described(z.exactOptional(z.number()), 'Minutes after which the build is ended.'),
  buildTimeout: described(z.exactOptional(z.number()), 'Another name of timeout.'),
};
