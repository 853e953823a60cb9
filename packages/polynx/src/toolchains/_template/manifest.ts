import * as z from 'zod/mini';
import { parseJsonc } from '../shared/jsonc.js';
import { settingsSchema } from '../shared/manifest.js';
import type { SourceFile } from '../toolchain.js';

/**
 * Change: link the format's specification here, and check only the fields that decide projects, edges and artifacts; the rest is the tool's
 * business. For TOML there is ../shared/toml.js.
 */
const templateJson = z.looseObject({
  name: z.optional(z.string()),
  description: z.optional(z.string()),
  uses: z.optional(z.array(z.string())),
  nx: z.optional(settingsSchema),
});

export type TemplateJson = z.infer<typeof templateJson>;

export function parseTemplateJson(file: SourceFile): TemplateJson {
  return parseJsonc(file, templateJson);
}
