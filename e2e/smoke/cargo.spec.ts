import { expect, it } from 'vitest';
import { cargoWorkspace } from '../support/cargo.js';
import { createIsolatedWorkspace } from '../support/workspace.js';

it('a Cargo workspace: crates are projects, they build and test once, and a change reruns what it reaches', async () => {
  const workspace = await createIsolatedWorkspace(cargoWorkspace());
  expect((await workspace.projects()).sort()).toEqual(['app', 'cargo-workspace', 'core', 'util']);
  expect(await workspace.edges()).toEqual({
    app: ['core'],
    core: ['util'],
    util: [],
    'cargo-workspace': [],
  });

  const all = ['run-many', '-t', 'build', 'test'];
  const first = await workspace.nx(all);
  expect(first.output).toContain('Successfully ran targets build, test');
  expect((await workspace.run('target/debug/app', [])).stdout).toBe('app says core says util');

  const util = ['util:build', 'util:test'];
  const others = ['app:build', 'app:test', 'core:build', 'core:test'];
  expect((await workspace.nx(all)).hits).toEqual([...others, ...util]);

  workspace.append('crates/core/src/lib.rs', '// changed\n');
  expect(await workspace.affected('build')).toEqual(['app', 'core']);
  const run = await workspace.nx(all);
  expect(run.hits).toEqual(util);
  expect(run.misses).toEqual(others);
});
