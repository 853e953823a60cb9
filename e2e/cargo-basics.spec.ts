import { describe, expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { createWorkspace } from './support/workspace.js';

describe('a Cargo workspace gets polynx', () => {
  it('has every crate as a project, builds them, and answers again from the cache', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    expect((await workspace.projects()).sort()).toEqual(['app', 'cargo-workspace', 'core', 'util']);
    expect(await workspace.edges()).toEqual({
      app: ['core'],
      core: ['util'],
      util: [],
      'cargo-workspace': [],
    });

    const first = await workspace.nx(['run-many', '-t', 'build', 'test']);
    expect(first.output).toContain('Successfully ran targets build, test');
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('app says core says util');

    const second = await workspace.nx(['run-many', '-t', 'build', 'test']);
    expect(second.hits).toEqual([
      'app:build',
      'app:test',
      'core:build',
      'core:test',
      'util:build',
      'util:test',
    ]);
  });

  it('rebuilds exactly what a change reaches, and nx affected says the same', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    await workspace.nx(['run-many', '-t', 'build']);
    workspace.append('crates/core/src/lib.rs', '// changed\n');
    expect(await workspace.affected('build')).toEqual(['app', 'core']);
    const run = await workspace.nx(['run-many', '-t', 'build']);
    expect(run.hits).toEqual(['util:build']);
    expect(run.misses).toEqual(['app:build', 'core:build']);
  });
});
