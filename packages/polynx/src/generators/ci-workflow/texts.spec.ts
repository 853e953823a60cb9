import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';
import { setupsFor, targetsOf } from './index.js';
import { PROVIDERS, schema } from './schema.js';
import { workflow } from './texts.js';

const EVERYTHING: Readonly<Record<string, string>> = {
  '.node-version': '22.20.0\n',
  '.dvmrc': '2.5.0\n',
  'package.json': '{ "name": "root", "workspaces": ["web"] }',
  'package-lock.json': '{}',
  'web/package.json': '{ "name": "web", "scripts": { "lint": "biome lint src" } }',
  'Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n',
  'src/lib.rs': '',
  'services/api/go.mod': 'module a\n\ngo 1.26.8\n',
  'services/api/a.go': 'package a\n',
  'deno.json': '{ "workspace": ["./x"] }',
  'x/deno.json': '{ "name": "@x/x", "exports": "./mod.ts" }',
  'x/mod.ts': 'export const x = 1;\n',
};

async function written(texts: Readonly<Record<string, string>>, given: Record<string, unknown>) {
  const tree = createTree(Object.keys(texts).sort(), (path) => texts[path]);
  const analysis = analyse(tree.files, tree, readOptions({}));
  const facts = { setups: await setupsFor(analysis, tree), targets: targetsOf(analysis) };
  return workflow(schema.parse(given), facts);
}

const docs = readFileSync(join(import.meta.dirname, '../../../../../docs/guides/ci.md'), 'utf8');

/** Lines that decide something, in their order. */
function deciding(yaml: string): string[] {
  return [
    ...yaml.matchAll(
      /^ *-? ?((?:run|uses|environment|fetch-depth|filter|GOTOOLCHAIN|NX_\w+): .*?)(?: #.*)?$/gm,
    ),
  ].map(([, line = '']) => line);
}

function block(start: string): string {
  const from = docs.indexOf(start);
  return docs.slice(from, docs.indexOf('```', from + start.length));
}

describe('the workflow of docs/guides/ci.md, whose commands are tested, is what is written for', () => {
  it('GitHub', async () => {
    const lines = deciding(await written(EVERYTHING, { provider: 'github', remoteCache: true }));
    const told = deciding(block('# .github/workflows/ci.yml'));
    // The page names four targets for everybody, and one step per tool in its own order.
    const general = (all: readonly string[]) =>
      all.map((line) => line.replace(/-t build test.*/, '-t build test')).sort();
    expect(general(lines)).toEqual(general(told));
  });

  it('GitLab', async () => {
    const scriptOf = (yaml: string) => (parse(yaml) as { affected: { script: string[] } }).affected.script;
    const general = (all: readonly string[]) =>
      all.map((line) => line.replace(/-t build test.*/, '-t build test'));
    const ours = scriptOf(await written(EVERYTHING, { provider: 'gitlab', remoteCache: true }));
    expect(general(ours.filter((line) => !line.startsWith('rustup')))).toEqual(
      general(scriptOf(block('# .gitlab-ci.yml'))),
    );
  });
});

it.each(PROVIDERS)('%s reads it', async (provider) => {
  const text = await written(EVERYTHING, { provider });
  expect(parse(text)).toBeTypeOf('object');
  expect(text).not.toContain('TOKEN');
  expect(text).toMatch(/nx (?:affected|\$NX_TASKS) -t build test lint format-check check\n/);
});

it('a matrix, another branch, another package manager, and no more tools than there are projects', async () => {
  const texts = {
    'package.json': '{}',
    'pnpm-lock.yaml': '',
    'Cargo.toml': EVERYTHING['Cargo.toml'] ?? '',
    'src/lib.rs': '',
  };
  const text = await written(texts, { runners: ['ubuntu-24.04', 'macos-15'], main: 'trunk' });
  const { on, jobs } = parse(text) as { on: unknown; jobs: { affected: Record<string, unknown> } };
  expect(on).toMatchObject({ push: { branches: ['trunk'] } });
  expect(jobs.affected['strategy']).toEqual({
    'fail-fast': false,
    matrix: { runner: ['ubuntu-24.04', 'macos-15'] },
  });
  expect(text).toContain('pnpm install --frozen-lockfile');
  expect(text).not.toMatch(/setup-go|setup-deno|cache: npm/);
});

it('several jobs, one of which divides what is affected', async () => {
  const text = await written(EVERYTHING, { jobs: 4 });
  const { jobs } = parse(text) as {
    jobs: Record<'plan' | 'tasks', { needs?: string; steps: { run?: string; env?: object }[] }>;
  };
  expect(jobs.plan.steps.at(-1)?.run).toBe(
    'echo "matrix=$(npx polynx ci matrix -t build,test,lint,format-check,check --parts 4)" >> "$GITHUB_OUTPUT"',
  );
  expect(jobs.tasks.needs).toBe('plan');
  expect(jobs.tasks.steps.at(-1)).toMatchObject({
    run: 'npx nx run-many -t "$TARGETS" --projects="$PROJECTS"',
    env: { TARGETS: '${{ matrix.targets }}', PROJECTS: '${{ matrix.projects }}' },
  });
});
