import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/**
 * Change: options of the toolchain in nx.json, under `template`. Each has a default and a description: tables
 * and schemas are made of them.
 */
export const templateOptions = z.strictObject({
  strict: described(z._default(z.boolean(), false), 'Takes warnings for errors.'),
});

export type TemplateOptions = z.infer<typeof templateOptions>;

/** Change: options of the executor `polynx:template`. Nx hashes them, so no digests and no versions. */
export const templateRunOptions = z.strictObject({
  command: described(z.enum(['build', 'test']), 'What the program does.'),
  output: described(z.optional(z.string()), 'The file that a build leaves.'),
  strict: described(z._default(z.boolean(), false), 'Takes warnings for errors.'),
});

export type TemplateRunOptions = z.infer<typeof templateRunOptions>;
