import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes down the commit for the builds that say it.';

export const schema = z.object({
  file: described(z.string(), 'Name of the file: stamped.json, or plain.json without a stamp.'),
  folder: described(z.string(), 'Where it is written.'),
  manifest: described(z.exactOptional(z.string()), 'Where the version stands, if in JSON.'),
  module: described(z.exactOptional(z.string()), 'A module of sources that is written too.'),
});

export type StampOptions = z.infer<typeof schema>;
