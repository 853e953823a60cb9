/** deno.json and deno.jsonc. https://docs.deno.com/runtime/fundamentals/configuration/ */
import * as z from 'zod/mini';
import { dirname } from '../../model/paths.js';
import type { Settings } from '../../model/project.js';
import { parseJsonc } from '../shared/jsonc.js';
import { settingsSchema } from '../shared/manifest.js';
import type { SourceFile } from '../toolchain.js';

const strings = z.array(z.string());
const stringMap = z.record(z.string(), z.string());

const task = z.union([
  z.string(),
  z.looseObject({
    command: z.optional(z.string()),
    description: z.optional(z.string()),
    dependencies: z.optional(strings),
    files: z.optional(strings),
    output: z.optional(strings),
    env: z.optional(strings),
  }),
]);

/** `test`, `bench`, `lint`, `fmt`: what they look at, and more that only Deno reads. */
const section = z.looseObject({
  include: z.optional(strings),
  exclude: z.optional(strings),
  permissions: z.optional(z.unknown()),
  plugins: z.optional(strings),
});

const schema = z.looseObject({
  name: z.optional(z.string()),
  version: z.optional(z.string()),
  exports: z.optional(z.union([z.string(), stringMap])),
  workspace: z.optional(z.union([strings, z.looseObject({ members: z.optional(strings) })])),
  imports: z.optional(stringMap),
  scopes: z.optional(z.record(z.string(), stringMap)),
  importMap: z.optional(z.string()),
  tasks: z.optional(z.record(z.string(), task)),
  compilerOptions: z.optional(
    z.looseObject({
      jsx: z.optional(z.string()),
      jsxImportSource: z.optional(z.string()),
      jsxImportSourceTypes: z.optional(z.string()),
      types: z.optional(strings),
    }),
  ),
  unstable: z.optional(strings),
  permissions: z.optional(z.record(z.string(), z.unknown())),
  test: z.optional(section),
  bench: z.optional(section),
  lint: z.optional(section),
  fmt: z.optional(section),
  exclude: z.optional(strings),
  lock: z.optional(
    z.union([
      z.boolean(),
      z.string(),
      z.looseObject({ path: z.optional(z.string()), frozen: z.optional(z.boolean()) }),
    ]),
  ),
  nodeModulesDir: z.optional(z.union([z.boolean(), z.string()])),
  nx: z.optional(settingsSchema),
});

type Json = z.infer<typeof schema>;

export interface DenoTask {
  readonly command?: string | undefined;
  readonly description?: string | undefined;
  readonly dependencies: readonly string[];
  /** Declared inputs and outputs: Deno itself caches a task that has `files`. */
  readonly files?: readonly string[] | undefined;
  readonly output: readonly string[];
  readonly env: readonly string[];
}

export interface DenoJson {
  readonly path: string;
  readonly directory: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Export path (`.`, `./x`) to file as written. */
  readonly exports: Readonly<Record<string, string>>;
  /** Patterns of member directories; absent when this is no workspace root. */
  readonly workspace: readonly string[] | undefined;
  readonly tasks: Readonly<Record<string, DenoTask>>;
  readonly settings: Settings;
  /** Everything else, as it was written. */
  readonly json: Json;
}

export function parseDenoJson(file: SourceFile): DenoJson {
  const json = parseJsonc(file, schema);
  const { name, version, exports = {}, workspace, tasks = {}, nx = {} } = json;
  return {
    path: file.path,
    directory: dirname(file.path),
    name,
    version,
    exports: typeof exports === 'string' ? { '.': exports } : exports,
    workspace: Array.isArray(workspace) ? workspace : workspace && (workspace.members ?? []),
    tasks: Object.fromEntries(Object.entries(tasks).map(([key, value]) => [key, normalTask(value)])),
    settings: nx,
    json,
  };
}

function normalTask(written: z.infer<typeof task>): DenoTask {
  if (typeof written === 'string') return { command: written, dependencies: [], output: [], env: [] };
  const { command, description, dependencies = [], files, output = [], env = [] } = written;
  return { command, description, dependencies, files, output, env };
}
