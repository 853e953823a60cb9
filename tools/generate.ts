/**
 * `npm run generate`: everything that follows from the zod definitions and the list of toolchains:
 * executors.json, generators.json, the JSON schemas, the tables in docs. With `--check` nothing is written; a
 * stale file fails.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PREFER_BATCH } from '../packages/polynx/src/run/prefer-batch.js';
import { singleExecutor } from '../packages/polynx/src/toolchains/executors.js';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import type { AnyToolchain } from '../packages/polynx/src/toolchains/toolchain.js';
import {
  batchedNames,
  type Definition,
  executorDefinitions,
  generatorDefinitions,
} from './generate/definitions.js';
import { editorSchemas } from './generate/editor-schemas.js';
import { executorSchema, generatorSchema, type Json, toolchainSchema } from './generate/json-schema.js';
import { withTables } from './generate/tables.js';
import { packageFolder, repository, source } from './paths.js';

async function generatedFiles(): Promise<Map<string, string>> {
  const executors = await executorDefinitions();
  const generators = await generatorDefinitions();
  const runners = toolchains.filter(({ runner }) => runner !== undefined);
  const described = [
    ...runners.flatMap(toolchainEntries),
    ...executors.map(({ name, description }) =>
      // One evaluation of the flake for all: alone each would do it again.
      executorEntry(name, description, batchedNames.includes(name) ? { preferBatch: true } : undefined),
    ),
  ];
  const jsons: [path: string, value: unknown][] = [
    ['executors.json', { executors: Object.fromEntries(described) }],
    ['generators.json', { generators: Object.fromEntries(generators.map(generatorEntry)) }],
    ...runners.map((one): [string, Json] => [`schemas/${one.id}.json`, toolchainSchema(one)]),
    ...executors.map((one): [string, Json] => [`schemas/${one.name}.json`, executorSchema(one)]),
    ...generators.map((one): [string, Json] => [`schemas/generators/${one.name}.json`, generatorSchema(one)]),
  ];
  const options = [
    ...runners.map((one) => ({ name: `polynx:${one.id}`, schema: toolchainSchema(one) })),
    ...executors.map((one) => ({ name: `polynx:${one.name}`, schema: executorSchema(one) })),
  ];
  jsons.push(...editorSchemas(options));
  return new Map([
    ...jsons.map(([path, value]): [string, string] => [
      join(packageFolder, path),
      `${JSON.stringify(value, null, 2)}\n`,
    ]),
    [join(source, 'model/pattern.generated.ts'), patternModule()],
    ...['docs/reference/targets.md', 'docs/reference/options.md', 'nix/README.md'].map(
      (path): [string, string] => {
        const file = join(repository, path);
        return [file, withTables(readFileSync(file, 'utf8'))];
      },
    ),
  ]);
}

function toolchainEntries({ id, title, runner }: AnyToolchain): [string, Json][] {
  const does = `Runs ${id} for a ${title} project`;
  if (runner?.batch === undefined) return [executorEntry(id, `${does}.`)];
  return [
    executorEntry(id, `${does}.`, { preferBatch: PREFER_BATCH }),
    executorEntry(singleExecutor(id), `${does}, one process per task: never in a batch.`, undefined, id),
  ];
}

function executorEntry(
  name: string,
  description: string,
  batch?: { readonly preferBatch: boolean },
  schema = name,
): [string, Json] {
  return [
    name,
    {
      implementation: `./dist/executors/${name}.js`,
      ...(batch === undefined ? {} : { batchImplementation: `./dist/executors/${name}-batch.js`, ...batch }),
      schema: `./schemas/${schema}.json`,
      description,
    },
  ];
}

function generatorEntry({ name, description, hidden }: Definition): [string, Json] {
  return [
    name,
    {
      factory: `./dist/generators/${name}.js`,
      schema: `./schemas/generators/${name}.json`,
      description,
      ...(hidden === true ? { hidden } : {}),
    },
  ];
}

/** The plugin answers from memory without loading a toolchain, but Nx wants the pattern first. */
function patternModule(): string {
  const globs = toolchains.flatMap(({ files: { manifests, shared } }) => [...manifests, ...shared]);
  return [
    '/** Manifests, locks and pins. NB with sources here, deleting one unused file would affect every build. */',
    `export const PATTERN =\n  '{${[...new Set(globs)].join(',')}}';`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const stale: string[] = [];
  for (const [file, text] of await generatedFiles()) {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
    stale.push(file.slice(repository.length + 1));
    if (process.argv.includes('--check')) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  if (process.argv.includes('--check') && stale.length > 0) {
    console.error(`Generated files are stale: ${stale.join(', ')}. Run: npm run generate`);
    process.exitCode = 1;
  } else if (stale.length > 0) console.log(`Written: ${stale.join(', ')}`);
}

await main();
