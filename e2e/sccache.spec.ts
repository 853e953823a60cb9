/** sccache makes the same sooner, and is in no key. */
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { debianPackages } from './support/debian.js';
import { createWorkspace, pathWithout } from './support/workspace.js';

it('sccache is used where it is there, tells its statistics, and changes no key', async () => {
  const sccache = join(await debianPackages('sccache'), 'usr/bin');
  const workspace = await createWorkspace(cargoWorkspace(), {
    env: (root) => ({
      PATH: [sccache, process.env['PATH']].join(delimiter),
      SCCACHE_DIR: join(root, '.nx/sccache'),
      SCCACHE_SERVER_PORT: String(20_000 + (process.pid % 10_000)),
      SCCACHE_IDLE_TIMEOUT: '60',
    }),
  });
  onTestFinished(async () => {
    await workspace.run('sccache', ['--stop-server']);
  });
  const first = await workspace.nx(['build', 'app']);
  expect(first.output).toContain('sccache: 0 of 2 compilations came from its cache');
  workspace.remove('target');
  const again = await workspace.nx(['build', 'app', '--skipNxCache']);
  expect(again.output).toContain('sccache: 2 of 2 compilations came from its cache');
  expect((await workspace.run('target/debug/app', [])).stdout).toContain('app says core');

  const env = { POLYNX_SCCACHE: 'off' };
  expect((await workspace.nx(['build', 'app'], { env })).hits).toEqual(['app:build']);
  const without = await workspace.nx(['build', 'app', '--skipNxCache'], { env });
  expect(without.output).not.toContain('sccache:');
});

it('sccache that is asked for and missing is an error with the way to get it', async () => {
  const workspace = await createWorkspace(cargoWorkspace(), {
    env: () => ({ PATH: pathWithout('sccache') }),
  });
  const run = await workspace.nx(['build', 'app'], { env: { POLYNX_SCCACHE: 'on' } });
  expect([run.exitCode, run.output.includes('cargo install sccache')]).toEqual([1, true]);
});
