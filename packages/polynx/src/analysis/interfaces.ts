/** The file that the option `interfaces` names. */
import * as z from 'zod/mini';
import { ManifestError } from '../model/errors.js';
import { asManifestError } from '../model/failed-project.js';
import type { Interfaces } from '../model/interfaces.js';
import { join, leavesWorkspace } from '../model/paths.js';
import type { Tree } from '../model/tree.js';
import { describeIssues } from '../toolchains/shared/manifest.js';

const entry = z.strictObject({
  name: z.string(),
  format: z.enum(['openapi', 'protobuf', 'json-schema', 'lexicon']),
  file: z.optional(
    z.string().check(z.refine((path) => !leavesWorkspace(join('.', path)), 'leaves the workspace')),
  ),
  version: z.optional(z.string()),
  partial: z.optional(z.boolean()),
});

const schema = z.record(
  z.string(),
  z.strictObject({ provides: z.optional(z.array(entry)), consumes: z.optional(z.array(entry)) }),
);

export function readInterfaces(file: string, tree: Tree): Interfaces | ManifestError {
  let text: string | undefined;
  try {
    text = tree.has(file) ? tree.read(file) : undefined;
  } catch (error) {
    return asManifestError(file, error);
  }
  return text === undefined
    ? new ManifestError({ file, problem: 'there is no such file', hint: 'plugin option interfaces, nx.json' })
    : parseInterfaces(file, text);
}

export function parseInterfaces(file: string, text: string): Interfaces | ManifestError {
  try {
    const { success, data, error } = z.safeParse(schema, JSON.parse(text));
    return success ? data : new ManifestError({ file, problem: describeIssues(error.issues, file, schema) });
  } catch (error) {
    return new ManifestError({ file, problem: error instanceof Error ? error.message : String(error) });
  }
}
