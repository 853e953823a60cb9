import { expect, it } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { goWorkspace } from '../support/go.js';
import { createIsolatedWorkspace } from '../support/workspace.js';

it('a Go workspace: modules are projects with edges from imports, they build and test once, and a change reruns what it reaches', async () => {
  const workspace = await createIsolatedWorkspace(goWorkspace());
  const edges = await workspace.edges();
  expect(edges['services/api']).toEqual(['libs/text']);
  expect(edges['services/worker']).toEqual(['libs/text']);

  const all = ['run-many', '-t', 'build', 'test', 'vet', 'format-check'];
  expect((await workspace.nx(all)).output).toContain('Successfully ran targets');
  const program = `dist/services/api/${hostPlatform()}/api`;
  expect((await workspace.run(program, [])).stdout).toBe('api hello');
  expect((await workspace.nx(all)).misses).toEqual([]);

  workspace.append('services/api/main.go', '// changed\n');
  expect(await workspace.affected('build')).toEqual(['services/api']);
  const targets = ['build', 'format-check', 'test', 'vet'];
  expect((await workspace.nx(all)).misses).toEqual(targets.map((target) => `services/api:${target}`));
});
