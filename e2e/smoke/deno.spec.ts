import { expect, it } from 'vitest';
import { denoWorkspace } from '../support/deno.js';
import { createIsolatedWorkspace } from '../support/workspace.js';

it('a Deno workspace: members are projects with edges from imports, they pass their tasks once, and a change reruns what it reaches', async () => {
  const workspace = await createIsolatedWorkspace(denoWorkspace(), { ignore: ['out'] });
  expect((await workspace.edges())['@demo/cli']).toEqual(['@demo/text']);

  const all = ['run-many', '-t', 'check', 'test', 'lint', 'format-check', '--projects=@demo/*'];
  expect((await workspace.nx(all)).output).toContain('Successfully ran targets');
  expect((await workspace.nx(all)).misses).toEqual([]);
  expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');

  workspace.append('apps/cli/main.ts', '// changed\n');
  expect(await workspace.affected('test')).toEqual(['@demo/cli']);
  const targets = ['check', 'format-check', 'lint', 'test'];
  expect((await workspace.nx(all)).misses).toEqual(targets.map((target) => `@demo/cli:${target}`));
});
