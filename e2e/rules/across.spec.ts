/** What crosses from one toolchain to another: edges, prerequisites, keys. */
import { describe, expect, it } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { cargoWorkspace } from '../support/cargo.js';
import { createWorkspace } from '../support/workspace.js';

const PLATFORM = hostPlatform();

/** A Go service that embeds the build of a web page, which is a Node package inside it. */
function embeddingService(): Record<string, string> {
  return {
    'services/api/go.mod': 'module example.com/api\n\ngo 1.22\n',
    'services/api/main.go':
      'package main\n\nimport (\n\t"embed"\n\t"fmt"\n)\n\n//go:embed all:web/dist\nvar page embed.FS\n\nfunc main() {\n\ttext, _ := page.ReadFile("web/dist/index.html")\n\tfmt.Print(string(text))\n}\n',
    'services/api/web/package.json': JSON.stringify({
      name: 'web',
      version: '1.0.0',
      main: 'dist/index.html',
      scripts: { build: 'node build.mjs' },
    }),
    'services/api/web/build.mjs':
      "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/index.html', readFileSync('page.txt'));\n",
    'services/api/web/page.txt': 'page 1',
  };
}

const NPM = { packageJson: { workspaces: ['services/*/web'] } };

describe('a Go service that embeds the build of a web page', () => {
  it('builds the page first, in a fresh clone too, and rebuilds when the page changes', async () => {
    const workspace = await createWorkspace(embeddingService(), NPM);
    expect((await workspace.edges())['services/api']).toEqual(['web']);
    expect((await workspace.nx(['build', 'services/api'])).exitCode).toBe(0);
    const binary = `dist/services/api/${PLATFORM}/api`;
    expect((await workspace.run(binary, [])).stdout).toBe('page 1');
    await workspace.commit('built');
    workspace.write('services/api/web/page.txt', 'page 2');
    expect(await workspace.affected('build')).toEqual(['services/api', 'web']);
    await workspace.nx(['build', 'services/api']);
    expect((await workspace.run(binary, [])).stdout).toBe('page 2');
    workspace.remove('dist');
    workspace.remove('services/api/web/dist');
    const restored = await workspace.nx(['build', 'services/api']);
    expect(restored.misses).toEqual([]);
    expect((await workspace.run(binary, [])).stdout).toBe('page 2');
  });
});

describe('a crate that includes a file of another project', () => {
  it('gets an edge, and its users wait for the build that makes the file', async () => {
    const workspace = await createWorkspace(
      {
        ...cargoWorkspace(),
        'crates/util/src/lib.rs':
          'pub fn say() -> &\'static str {\n    include_str!("../../../web/dist/message.txt")\n}\n',
        'web/package.json': JSON.stringify({
          name: 'web',
          files: ['dist'],
          scripts: { build: 'node build.mjs' },
        }),
        'web/build.mjs':
          "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/message.txt', 'from the web');\n",
      },
      { packageJson: { workspaces: ['web'] } },
    );
    expect((await workspace.edges())['util']).toEqual(['web']);
    // NB app knows nothing of the web; util, which it compiles, does.
    const run = await workspace.nx(['build', 'app']);
    expect(run.exitCode).toBe(0);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('app says core says from the web');
    await workspace.commit('built');
    workspace.append('web/build.mjs', '// changed\n');
    expect(await workspace.affected('build')).toEqual(expect.arrayContaining(['app', 'web']));
  });
});

describe('a package that says what it consumes', () => {
  it('builds the crate first and is affected by it', async () => {
    const workspace = await createWorkspace(
      {
        ...cargoWorkspace(),
        'web/package.json': JSON.stringify({
          name: 'web',
          main: 'dist/version.txt',
          scripts: { build: 'node build.mjs' },
          nx: { consumes: ['app'] },
        }),
        'web/build.mjs':
          "import { execFileSync } from 'node:child_process';\nimport { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/version.txt', execFileSync('../target/debug/app'));\n",
      },
      { packageJson: { workspaces: ['web'] } },
    );
    expect((await workspace.edges())['web']).toEqual(['app']);
    expect((await workspace.nx(['build', 'web'])).exitCode).toBe(0);
    expect(workspace.read('web/dist/version.txt')).toContain('app says');
    await workspace.commit('built');
    workspace.append('crates/util/src/lib.rs', '// changed\n');
    expect(await workspace.affected('build')).toEqual(['app', 'core', 'util', 'web']);
  });
});

describe('two manifests in one folder', () => {
  it('are one project; the script keeps the short name, the crate is cargo:build, and free names stay short', async () => {
    const workspace = await createWorkspace(
      {
        'both/Cargo.toml': '[package]\nname = "both-crate"\nversion = "0.1.0"\nedition = "2021"\n',
        'both/src/main.rs': 'fn main() {\n    println!("crate");\n}\n',
        'both/package.json': JSON.stringify({ name: 'both', scripts: { build: 'node --version' } }),
      },
      { packageJson: { workspaces: ['both'] } },
    );
    expect(await workspace.projects()).toContain('both');
    const { targets } = await workspace.showProject('both');
    expect(targets['build']?.executor).toBe('nx:run-script');
    expect(targets['cargo:build']?.executor).toBe('polynx:cargo');
    expect(targets['test']?.executor).toBe('polynx:cargo');
    expect((await workspace.nx(['run', 'both:cargo:build'])).exitCode).toBe(0);
    expect((await workspace.run('both/target/debug/both-crate', [])).stdout).toBe('crate');
  });
});

describe('names', () => {
  it('the same wish from two toolchains leaves every project with a name of its own', async () => {
    const workspace = await createWorkspace(
      {
        'rust/api/Cargo.toml': '[package]\nname = "api"\nversion = "0.1.0"\nedition = "2021"\n',
        'rust/api/src/lib.rs': '',
        'js/api/package.json': JSON.stringify({ name: 'api' }),
        'tool/project.json': JSON.stringify({ name: 'gen' }),
        'gen/Cargo.toml': '[package]\nname = "gen"\nversion = "0.1.0"\nedition = "2021"\n',
        'gen/src/lib.rs': '',
      },
      { packageJson: { workspaces: ['js/*'] } },
    );
    const projects = await workspace.projects();
    expect(projects).toEqual(expect.arrayContaining(['api', 'rust/api', 'gen']));
    expect((await workspace.showProject('api')).root).toBe('js/api');
    expect((await workspace.showProject('gen')).root).toBe('tool');
    expect(new Set(projects).size).toBe(projects.length);
  });
});

describe('lock files of other ecosystems', () => {
  it('an npm bump reruns no Rust and no Go; a Cargo bump reruns no JavaScript', async () => {
    const lock = (version: string) =>
      JSON.stringify({
        name: 'workspace',
        lockfileVersion: 3,
        packages: {
          '': { name: 'workspace', workspaces: ['web'] },
          'node_modules/left': { version, integrity: `sha512-${version}` },
          web: { name: 'web', dependencies: { left: '^1' } },
        },
      });
    const workspace = await createWorkspace(
      {
        ...cargoWorkspace(),
        ...embeddingless(),
        'web/package.json': JSON.stringify({
          name: 'web',
          main: 'dist/x',
          dependencies: { left: '^1' },
          scripts: { build: 'node build.mjs' },
        }),
        'web/build.mjs':
          "import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/x', 'x');\n",
        'package-lock.json': lock('1.0.0'),
      },
      { packageJson: { workspaces: ['web'] } },
    );
    const all = ['run-many', '-t', 'build'];
    expect((await workspace.nx(all)).exitCode).toBe(0);
    workspace.write('package-lock.json', lock('1.0.1'));
    const npm = await workspace.nx(all);
    expect(npm.hits).toEqual(
      expect.arrayContaining(['app:build', 'core:build', 'services/one:build', 'util:build']),
    );
    expect(npm.misses).toEqual(['web:build']);
    workspace.append('Cargo.toml', '\n[profile.dev]\nopt-level = 1\n');
    expect((await workspace.nx(all)).misses).toEqual(['app:build', 'core:build', 'util:build']);
  });
});

function embeddingless(): Record<string, string> {
  return {
    'services/one/go.mod': 'module example.com/one\n\ngo 1.22\n',
    'services/one/main.go': 'package main\n\nfunc main() {}\n',
  };
}
