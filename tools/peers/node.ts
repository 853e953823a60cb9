/** Stories of Node packages: scripts whose programs and configurations read more than their package. */
import type { Files, Scenario } from './scenario.js';

/** Third-party packages with their versions, and who depends on which. */
interface Locked {
  readonly versions?: Readonly<Record<string, string>>;
  readonly needs?: Readonly<Record<string, readonly string[]>>;
}

const PACKAGES = ['app', 'lib'];

function workspace(files: Files, { versions = {}, needs = {} }: Locked = {}, packages = PACKAGES): Files {
  const dependencies = (name: string) =>
    Object.fromEntries((needs[name] ?? []).map((need) => [need, versions[need] === undefined ? '*' : '^1']));
  const manifest = (name: string) =>
    JSON.stringify({
      name,
      version: '1.0.0',
      main: 'dist/index.txt',
      scripts: { build: 'node build.mjs', test: 'node test.mjs' },
      dependencies: { ...(name === 'app' ? { lib: '*' } : {}), ...dependencies(name) },
    });
  const linked = packages.map((name) => [
    `node_modules/${name}`,
    { resolved: `packages/${name}`, link: true },
  ]);
  const members = packages.map((name) => [
    `packages/${name}`,
    { name, version: '1.0.0', dependencies: dependencies(name) },
  ]);
  const published = Object.entries(versions).map(([name, version]) => [
    `node_modules/${name}`,
    { version, integrity: `sha512-${name}${version}`, dependencies: dependencies(name) },
  ]);
  return {
    ...Object.fromEntries(packages.map((name) => [`packages/${name}/package.json`, manifest(name)])),
    'package-lock.json': JSON.stringify({
      name: 'stories',
      lockfileVersion: 3,
      packages: {
        '': { name: 'stories', workspaces: ['packages/*'] },
        ...Object.fromEntries([...linked, ...members, ...published]),
      },
    }),
    'packages/lib/build.mjs': write('readFileSync("text.txt", "utf8")'),
    'packages/lib/text.txt': 'one',
    'packages/app/build.mjs': write('readFileSync("../lib/dist/index.txt", "utf8")'),
    'packages/app/test.mjs': 'process.exit(0);\n',
    ...files,
  };
}

function write(expression: string): string {
  return [
    'import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";',
    'mkdirSync("dist", { recursive: true });',
    `writeFileSync("dist/index.txt", ${expression});`,
    '',
  ].join('\n');
}

const compiled = (files: Files, options: object = {}): Files =>
  workspace({
    'packages/app/package.json': JSON.stringify({
      name: 'app',
      version: '1.0.0',
      main: 'dist/index.js',
      scripts: { build: 'tsc -p tsconfig.json' },
    }),
    'packages/app/tsconfig.json': JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { outDir: 'dist', ...options },
      include: ['src'],
    }),
    'packages/app/src/index.ts': 'export const one: number = 1;\n',
    'tsconfig.base.json': base('es2022'),
    ...files,
  });

function base(target: string): string {
  return JSON.stringify({
    compilerOptions: { target, module: 'esnext', moduleResolution: 'bundler', types: [] },
  });
}

const node = (story: Omit<Scenario, 'language' | 'task' | 'project'> & Partial<Scenario>): Scenario => ({
  language: 'Node',
  task: 'build',
  project: 'packages/app',
  ...story,
});

export const nodeStories: readonly Scenario[] = [
  node({
    name: 'the source of a dependency changes',
    files: workspace({}),
    change: { files: { 'packages/lib/text.txt': 'two' } },
    must: 'rerun',
  }),
  node({
    name: 'the program that builds a dependency changes',
    files: workspace({}),
    change: { files: { 'packages/lib/build.mjs': write('"two"') } },
    must: 'rerun',
  }),
  node({
    name: 'a test of a dependency changes',
    files: workspace({ 'packages/lib/index.test.mjs': 'process.exit(0);\n' }),
    change: { files: { 'packages/lib/index.test.mjs': 'process.exit(0); // more\n' } },
    must: 'hit',
  }),
  node({
    name: 'a file outside the package changes that the script reads',
    files: workspace({
      'texts/motd.txt': 'one',
      'packages/app/build.mjs': write('readFileSync("../../texts/motd.txt", "utf8")'),
    }),
    change: { files: { 'texts/motd.txt': 'two' } },
    must: 'rerun',
  }),
  node({
    name: 'a file changes that the script finds by a computed path',
    files: workspace({
      'texts/motd.txt': 'one',
      'packages/app/build.mjs': write('readFileSync(["..", "..", "texts", "motd.txt"].join("/"), "utf8")'),
    }),
    change: { files: { 'texts/motd.txt': 'two' } },
    must: 'rerun',
  }),
  node({
    name: 'a file of the package changes that git ignores and the script reads',
    files: workspace({
      'packages/app/generated.txt': 'one',
      'packages/app/build.mjs': write('readFileSync("generated.txt", "utf8")'),
    }),
    ignored: ['generated.txt'],
    change: { files: { 'packages/app/generated.txt': 'two' } },
    must: 'rerun',
  }),
  node({
    name: 'a variable is set that the script reads',
    files: workspace({ 'packages/app/build.mjs': write('process.env.FLAVOUR ?? "plain"') }),
    change: { env: { FLAVOUR: 'sweet' } },
    must: 'rerun',
  }),
  node({
    name: 'a program of the repository changes that the script imports',
    files: workspace({
      'tools/say.mjs': 'export const say = "one";\n',
      'packages/app/build.mjs': `import { say } from "../../tools/say.mjs";\n${write('say')}`,
    }),
    change: { files: { 'tools/say.mjs': 'export const say = "two";\n' } },
    must: 'rerun',
  }),
  node({
    name: 'a test reads what the build left, and the source changes',
    task: 'test',
    files: workspace({
      'packages/app/test.mjs':
        'import { readFileSync } from "node:fs";\nif (readFileSync("dist/index.txt", "utf8") !== "one") process.exit(1);\n',
    }),
    change: { files: { 'packages/lib/text.txt': 'two' } },
    must: 'rerun',
  }),
  node({
    name: 'a package of the lock is bumped that the package links',
    files: workspace(
      {},
      { versions: { deep: '1.0.0', left: '1.0.0' }, needs: { app: ['left'], left: ['deep'] } },
    ),
    change: {
      files: {
        'package-lock.json': workspace(
          {},
          { versions: { deep: '1.0.1', left: '1.0.0' }, needs: { app: ['left'], left: ['deep'] } },
        )['package-lock.json'],
      },
    },
    must: 'rerun',
  }),
  node({
    name: 'a package of the lock is bumped that another package links',
    files: workspace({}, { versions: { right: '1.0.0' }, needs: { other: ['right'] } }, [
      ...PACKAGES,
      'other',
    ]),
    change: {
      files: {
        'package-lock.json': workspace({}, { versions: { right: '1.0.1' }, needs: { other: ['right'] } }, [
          ...PACKAGES,
          'other',
        ])['package-lock.json'],
      },
    },
    must: 'hit',
  }),
  node({
    name: 'the configuration changes that tsconfig.json extends',
    files: compiled({}),
    change: { files: { 'tsconfig.base.json': base('es2020') } },
    must: 'rerun',
  }),
  node({
    name: 'a source changes that `paths` of tsconfig.json leads to',
    files: compiled(
      {
        'packages/app/src/index.ts': 'export { two } from "@names/two";\n',
        'names/two.ts': 'export const two = 2;\n',
      },
      { rootDir: '../..', paths: { '@names/*': ['../../names/*'] } },
    ),
    change: { files: { 'names/two.ts': 'export const two = "two";\n' } },
    must: 'rerun',
  }),
  node({
    name: 'another package joins the workspace',
    files: workspace({}),
    change: {
      files: { 'packages/more/package.json': JSON.stringify({ name: 'more', version: '1.0.0' }) },
    },
    must: 'hit',
  }),
];
