/** sccache makes the same sooner, and is in no key. */
import { expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { sccache, stopServerAfterwards, withSccache } from './support/sccache.js';
import { startWebdav } from './support/webdav.js';
import { createWorkspace, pathWithout } from './support/workspace.js';

it('a current sccache is used where it is installed, says its statistics, and changes no key', async () => {
  const workspace = await createWorkspace(cargoWorkspace(), withSccache(await sccache('current'), 'current'));
  stopServerAfterwards(workspace);
  const release = ['build', 'app', '-c', 'release'];
  const first = await workspace.nx(release);
  expect(first.output).toContain('sccache: 0 of 2 compilations came from its cache');
  workspace.remove('target');
  const again = await workspace.nx([...release, '--skipNxCache']);
  expect(again.output).toContain('sccache: 2 of 2 compilations came from its cache');
  expect((await workspace.run('target/release/app', [])).stdout).toContain('app says core');

  const env = { POLYNX_SCCACHE: 'off' };
  expect((await workspace.nx(release, { env })).hits).toEqual(['app:build:release']);
  const without = await workspace.nx([...release, '--skipNxCache'], { env });
  expect(without.output).not.toContain('sccache:');
  // In a batch it is the process that is counted.
  workspace.append('crates/util/src/lib.rs', '// changed\n');
  const batch = await workspace.nx(['run-many', '-t', 'build', '-c', 'release', '--batch']);
  expect(batch.output).toMatch(/sccache: \d of 2 compilations came from its cache/);
});

it('what one machine has compiled, another takes from the backend that they share', async () => {
  const { url, files } = await startWebdav();
  const own = withSccache(await sccache('current'), 'current').env;
  // A key of sccache has the folder of the checkout in it: machines of one CI agree about that.
  const workspace = await createWorkspace(cargoWorkspace(), {
    env: (root) => ({ ...own?.(root), SCCACHE_WEBDAV_ENDPOINT: url }),
  });
  stopServerAfterwards(workspace);
  const build = async () => (await workspace.nx(['build', 'app', '-c', 'release', '--skipNxCache'])).output;
  expect(await build()).toContain('sccache: 0 of 2 compilations came from its cache');
  await workspace.run('sccache', ['--stop-server']);
  expect(files.size).toBeGreaterThanOrEqual(2);
  for (const folder of ['target', '.nx/sccache', '.nx/polynx']) workspace.remove(folder);
  expect(await build()).toContain('sccache: 2 of 2 compilations came from its cache');
});

it('an sccache that refuses remapped paths is left off where paths are remapped, and the task says so', async () => {
  const workspace = await createWorkspace(cargoWorkspace(), withSccache(await sccache('old'), 'old'));
  stopServerAfterwards(workspace);
  const release = ['build', 'app', '-c', 'release', '--skipNxCache'];
  const left = await workspace.nx(release);
  expect(left.output).toMatch(/sccache 0\.\d\S* is left off: .*--remap-path-prefix/);
  const bytes = await workspace.run('sha256sum', ['target/release/app']);

  // Whoever asks for it nevertheless has the same program.
  workspace.remove('target');
  const asked = await workspace.nx(release, { env: { POLYNX_SCCACHE: 'on' } });
  expect(asked.output).toMatch(/sccache: nothing was cacheable: --remap-path-prefix \(2\), crate-type \(1\)/);
  expect((await workspace.run('sha256sum', ['target/release/app'])).stdout).toBe(bytes.stdout);

  const plain = async () => {
    workspace.remove('target');
    return (await workspace.nx(['build', 'app', '-c', 'release', '--reproducible=false', '--skipNxCache']))
      .output;
  };
  expect(await plain()).toContain('sccache: 0 of 2 compilations came from its cache');
  expect(await plain()).toContain('sccache: 2 of 2 compilations came from its cache');
});

it('sccache that is asked for and missing is an error with the way to get it', async () => {
  const workspace = await createWorkspace(cargoWorkspace(), {
    env: () => ({ PATH: pathWithout('sccache') }),
  });
  const run = await workspace.nx(['build', 'app'], { env: { POLYNX_SCCACHE: 'on' } });
  expect([run.exitCode, run.output.includes('cargo install sccache')]).toEqual([1, true]);
});
