/**
 * The smallest toolchain there can be, over toy.json: `{ "name", "uses": [folders], "reads": [files],
 * "compiles": [folders], "output", "cached" }`. Tests of the core use it, and so does
 * docs/how-it-works/adding-a-toolchain.md. Its program `toy` does not exist.
 */
import * as z from 'zod/mini';
import { everythingIn } from '../../model/globs.js';
import { basename, dirname, join } from '../../model/paths.js';
import type { Dependency, Project, Read, Settings } from '../../model/project.js';
import type { Task } from '../../model/task.js';
import { parseJsonc } from '../../toolchains/shared/jsonc.js';
import { settingsSchema } from '../../toolchains/shared/manifest.js';
import {
  type AnyToolchain,
  defineToolchain,
  type Intent,
  type Manifests,
} from '../../toolchains/toolchain.js';

const toyJson = z.looseObject({
  name: z.optional(z.string()),
  uses: z.optional(z.array(z.string())),
  reads: z.optional(z.array(z.string())),
  compiles: z.optional(z.array(z.string())),
  output: z.optional(z.string()),
  cached: z.optional(z.boolean()),
  nx: z.optional(settingsSchema),
});
type ToyJson = z.infer<typeof toyJson>;

interface ToyDetails {
  readonly closure: readonly string[];
  readonly compiles: readonly string[];
  readonly output: string | undefined;
  readonly isCached: boolean;
}

const intents: readonly Intent[] = [
  { name: 'build', description: 'Build the toy', cached: true },
  { name: 'test', description: 'Test the toy', cached: true },
];

/** Two of different ids stand for two toolchains that know nothing of each other. */
export function toyToolchain(id: string): AnyToolchain {
  const manifestName = `${id}.json`;
  return defineToolchain({
    id,
    title: id,
    technology: id,
    files: { manifests: [`**/${manifestName}`], shared: [] },
    intents,
    options: z.strictObject({}),
    parse: (file) => parseJsonc(file, toyJson),
    model: (manifests) => [...manifests].map(([path, manifest]) => project(path, manifest, manifests)),
    tasks: (one) => intents.map((intent) => task(intent, one)),
  });
}

function project(path: string, manifest: ToyJson, manifests: Manifests<ToyJson>): Project<ToyDetails> {
  const root = dirname(path);
  const settings: Settings = manifest.nx ?? {};
  return {
    root,
    manifest: path,
    name: settings.name ?? manifest.name ?? basename(root),
    ...((settings.name ?? manifest.name) === undefined ? { isNamedByFolder: true } : {}),
    type: 'library',
    deliverables: [],
    dependencies: usesOf(root, manifest).map(
      (used): Dependency => ({
        root: used,
        scope: 'production',
        stated: { file: path, kind: 'uses', at: ['uses'] },
      }),
    ),
    reads: (manifest.reads ?? []).map((read): Read => ({ path: read, scope: 'production', source: path })),
    settings,
    details: {
      closure: closureOf(path, manifests),
      compiles: (manifest.compiles ?? []).map((folder) => join(root, folder)),
      output: manifest.output === undefined ? undefined : join(root, manifest.output),
      isCached: manifest.cached ?? true,
    },
  };
}

function usesOf(root: string, { uses = [] }: ToyJson): string[] {
  return uses.map((used) => join(root, used));
}

function closureOf(path: string, manifests: Manifests<ToyJson>): string[] {
  const closure = new Set([dirname(path)]);
  for (const root of closure) {
    const manifest = manifests.get(join(root, basename(path)));
    for (const used of manifest === undefined ? [] : usesOf(root, manifest)) {
      if (manifests.get(join(used, basename(path))) !== undefined) closure.add(used);
    }
  }
  return [...closure];
}

function task({ name, description, cached }: Intent, { details }: Project<ToyDetails>): Task {
  return {
    intent: name,
    description,
    options: { command: name },
    cache: cached && details.isCached,
    inputs: { files: everythingIn(details.closure) },
    outputs: name === 'build' && details.output !== undefined ? [details.output] : [],
    closure: details.closure,
    ...(details.compiles.length === 0 ? {} : { compiles: details.compiles }),
    scope: name === 'build' ? 'production' : 'development',
  };
}
