/**
 * `npm run build`: the published package in packages/polynx/dist. Bundled, because inference runs in a fresh
 * process each time and loading many small files (zod alone is 60) costs more than reading a thousand
 * manifests.
 */
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import ts from 'typescript';
import { singleExecutor } from '../packages/polynx/src/toolchains/executors.js';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import { batchedNames, executorNames, generatorNames } from './generate/definitions.js';
import { optionsDeclaration } from './generate/types.js';
import { packageFolder, repository, source } from './paths.js';

const out = join(packageFolder, 'dist');

const BUNDLE: BuildOptions = {
  outdir: out,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // jsonc-parser's CommonJS form finds its parts at run time, which no bundler can follow.
  mainFields: ['module', 'main'],
  // Packages in CommonJS form (yaml, fast-glob) call require for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  // The installers: imported with `?raw`, which esbuild ignores and vitest needs.
  loader: { '.sh': 'text', '.ps1': 'text' },
  external: ['nx', 'nx/*', '@nx/devkit'],
  legalComments: 'eof',
  logLevel: 'warning',
};

export async function buildPackage(): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const generated = join(out, '.entries');
  mkdirSync(generated, { recursive: true });
  await build({ ...BUNDLE, entryPoints: [...sourceEntries(), ...toolchainExecutors(generated)] });
  rmSync(generated, { recursive: true });
  writeTypes();
  // The Nix library: `nx sync` puts it where flakes can see it.
  copyFolder('nix', 'checks');
  copyFolder('docs', 'decisions', '.vitepress');
  for (const file of ['README.md', 'LICENSE'])
    copyFileSync(join(repository, file), join(packageFolder, file));
}

interface Entry {
  readonly in: string;
  readonly out: string;
}

/** Modules of the sources that Nx, Node or a user starts. */
function sourceEntries(): Entry[] {
  const entry = (file: string, name: string) => ({ in: join(source, `${file}.ts`), out: name });
  const same = (name: string) => entry(name, name);
  return [
    same('index'),
    ...executorNames.map((name) => same(`executors/${name}`)),
    ...batchedNames.map((name) => same(`executors/${name}-batch`)),
    entry('fingerprint/program', 'fingerprint'),
    entry('cli/main', 'cli'),
    entry('release/version-actions', 'version-actions'),
    ...generatorNames.map((name) => entry(`generators/${name}/index`, `generators/${name}`)),
    ...toolchains
      .filter(({ id }) => existsSync(join(source, `toolchains/${id}/identity.ts`)))
      .map(({ id }) => entry(`toolchains/${id}/identity`, `identity/${id}`)),
    entry('run/no-identity', 'identity/none'),
  ];
}

/** Executors of toolchains are made of their runners: a file for each is written to the folder. */
function toolchainExecutors(folder: string): Entry[] {
  return toolchains.flatMap(({ id, runner }) => [
    ...(runner === undefined ? [] : [executorEntry(folder, id, 'run-task', 'executorOf', id)]),
    ...(runner?.batch === undefined
      ? []
      : [
          executorEntry(folder, id, 'run-task', 'executorOf', singleExecutor(id)),
          executorEntry(folder, id, 'run-batch', 'batchExecutorOf', `${id}-batch`),
        ]),
  ]);
}

function copyFolder(name: string, ...leavesOut: readonly string[]): void {
  const from = join(repository, name);
  const to = join(packageFolder, name);
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !leavesOut.includes(relative(from, path)) });
}

function executorEntry(folder: string, id: string, module: string, make: string, name: string): Entry {
  const file = join(folder, `executor-${name}.ts`);
  const from = (path: string) => JSON.stringify(join(source, path));
  writeFileSync(
    file,
    [
      `import { ${make} } from ${from(`run/${module}.ts`)};`,
      `import { runner } from ${from(`toolchains/${id}/runner.ts`)};`,
      `export default ${make}(runner);`,
    ].join('\n'),
  );
  return { in: file, out: `executors/${name}` };
}

/** Users write options, nothing else of ours: one self-contained declaration file. */
function writeTypes(): void {
  const text = `import type { CreateDependencies, CreateNodes } from '@nx/devkit';

/** Options of the plugin entry in nx.json; see docs/reference/options.md. */
${optionsDeclaration()}
export declare const name: 'polynx';
export declare const createNodes: CreateNodes<PolynxOptions>;
export declare const createDependencies: CreateDependencies<PolynxOptions>;
`;
  const file = join(out, 'types/index.d.ts');
  mkdirSync(dirname(file), { recursive: true });
  // Printed anew: indented.
  writeFileSync(file, ts.createPrinter().printFile(ts.createSourceFile(file, text, ts.ScriptTarget.Latest)));
}

if (process.argv[1]?.endsWith('build.ts')) await buildPackage();
