import { expect, it } from 'vitest';
import { type Analysis, analyse } from '../analysis/analyse.js';
import { describeForNix, graphFile, stableJson } from '../analysis/nix-graph-file.js';
import { readOptions } from '../analysis/options.js';
import { hostPlatform } from '../model/platform.js';
import { createTree } from '../model/tree.js';
import type { NamedTask } from './planned.js';

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n[profile.tiny]\ninherits = "release"',
  'Cargo.lock': 'version = 4',
  'crates/app/Cargo.toml': '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"',
  'crates/app/src/main.rs': 'fn main() { include_str!("../../../services/web/dist/index.html"); }',
  'services/web/package.json':
    '{ "name": "web", "scripts": { "build": "tsc --outDir dist" }, "files": ["dist"] }',
  'services/web/package-lock.json': '{}',
  'services/api/go.mod': 'module example.test/api\n\ngo 1.24\n',
  'services/api/main.go': 'package main\nfunc main() {}',
  'tools/reader/deno.json':
    '{ "name": "reader", "nx": { "consumes": ["app"] }, "tasks": { "build": "true" } }',
  'tools/reader/main.ts': '',
};

function analysed(files: Readonly<Record<string, string>>, user: object): Analysis {
  const names = Object.keys(files).sort();
  const tree = createTree(names, (file) => files[file]);
  return analyse(names, tree, readOptions(user));
}

async function withGraph(user: object) {
  const first = analysed(FILES, {});
  const tree = createTree(Object.keys(FILES), (file) => FILES[file as keyof typeof FILES]);
  const graph = stableJson(graphFile(await describeForNix(first), first, tree));
  const all = { ...FILES, 'nix/generated/graph.json': graph };
  return { graph, tree, analysis: analysed(all, user) };
}

function target({ planned }: Analysis, root: string, name: string): NamedTask | undefined {
  return planned
    .filter(({ project }) => project.root === root)
    .flatMap(({ tasks }) => tasks)
    .find((task) => task.target === name);
}

it('builds by Nix what it has packages of, to the places of the toolchains’ own builds', async () => {
  const { analysis } = await withGraph({ builder: { 'crates/app': 'nix', api: 'nix', web: 'nix' } });
  const app = target(analysis, 'crates/app', 'build');
  expect(app).toMatchObject({
    executor: 'nix-build',
    needs: [],
    outputs: [
      'dist/crates/app/{options.place}-manifest.json',
      'dist/crates/app/{options.place}',
      'target/{options.profile}/app',
    ],
    options: { attr: 'app', profile: 'debug', place: 'nix', readers: ['reader'] },
    configurations: {
      tiny: { profile: 'tiny', variant: 'tiny', place: 'nix-tiny', files: 'dist/crates/app/nix-tiny' },
    },
  });
  expect(target(analysis, 'crates/app', 'nix-build')).toMatchObject({ cache: false, after: ['build'] });
  expect(target(analysis, 'services/api', 'build')?.outputs.at(-1)).toBe(
    `dist/services/api/${hostPlatform()}/api`,
  );
  // Nobody says what the script leaves, and app reads it.
  expect(target(analysis, 'services/web', 'build')?.executor).toBeUndefined();
  expect(target(analysis, 'services/web', 'build')?.description).toContain('not by Nix');
  expect(target(analysis, 'services/web', 'nix-build')?.executor).toBe('nix-build');
});

it('tells Nix the same of the graph, whoever builds', async () => {
  const { graph, tree, analysis } = await withGraph({ builder: 'nix' });
  expect(stableJson(graphFile(await describeForNix(analysis), analysis, tree))).toBe(graph);
});

it('makes outputs of other people’s flakes targets of the projects they are made from', () => {
  const flake = { packages: { api: ['services/api', 'VERSION'], app: 'crates/app' }, checks: { style: '.' } };
  const { planned, whole, ...rest } = analysed(FILES, { flake, builder: { app: 'nix' } });
  const analysis = { planned, whole, ...rest };
  expect(target(analysis, 'services/api', 'nix-build')).toMatchObject({
    options: { attr: 'api', sources: ['VERSION', 'services/api'] },
    inputs: { files: ['{VERSION,services/api}/**/*', 'flake.lock', '**/*.nix'] },
  });
  // Nix reads a lock as a whole.
  expect(target(analysis, 'crates/app', 'build')?.options).toMatchObject({
    sources: expect.arrayContaining(['Cargo.lock', 'Cargo.toml', 'crates/app']) as string[],
  });
  expect(whole).toMatchObject([{ target: 'nix-check-style', options: { set: 'checks', sources: ['.'] } }]);
  expect(() => analysed(FILES, { flake: { packages: { x: 'services/apu' } } })).toThrow(
    /flake\.packages\.x: services\/apu is no project/,
  );
});
