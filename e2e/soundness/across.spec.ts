import { expect } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { cargoWorkspace, crate, lock, lockEntry } from '../support/cargo.js';
import { type GoModule, MODULES, moduleCache, offline, sumOf } from '../support/go-modules.js';
import { crateRegistry, lockedEntry, REGISTRY } from '../support/registry.js';
import type { Workspace } from '../support/workspace.js';
import { add, forget, hide, outputs, set, withoutEdge, withoutSlice } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const BINARY = `dist/services/api/${hostPlatform()}/api`;

/** A package whose build copies `from` to dist/page.txt. */
function page(root: string, more: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return {
    [`${root}/package.json`]: JSON.stringify({
      name: 'web',
      version: '1.0.0',
      main: 'dist/page.txt',
      scripts: { build: 'node build.mjs' },
      ...more,
    }),
    [`${root}/build.mjs`]:
      "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/page.txt', readFileSync('page.txt'));\n",
    [`${root}/page.txt`]: 'page 1',
  };
}

/** A Go service that embeds the build of a web page, which is a Node package inside it. */
function embeddingService(): Record<string, string> {
  return {
    'services/api/go.mod': 'module example.com/api\n\ngo 1.22\n',
    'services/api/main.go':
      'package main\n\nimport (\n\t"embed"\n\t"fmt"\n)\n\n//go:embed all:web/dist\nvar page embed.FS\n\nfunc main() {\n\ttext, _ := page.ReadFile("web/dist/page.txt")\n\tfmt.Print(string(text))\n}\n',
    ...page('services/api/web'),
  };
}

function includingCrate(): Record<string, string> {
  return {
    ...cargoWorkspace(),
    'crates/util/src/lib.rs':
      'pub fn say() -> &\'static str {\n    include_str!("../../../web/dist/page.txt")\n}\n',
    ...page('web'),
  };
}

async function said(workspace: Workspace, program: string): Promise<string> {
  return (await workspace.run(program, [])).stdout;
}

const NPM = (...workspaces: string[]) => ({ packageJson: { workspaces } });

const OLD: GoModule = { path: 'example.org/inner', version: 'v1.0.0', says: 'one' };
const NEW: GoModule = { path: 'example.org/inner', version: 'v1.0.1', says: 'two' };

/** One project of each ecosystem, and each links one third-party package of it. */
function threeLocks(npm: string, cargo: string, go: GoModule): Record<string, string> {
  return {
    'package-lock.json': JSON.stringify({
      name: 'workspace',
      lockfileVersion: 3,
      packages: {
        '': { name: 'workspace', workspaces: ['web'] },
        'node_modules/left': { version: npm, integrity: `sha512-${npm}` },
        'node_modules/web': { resolved: 'web', link: true },
        web: { name: 'web', version: '1.0.0', dependencies: { left: '^1' } },
      },
    }),
    ...page('web', { dependencies: { left: '^1' } }),
    ...crate('crate', 'linked', { 'src/lib.rs': 'pub use inner::it;\n' }, 'inner = "1"'),
    'crate/Cargo.lock': `version = 4\n\n${lockedEntry({ name: 'inner', version: cargo })}\n${lockEntry({ name: 'linked', dependencies: ['inner'] })}`,
    'service/go.mod': `module example.com/service\n\ngo 1.22\n\nrequire ${go.path} ${go.version}\n`,
    'service/go.sum': sumOf(go),
    'service/main.go': `package main\n\nimport "${go.path}"\n\nfunc main() { print(inner.It()) }\n`,
  };
}

export const across = theme('Across toolchains', [
  {
    name: 'a service that embeds the build of a page: the page is built first, in a fresh clone too, and is an input',
    files: embeddingService(),
    options: NPM('services/*/web'),
    mutants: {
      'nothing is built first': set({ dependsOn: [] }, 'services/api:build'),
      'the page is no input': forget('^outputs:', 'services/api:build'),
      'the artifact is no output': outputs([], 'services/api:build'),
      'there is no edge': withoutEdge('services/api', 'web'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['build', 'services/api'])).exitCode).toBe(0);
      expect((await workspace.edges())['services/api']).toEqual(['web']);
      await workspace.commit('built');
      workspace.write('services/api/web/page.txt', 'page 2');
      expect(await workspace.affected('build')).toEqual(['services/api', 'web']);
      await workspace.nx(['build', 'services/api']);
      expect(await said(workspace, BINARY)).toBe('page 2');
      for (const folder of ['dist', 'services/api/web/dist']) workspace.remove(folder);
      expect((await workspace.nx(['build', 'services/api'])).misses).toEqual([]);
      expect(workspace.has(BINARY)).toBe(true);
    },
  },
  {
    name: 'a crate that includes what another project builds: all that compile the crate wait for that build',
    files: includingCrate(),
    options: NPM('web'),
    mutants: {
      'only the crate itself waits': set({ dependsOn: [] }, 'crates/app:build'),
      'what is built is no input': forget('^outputs:', 'crates/app:build'),
    },
    story: async (workspace) => {
      // NB app knows nothing of the web; util, which it compiles, does.
      expect((await workspace.nx(['build', 'app'])).exitCode).toBe(0);
      await workspace.commit('built');
      workspace.write('web/page.txt', 'page 2');
      expect(await workspace.affected('build')).toEqual(expect.arrayContaining(['app', 'web']));
      await workspace.nx(['build', 'app']);
      expect(await said(workspace, 'target/debug/app')).toContain('page 2');
    },
  },
  {
    name: 'a package that says what it consumes builds it first, and is affected by it',
    files: {
      ...cargoWorkspace(),
      ...page('web', { nx: { consumes: ['app'] } }),
      'web/build.mjs':
        "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/page.txt', readFileSync('../target/debug/app'));\n",
    },
    options: NPM('web'),
    mutants: {
      'nothing is built first': set({ dependsOn: [] }, '^web:build'),
      'what is built is no input': forget('^outputs:', '^web:build'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['build', 'web'])).exitCode).toBe(0);
      await workspace.commit('built');
      const source = workspace.read('crates/util/src/lib.rs');
      workspace.write('crates/util/src/lib.rs', source.replace('"util"', '"changed"'));
      expect(await workspace.affected('build')).toEqual(['app', 'core', 'util', 'web']);
      await workspace.nx(['build', 'web']);
      expect(workspace.read('web/dist/page.txt')).toContain('changed');
    },
  },
  {
    name: 'a script that runs go has the inputs of what go compiles',
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./lib\n\t./tool\n)\n',
      'lib/go.mod': 'module example.com/lib\n\ngo 1.22\n',
      'lib/lib.go': 'package lib\n\nvar It = "one"\n',
      'tool/go.mod': 'module example.com/tool\n\ngo 1.22\n',
      'tool/main.go': 'package main\n\nimport "example.com/lib"\n\nfunc main() { print(lib.It) }\n',
      'web/package.json': JSON.stringify({
        name: 'web',
        scripts: { build: 'go build -C ../tool -o ../web/dist/tool .' },
      }),
    },
    options: NPM('web'),
    first: ['build', 'web'],
    mutants: {
      'only the package counts': hide('lib/*.go', '^web:'),
      'the variables of go do not count': forget('^runtime:.* go ', '^web:'),
    },
    story: async (workspace) => {
      workspace.write('lib/lib.go', 'package lib\n\nvar It = "two"\n');
      expect(await workspace.affected('build')).toContain('web');
      await workspace.nx(['build', 'web']);
      expect((await workspace.run('web/dist/tool', [])).output).toBe('two');
      expect((await workspace.nx(['build', 'web'], { env: { GOFLAGS: '-tags=other' } })).misses).toContain(
        'web:build',
      );
    },
  },
  {
    name: 'a script that runs cargo is not answered from the cache: what it leaves is in the target folder',
    files: {
      ...cargoWorkspace(),
      'web/package.json': JSON.stringify({
        name: 'web',
        scripts: { build: 'cargo build --package app && mkdir -p dist && cp ../target/debug/app dist/app' },
      }),
    },
    options: NPM('web'),
    first: ['build', 'web'],
    mutants: {
      'it is cached by its own files': set({ cache: true, inputs: ['{projectRoot}/**/*'] }, '^web:build'),
    },
    story: async (workspace) => {
      const source = workspace.read('crates/util/src/lib.rs');
      workspace.write('crates/util/src/lib.rs', source.replace('"util"', '"changed"'));
      await workspace.nx(['build', 'web']);
      expect(await said(workspace, 'web/dist/app')).toContain('changed');
    },
  },
  {
    name: 'two manifests in one folder are one project, and each target has the inputs and outputs of its own tool',
    files: {
      'both/Cargo.toml': '[package]\nname = "both-crate"\nversion = "0.1.0"\nedition = "2021"\n',
      'both/Cargo.lock': lock([{ name: 'both-crate' }]),
      'both/src/main.rs': 'fn main() {\n    println!("one");\n}\n',
      ...page('both', { name: 'both' }),
    },
    options: NPM('both'),
    first: ['run-many', '-t', 'build', 'cargo:build'],
    mutants: {
      'the crate is no input of its build': hide('both/src/**/*', ':cargo:build$'),
      'the output of one is that of the other': outputs(
        ['{workspaceRoot}/both/target/debug/both-crate'],
        'both:build',
      ),
    },
    story: async (workspace) => {
      for (const folder of ['both/dist', 'both/target']) workspace.remove(folder);
      expect((await workspace.nx(['run-many', '-t', 'build', 'cargo:build'])).misses).toEqual([]);
      expect(workspace.has('both/target/debug/both-crate')).toBe(true);
      expect(workspace.has('both/dist/page.txt')).toBe(true);
      expect(workspace.read('both/dist/page.txt')).toBe('page 1');
      workspace.write('both/src/main.rs', 'fn main() {\n    println!("two");\n}\n');
      await workspace.nx(['run', 'both:cargo:build']);
      expect(await said(workspace, 'both/target/debug/both-crate')).toBe('two');
    },
  },
  {
    name: 'a bump in one ecosystem reruns nothing in the others',
    peers: ['nx-go, gonx: any npm lock change reruns all Go', 'external nodes: a Go bump reruns npm scripts'],
    files: {
      ...crateRegistry([
        { name: 'inner', version: '1.0.0' },
        { name: 'inner', version: '1.0.1' },
      ]),
      ...moduleCache([OLD, NEW]),
      ...threeLocks('1.0.0', '1.0.0', OLD),
    },
    options: { ...NPM('web'), ignore: [REGISTRY, MODULES], env: offline },
    first: BUILD,
    mutants: {
      'npm counts everywhere': forget('^npm:$'),
      'the lock of npm does not count': [
        withoutSlice('^web:'),
        forget('^npm:', '^web:'),
        add({ externalDependencies: [] }, '^web:'),
      ],
      'the lock of cargo counts everywhere': add('{workspaceRoot}/**/Cargo.lock'),
      'the lock of go does not count': hide('service/go.*'),
    },
    story: async (workspace) => {
      const bump = async (...versions: Parameters<typeof threeLocks>) => {
        for (const [path, text] of Object.entries(threeLocks(...versions))) workspace.write(path, text);
        return (await workspace.nx(BUILD)).misses;
      };
      expect(await bump('1.0.1', '1.0.0', OLD)).toEqual(['web:build']);
      expect(await bump('1.0.1', '1.0.1', OLD)).toEqual(['linked:build']);
      expect(await bump('1.0.1', '1.0.1', NEW)).toEqual(['service:build']);
    },
  },
]);
