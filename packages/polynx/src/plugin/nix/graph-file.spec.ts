import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { analyseFiles } from '../../testing/analyse-files.js';
import { toolchains } from '../../toolchains/index.js';
import { readOptions } from '../options.js';
import { describeForNix, graphFile, graphSchema, stableJson } from './graph-file.js';

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]',
  'Cargo.lock': 'version = 4',
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
      { root: '.', language: 'rust', members: ['app', 'text'], locks: ['Cargo.lock'] },
      {
        root: 'functions',
        language: 'deno',
        members: ['@demo/shout'],
        locks: ['functions/deno.jsonc', 'functions/shout/deno.json'],
      },
      { root: 'services/api', language: 'go', members: ['api', 'services/api'], locks: [] },
      {
        root: 'services/web',
        language: 'node',
        manager: 'npm',
        members: ['web'],
        locks: ['services/web/package-lock.json'],
      },
    ]);
  });

  it('is the same whatever the order of files', async () => {
    const turned = Object.fromEntries(Object.entries(FILES).reverse());
    expect(stableJson(await graphOf(turned))).toBe(stableJson(await graphOf(FILES)));
  });
});
