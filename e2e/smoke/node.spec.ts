import { expect, it } from 'vitest';
import { createIsolatedWorkspace } from '../support/workspace.js';

const BUILD =
  "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/it.txt', readFileSync('it.txt', 'utf8'));\n";

function packageOf(name: string, dependencies: Readonly<Record<string, string>> = {}) {
  const scripts = { build: 'node build.mjs' };
  return {
    [`${name}/package.json`]: JSON.stringify({
      name,
      version: '1.0.0',
      main: 'dist/it.txt',
      scripts,
      dependencies,
    }),
    [`${name}/build.mjs`]: BUILD,
    [`${name}/it.txt`]: name,
  };
}

it('an npm workspace: packages are projects, their scripts build once, and a change reruns what it reaches', async () => {
  const workspace = await createIsolatedWorkspace(
    { ...packageOf('web', { text: '^1.0.0' }), ...packageOf('text'), ...packageOf('lone') },
    { packageJson: { workspaces: ['web', 'text', 'lone'] } },
  );
  expect((await workspace.edges())['web']).toEqual(['text']);

  const all = ['run-many', '-t', 'build'];
  expect((await workspace.nx(all)).output).toContain('Successfully ran target build');
  workspace.remove('text/dist');
  expect((await workspace.nx(all)).misses).toEqual([]);
  expect(workspace.read('text/dist/it.txt')).toBe('text');

  workspace.write('text/it.txt', 'changed');
  expect(await workspace.affected('build')).toContain('text');
  const { hits, misses } = await workspace.nx(all);
  expect(hits).toContain('lone:build');
  expect(misses).toContain('text:build');
  expect(workspace.read('text/dist/it.txt')).toBe('changed');
});
