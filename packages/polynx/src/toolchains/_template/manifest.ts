import * as z from 'zod/mini';
import { parseJsonc } from '../shared/jsonc.js';
import { settingsSchema } from '../shared/manifest.js';
import type { SourceFile } from '../toolchain.js';

/**
 * Change: link the format's specification here, and check only the fields that decide projects, edges and
 * artifacts; the rest is the tool's business. For TOML there is ../shared/toml.js. Any other format needs a
 * parser of its own that throws a `ManifestError` (model/errors.ts) with file and line, as in go/modfile.ts.
 * If the manifest is a program, such as a Makefile, the parser may ignore the text: the file alone makes the
 * project.
 */
const templateManifest = z.looseObject({
  name: z.optional(z.string()),
  description: z.optional(z.string()),
  uses: z.optional(z.array(z.string())),
  nx: z.optional(settingsSchema),
});

export type TemplateManifest = z.infer<typeof templateManifest>;

export function parseTemplateManifest(file: SourceFile): TemplateManifest {
  return parseJsonc(file, templateManifest);
}
