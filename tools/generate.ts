/**
 * `npm run generate`: everything that follows from the zod definitions and the list of toolchains: executors.json, generators.json, the JSON schemas, the tables in README and docs.
 * With `--check` nothing is written; a stale file fails.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { NIX_COMMANDS } from '../packages/polynx/src/executors/nix/names.js';
import { PREFER_BATCH } from '../packages/polynx/src/executors/prefer-batch.js';
import { commonOptions } from '../packages/polynx/src/plugin/options.js';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import { packageOptions } from '../packages/polynx/src/toolchains/shared/packages.js';
import type { AnyToolchain } from '../packages/polynx/src/toolchains/toolchain.js';
import { packageFolder, repository, source } from './paths.js';

type Json = Record<string, unknown>;

export function generatorNames(): string[] {
  const folder = join(source, 'generators');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'index.ts')))
    .map(({ name }) => name)
    .sort();
}

export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const add = (path: string, value: unknown) =>
    files.set(join(packageFolder, path), `${JSON.stringify(value, null, 2)}\n`);
  const runners = toolchains.filter(({ runner }) => runner !== undefined);
  add('executors.json', {
    executors: {
      ...Object.fromEntries(runners.map(executorEntry)),
      ...Object.fromEntries(NEUTRAL.map(entry)),
    },
  });
  for (const executor of NEUTRAL) add(`schemas/${executor.name}.json`, neutralSchema(executor));
  for (const toolchain of runners) add(`schemas/${toolchain.id}.json`, executorSchema(toolchain));
  const generators = await Promise.all(generatorNames().map(generatorModule));
  add('generators.json', {
    generators: Object.fromEntries(
      generators.map(({ name, description }) => [
        name,
        { factory: `./dist/generators/${name}.js`, schema: `./schemas/generators/${name}.json`, description },
      ]),
    ),
  });
  for (const { name, schema, positional } of generators)
    add(`schemas/generators/${name}.json`, generatorSchema(name, schema, positional));
  files.set(join(source, 'plugin/pattern.generated.ts'), patternModule());
  for (const path of ['README.md', 'docs/options.md']) {
    const file = join(repository, path);
    if (existsSync(file)) files.set(file, withTables(readFileSync(file, 'utf8')));
  }
  return files;
}

/** The plugin answers from memory without loading a toolchain, but Nx wants the pattern first. */
function patternModule(): string {
  const globs = toolchains.flatMap(({ files: { manifests, shared } }) => [...manifests, ...shared]);
  return [
    '/** Manifests, locks and pins only. NB with sources in this glob, deleting one unused file would affect every build. */',
    `export const PATTERN =\n  '{${[...new Set(globs)].join(',')}}';`,
    '',
  ].join('\n');
}

function executorEntry({ id, title, runner }: AnyToolchain): [string, Json] {
  return [
    id,
    {
      implementation: `./dist/executors/${id}.js`,
      ...(runner?.batch === undefined
        ? {}
        : { batchImplementation: `./dist/executors/${id}-batch.js`, preferBatch: PREFER_BATCH }),
      schema: `./schemas/${id}.json`,
      description: `Runs ${id} for a ${title} project.`,
    },
  ];
}

const PATHS = { type: 'array', items: { type: 'string' } };

/** What the executors of packages have in common. */
function shippingProperties(properties: Json): Json {
  return {
    revision: { type: 'number', description: 'Of the bytes that are written: another one, another key.' },
    shipped: { type: 'object', description: 'Name, version and what else the manifest says of it.' },
    makes: { type: 'array', description: 'The files to write.', items: { type: 'object' } },
    ...properties,
  };
}

interface Neutral {
  readonly name: string;
  readonly description: string;
  readonly properties: Json;
  readonly required: readonly string[];
  /** It has an implementation for Nx's batches, which is to be preferred. */
  readonly batch?: boolean;
}
const NIX_LIMITS = {
  timeout: { type: 'number', description: 'Minutes after which a build is ended. Default 30.' },
  maxTimeout: { type: 'number', description: 'The most that timeout may be. Default 60.' },
  publicKeys: {
    type: 'array',
    items: { type: 'string' },
    description: 'Public keys of the binary caches, beside NIX_CACHE_PUBLIC_KEYS.',
  },
};

/** What was said after the options that are known. */
const UNPARSED = {
  __unparsed__: {
    hidden: true,
    type: 'array',
    items: { type: 'string' },
    $default: { $source: 'unparsed' },
    'x-priority': 'internal',
  },
} as const;

/** Executors that belong to no toolchain. */
const NEUTRAL: readonly Neutral[] = [
  {
    name: 'broken',
    description: 'Fails with the reason why a manifest cannot be read.',
    properties: { message: { type: 'string', description: 'What is wrong with the manifest.' } },
    required: ['message'],
  },
  {
    name: 'universal',
    description: 'Joins Mach-O files of several processors into one.',
    properties: {
      joins: {
        type: 'array',
        description: 'What is joined, and into what.',
        items: {
          type: 'object',
          properties: { from: { type: 'array', items: { type: 'string' } }, to: { type: 'string' } },
        },
      },
      profile: { type: 'string', description: 'Stands in the paths as {options.profile}.' },
    },
    required: ['joins'],
  },
  {
    name: 'stamp',
    description: 'Writes down the commit for the builds that say it.',
    properties: {
      file: { type: 'string', description: 'Name of the file: stamped.json, or plain.json without a stamp.' },
      folder: { type: 'string', description: 'Where it is written.' },
      manifest: { type: 'string', description: 'Where the version stands, if in JSON.' },
      module: { type: 'string', description: 'A module of sources that is written too.' },
    },
    required: ['file', 'folder'],
  },
  {
    name: 'verify-reproducible',
    description: 'Builds twice in two folders and compares the bytes.',
    properties: {
      of: { type: 'string', description: 'The target that builds, e.g. build-linux-arm64.' },
      variant: { type: 'string', description: 'The configuration that it is built in.' },
    },
    required: ['of'],
  },
  {
    name: 'package',
    description: 'Writes the files that people install for one platform.',
    properties: shippingProperties({
      platform: { type: 'string', description: 'The platform they are for.' },
      binaries: { ...PATHS, description: 'The programs; {options.profile} may stand in the paths.' },
      documents: { ...PATHS, description: 'Licences, readme and what else is put beside the programs.' },
      maintainer: { type: 'string', description: 'Of deb and rpm.' },
      depends: { ...PATHS, description: 'Packages that deb and rpm depend on.' },
      npm: { type: 'object', description: 'The npm package for this platform.' },
      profile: { type: 'string', description: 'Stands in the paths as {options.profile}.' },
    }),
    required: ['shipped', 'platform', 'binaries', 'makes'],
  },
  {
    name: 'release',
    description:
      'Writes what there is once for all platforms: bill of materials, installers, checksums, the list of all files.',
    properties: shippingProperties({
      files: {
        type: 'array',
        description: 'What the tasks for each platform leave.',
        items: { type: 'object' },
      },
      sums: { type: 'string', description: 'Where the checksums go.' },
      list: { type: 'string', description: 'Where the list of all files goes.' },
      programs: { ...PATHS, description: 'Names of the programs.' },
      documents: { ...PATHS, description: 'Licences and readme.' },
      baseUrl: { type: 'string', description: 'Where installers download from; {version} is filled in.' },
      npm: { type: 'object', description: 'The npm package that takes those for each platform.' },
    }),
    required: ['shipped', 'files', 'makes', 'sums', 'list', 'programs'],
  },
  {
    name: 'release-list',
    description: 'Joins the lists of all programs that a repository ships.',
    properties: {
      lists: { ...PATHS, description: 'release.json of every program.' },
      output: { type: 'string', description: 'Where the list goes.' },
    },
    required: ['lists', 'output'],
  },
  {
    name: 'sign',
    description: 'Signs the files of a release with a minisign key that the environment holds.',
    properties: { folder: { type: 'string', description: 'The folder of the release.' } },
    required: ['folder'],
  },
  {
    name: 'interfaces-check',
    description: 'Compares the interfaces that a project expects with those that others provide.',
    properties: { file: { type: 'string', description: 'Who provides and expects what.' } },
    required: ['file'],
  },
  {
    name: 'nix-build',
    batch: true,
    description: 'Builds packages of the flake with Nix, many with one process.',
    properties: {
      attr: { type: 'string', description: 'Name of the package in the flake.' },
      system: {
        type: 'string',
        description: 'Such as aarch64-linux; this machine’s own where there is none.',
      },
      manifest: { type: 'string', description: 'Where the manifest goes.' },
      files: { type: 'string', description: 'Where the files go, if they need nothing else of the store.' },
      ensure: {
        type: 'boolean',
        description: 'Only compare the manifest with the flake, and get what is missing.',
      },
      set: {
        type: 'string',
        enum: ['packages', 'checks'],
        description: 'Which outputs of the flake it is one of. Default packages.',
      },
      sources: {
        ...PATHS,
        description: 'All that it is made from, expressions aside. Absent: what the graph file says.',
      },
      variant: { type: 'string', description: 'The profile that another build of the package is made with.' },
      profile: { type: 'string', description: 'Stands in the paths of places as {options.profile}.' },
      place: {
        type: 'string',
        description: 'Stands in the outputs for the name that manifest and files share.',
      },
      places: {
        type: 'array',
        description: 'Files of the package, and where others look for them.',
        items: { type: 'object' },
      },
      readers: { ...PATHS, description: 'Projects that read what lies there.' },
      ...NIX_LIMITS,
    },
    required: ['attr', 'manifest', 'files'],
  },
  {
    name: 'nix',
    description: 'Everything else that is done with Nix.',
    properties: {
      command: { type: 'string', enum: [...NIX_COMMANDS], description: 'What to do.' },
      attr: { type: 'string', description: 'Name of the package in the flake.' },
      manifest: { type: 'string', description: 'Manifest of the package.' },
      program: { type: 'string', description: 'Which of its programs to run.' },
      olderThan: { type: 'number', description: 'Days after which what was built may be collected.' },
      ...UNPARSED,
      ...NIX_LIMITS,
    },
    required: ['command'],
  },
];

export const OWN_EXECUTORS = NEUTRAL.map(({ name }) => name);

/** Those with a batch implementation of their own. */
export const BATCHED = NEUTRAL.flatMap((one) => (one.batch === true ? one.name : []));

function entry({ name, description, batch }: Neutral): [string, Json] {
  return [
    name,
    {
      implementation: `./dist/executors/${name}.js`,
      // One evaluation of the flake for all: alone each would do it again.
      ...(batch === true
        ? { batchImplementation: `./dist/executors/${name}-batch.js`, preferBatch: true }
        : {}),
      schema: `./schemas/${name}.json`,
      description,
    },
  ];
}

function neutralSchema({ name, properties, required }: Neutral): Json {
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: `polynx:${name}`,
    type: 'object',
    properties,
    required,
  };
}

function jsonSchema(schema: z.ZodMiniType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return rest;
}

/** Arguments that are no options of ours go to the tool, so the schema lets them pass. */
function executorSchema({ id, runner }: AnyToolchain): Json {
  if (runner === undefined) throw new Error(`${id} has no runner`);
  const schema = jsonSchema(runner.options);
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: `polynx:${id}`,
    ...schema,
    properties: {
      ...(schema['properties'] as Json),
      ...UNPARSED,
    },
    additionalProperties: true,
  };
}

interface GeneratorModule {
  readonly name: string;
  readonly description: string;
  readonly schema: z.ZodMiniType;
  readonly positional: string | undefined;
}

async function generatorModule(name: string): Promise<GeneratorModule> {
  const module = (await import(join(source, `generators/${name}/schema.ts`))) as Omit<
    GeneratorModule,
    'name'
  >;
  return { name, description: module.description, schema: module.schema, positional: module.positional };
}

function generatorSchema(name: string, schema: z.ZodMiniType, positional: string | undefined): Json {
  const { properties, ...rest } = jsonSchema(schema) as { properties?: Record<string, Json> };
  const withSource = Object.entries(properties ?? {}).map(([key, value]) => [
    key,
    key === positional ? { ...value, $default: { $source: 'argv', index: 0 } } : value,
  ]);
  return {
    $schema: 'https://json-schema.org/schema',
    $id: `polynx-${name}`,
    title: `polynx:${name}`,
    ...rest,
    properties: Object.fromEntries(withSource),
  };
}

/** Replaces what stands between `<!-- generated:NAME -->` and `<!-- /generated -->`. */
function withTables(text: string): string {
  const tables: Record<string, () => string> = { targets: targetsTable, options: optionTables };
  return text.replace(
    /<!-- generated:(\w+) -->[\s\S]*?<!-- \/generated -->/g,
    (_, name: string) => `<!-- generated:${name} -->\n${tables[name]?.() ?? ''}\n<!-- /generated -->`,
  );
}

function targetsTable(): string {
  const rows = toolchains.flatMap(({ title, intents }) =>
    intents.map(
      ({ name, description, cached }) =>
        `| ${title} | \`${name}\` | ${description} | ${cached ? 'yes' : 'no'} |`,
    ),
  );
  return ['| toolchain | target | what it does | cached |', '|---|---|---|---|', ...rows].join('\n');
}

function optionTables(): string {
  return [
    optionTable("the plugin's options", commonOptions),
    optionTable("`packages` in the plugin's options", packageOptions),
    ...toolchains.flatMap(({ id, options, runner }) => [
      optionTable(`\`${id}\` in the plugin's options`, options),
      ...(runner === undefined ? [] : [optionTable(`options of \`polynx:${id}\` targets`, runner.options)]),
    ]),
  ].join('\n\n');
}

function optionTable(title: string, schema: z.ZodMiniType): string {
  const { properties = {} } = jsonSchema(schema) as { properties?: Record<string, Json> };
  const rows = Object.entries(properties).map(([name, property]) => {
    const fallback = property['default'] === undefined ? '' : `\`${JSON.stringify(property['default'])}\``;
    return `| \`${name}\` | ${typeOf(property)} | ${fallback} | ${property['description'] ?? ''} |`;
  });
  return [`**${title}**`, '', '| option | type | default | |', '|---|---|---|---|', ...rows].join('\n');
}

function typeOf(property: Json): string {
  if (Array.isArray(property['enum'])) return property['enum'].map((value) => `\`${value}\``).join(' ');
  if (property['type'] === 'array') return `${(property['items'] as Json | undefined)?.['type'] ?? 'any'}[]`;
  const choices = property['anyOf'] as Json[] | undefined;
  if (choices !== undefined) return [...new Set(choices.map(typeOf))].join(' or ');
  return String(property['const'] ?? property['type'] ?? 'any');
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
  }
}

if (process.argv[1]?.endsWith('generate.ts')) await main();
