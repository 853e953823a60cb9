import { describe, expect, it } from 'vitest';
import { GRAPH_FILE } from '../model/nix-places.js';
import { createTree } from '../model/tree.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toolchains } from '../toolchains/index.js';
import { describeForNix, graphFile, graphSchema, stableJson } from './nix-graph-file.js';
import { readOptions } from './options.js';

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]',
  'Cargo.lock': 'version = 4',
  'rust-toolchain.toml': '[toolchain]\nchannel = "1.95"',
  '.dvmrc': '2.9.6',
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\ndescription = "Greets"\n[dependencies]\ntext = { path = "../text" }',
  'crates/app/src/main.rs': 'fn main() { include_str!("../../../services/web/dist/index.html"); }',
  'crates/text/Cargo.toml': '[package]\nname = "text"\nversion = "1.0.0"\nedition = "2021"',
  'crates/text/src/lib.rs': '',
  'services/web/package.json':
    '{ "name": "web", "scripts": { "build": "tsc --outDir dist" }, "files": ["dist"] }',
  'services/web/package-lock.json': '{}',
  'services/api/go.mod': 'module example.test/api\n\ngo 1.24\n',
  'services/api/cmd/api/main.go': 'package main\nfunc main() {}',
  'functions/deno.jsonc': '{ // members\n "workspace": ["./shout"] }',
  'functions/shout/deno.json': '{ "name": "@demo/shout" }',
  'functions/shout/main.ts': '',
};

async function graphOf(files: Readonly<Record<string, string>>) {
  const { toolchains: options } = readOptions({});
  const analysis = analyseFiles(files, toolchains, options);
  const names = Object.keys(files).sort();
  const tree = createTree(names, (file) => files[file as keyof typeof files]);
  return graphFile(await describeForNix(analysis), analysis, tree);
}

describe('the graph file', () => {
  it('says what each project is to Nix, what it is made from, and what has to be built before', async () => {
    const graph = await graphOf(FILES);
    expect(graphSchema.parse(graph)).toEqual(graph);
    expect(graph.projects).toMatchObject({
      app: {
        root: 'crates/app',
        language: 'rust',
        kind: 'application',
        workspace: '.',
        package: 'app',
        programs: ['app'],
        description: 'Greets',
        deps: ['text', 'web'],
        needs: [{ project: 'web', paths: ['services/web/dist/index.html'] }],
        sources: ['crates/app', 'crates/text'],
      },
      text: { kind: 'library', deps: [], sources: ['crates/text'] },
      'cargo-workspace': { kind: 'workspace' },
      'services/api': { language: 'go', kind: 'library' },
      api: {
        language: 'go',
        kind: 'application',
        workspace: 'services/api',
        package: 'services/api/cmd/api',
        programs: ['api'],
      },
      '@demo/shout': {
        language: 'deno',
        kind: 'application',
        package: 'functions/shout/main.ts',
        programs: ['shout'],
      },
    });
    expect(graph.workspaces).toEqual([
      { root: '.', language: 'rust', members: ['app', 'text'], locks: ['Cargo.lock', 'rust-toolchain.toml'] },
      {
        root: 'functions',
        language: 'deno',
        members: ['@demo/shout'],
        locks: ['.dvmrc', 'functions/deno.jsonc', 'functions/shout/deno.json'],
      },
      { root: 'services/api', language: 'go', members: ['api', 'services/api'], locks: [] },
      {
        root: 'services/web',
        language: 'node',
        manager: 'npm',
        members: ['web'],
        locks: ['services/web/package-lock.json', 'services/web/package.json'],
      },
    ]);
  });

  it('leaves out what cargo-fuzz runs, and whoever has no nix-build by choice', async () => {
    const crate = (name: string, rest: string) =>
      `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${rest}`;
    const graph = await graphOf({
      ...FILES,
      'crates/app/fuzz/Cargo.toml': crate('app-fuzz', '[package.metadata]\ncargo-fuzz = true\n[workspace]'),
      'crates/app/fuzz/src/main.rs': '',
      'crates/text/Cargo.toml': crate('text', '[package.metadata.nx.targets]\nnix-build = false'),
    });
    expect(Object.keys(graph.projects)).toContain('app');
    expect(graph.projects).not.toHaveProperty('app-fuzz');
    expect(graph.projects).not.toHaveProperty('text');
  });

  it('is the same whatever the order of files', async () => {
    const turned = Object.fromEntries(Object.entries(FILES).reverse());
    expect(stableJson(await graphOf(turned))).toBe(stableJson(await graphOf(FILES)));
  });

  describe('names all that the library puts into a package', () => {
    const crate = (name: string, rest = '') =>
      `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${rest}`;

    it('also a crate that only the tests of a dependency need, for tests run in Nix', async () => {
      const files = {
        ...FILES,
        'crates/text/Cargo.toml': crate('text', '[dev-dependencies]\nprobe = { path = "../probe" }'),
        'crates/probe/Cargo.toml': crate('probe'),
        'crates/probe/src/lib.rs': '',
      };
      const graph = await graphOf(files);
      expect(graph.projects['app']?.sources).toEqual(['crates/app', 'crates/probe', 'crates/text']);
      expect((await keyOf('app', files))[0]).toContain('crates/probe');
    });

    it('also where nothing is built: what a Deno program imports of other members, without what only tests import', async () => {
      const files = {
        'deno.json': '{ "workspace": ["./app", "./loud", "./probe"] }',
        'app/deno.json': '{ "name": "@demo/app" }',
        'app/main.ts': 'import "@demo/loud";',
        'app/main_test.ts': 'import "@demo/probe";',
        'loud/deno.json': '{ "name": "@demo/loud", "version": "1.0.0", "exports": "./mod.ts" }',
        'loud/mod.ts': '',
        'probe/deno.json': '{ "name": "@demo/probe", "version": "1.0.0", "exports": "./mod.ts" }',
        'probe/mod.ts': '',
      };
      expect((await graphOf(files)).projects['@demo/app']?.sources).toEqual(['app', 'loud']);
      expect((await keyOf('@demo/app', files))[0]).toContain('loud');
    });

    it('also the packages that a program of Node without a build uses', async () => {
      const files = {
        'package.json': '{ "name": "all", "workspaces": ["*"] }',
        'package-lock.json': '{}',
        'tool/package.json': '{ "name": "tool", "bin": "cli.js", "dependencies": { "text": "*" } }',
        'tool/cli.js': '',
        'text/package.json': '{ "name": "text", "version": "1.0.0" }',
      };
      expect((await graphOf(files)).projects['tool']?.sources).toEqual(['text', 'tool']);
      expect((await keyOf('tool', files))[0]).toBe('{text,tool}/**/*');
    });

    it('what another build leaves for a program that is only run, where its profile puts it', async () => {
      const files = {
        ...FILES,
        'functions/shout/deno.json': '{ "name": "@demo/shout", "nx": { "consumes": ["app"] } }',
      };
      expect((await graphOf(files)).projects['@demo/shout']?.needs).toEqual([
        { project: 'app', paths: ['target/debug/app'] },
      ]);
    });
  });
});

/** Globs in the key of `nix-build`. */
async function keyOf(name: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const known = { ...files, [GRAPH_FILE]: stableJson(await graphOf(files)) };
  const { planned, names } = analyseFiles(known, toolchains, readOptions({}).toolchains);
  const tasks = planned.flatMap(({ project, tasks }) => (names.get(project.root) === name ? tasks : []));
  return tasks.find(({ intent }) => intent === 'nix-build')?.inputs.files ?? [];
}
