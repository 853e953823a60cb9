/** Packages of a flake as Nx's tasks: built for real, cached, shared by a signed binary cache. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { stepsOf } from '../support/ci-docs.js';
import { cloneOf, emptyStore, getNix, sameStoreEmptied, signedCache, tamperWith } from '../support/nix.js';
import { crate, manifestOf, withFlake } from '../support/nix-crates.js';
import { pathWithout, type Run, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

test(
  'one nix build makes all packages; an edit rebuilds what depends on it; failures are told by their kind',
  async () => {
    const workspace = await withFlake(emptyStore(bin));
    expect((await workspace.nx(['sync:check'])).exitCode).toBe(0);

    const first = await workspace.nx(['run-many', '-t', 'nix-build']);
    expect(first.exitCode, first.output).toBe(0);
    expect(first.misses).toEqual(['app:nix-build', 'other:nix-build']);
    const before = { app: manifestOf(workspace, 'app'), other: manifestOf(workspace, 'other') };
    const program = await workspace.run(join(before.app.outputs.out, 'bin/app'), ['Ada']);
    expect(program.stdout).toBe('Hello, Ada!');
    // It needs nothing else of the store, so the files themselves are there for everybody.
    expect((await workspace.run('./dist/crates/app/nix/bin/app', ['Bo'])).stdout).toBe('Hello, Bo!');

    const second = await workspace.nx(['run-many', '-t', 'nix-build']);
    expect(second.hits).toEqual(['app:nix-build', 'other:nix-build']);

    workspace.append('crates/text/src/lib.rs', '// changed\n');
    const edited = await workspace.nx(['run-many', '-t', 'nix-build']);
    expect(edited.misses).toEqual(['app:nix-build']);
    expect(manifestOf(workspace, 'app').drvPath).not.toBe(before.app.drvPath);
    expect(manifestOf(workspace, 'other')).toEqual(before.other);
    const run = await workspace.nx(['nix-run', 'app', '--', 'Cy']);
    expect(run.output).toContain('Hello, Cy!');

    const rebuilt = await workspace.nx(['nix-rebuild', 'app']);
    expect(rebuilt.exitCode, rebuilt.output).toBe(0);

    workspace.write('crates/text/src/new.rs', '');
    const unseen = await workspace.nx(['nix-build', 'app']);
    expect(unseen.exitCode).toBe(1);
    expect(unseen.output).toContain('git add --intent-to-add crates/text/src/new.rs');
    workspace.remove('crates/text/src/new.rs');

    workspace.write('crates/text/src/lib.rs', 'pub fn hello(_: &str) -> String { String::new() }\n');
    workspace.append('crates/other/src/main.rs', '// changed\n');
    const failed = await workspace.nx(['run-many', '-t', 'nix-build']);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain('app-1.0.0 failed; its log is above');
    expect(failed.output).toMatch(/app-1\.0\.0> .*greets/);
    expect(failed.output).toMatch(/Failed tasks:\s+- app:nix-build\s/);
    const [log = ''] = readdirSync(join(workspace.root, '.nx/polynx/nix/logs/app')).slice(-1);
    expect(workspace.read(`.nx/polynx/nix/logs/app/${log}`)).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z app-1\.0\.0> /m,
    );

    workspace.write('nix/broken.nix', '{ x = ; }');
    await workspace.run('git', ['add', 'nix/broken.nix']);
    const broken = await workspace.nx(['nix-build', 'other']);
    expect(broken.output).toMatch(/An expression cannot be read:[\s\S]*nix\/broken\.nix:1:7/);
    workspace.remove('nix/broken.nix');

    const without = await workspace.nx(['nix-ensure', 'other'], { env: { PATH: pathWithout('nix') } });
    expect(without.output).toContain('nix is not installed');

    workspace.write('crates/more/Cargo.toml', crate('more'));
    workspace.write('crates/more/src/main.rs', 'fn main() {}\n');
    const stale = await workspace.nx(['sync:check']);
    expect(stale.exitCode).toBe(1);
    expect(stale.output).toContain('polynx:nix-sync');
  },
  TEN_MINUTES,
);

test(
  'a clone with an empty store takes every package from a signed cache, and refuses one that was tampered with',
  async () => {
    const { cache, key } = await signedCache(bin);

    const origin = await withFlake({ ...emptyStore(bin), ...cache });
    const unsigned = await origin.nx(['nix-cache-push', 'nix']);
    expect(unsigned.output).toContain('NIX_CACHE_SECRET_KEY_FILE');
    const [made, pushed] = await ciOfTheDocs(origin, key);
    expect(made.exitCode, made.output).toBe(0);
    expect(made.misses).toEqual(['app:nix-build', 'nix:nix-check', 'other:nix-build']);
    expect(pushed.exitCode, pushed.output).toBe(0);

    // NB store paths begin with the folder of the store: the clone's is another one's content, at the same
    // place.
    const clone = await cloneOf(origin, { ...cache, ...sameStoreEmptied(origin) });
    const ensured = await clone.nx(['run-many', '-t', 'nix-ensure']);
    expect(ensured.exitCode, ensured.output).toBe(0);
    expect(ensured.output).toContain('nx run app:nix-build  [remote cache]');
    const statistics = await clone.nx(['nix-cache-stats', 'nix']);
    expect(statistics.output).toContain('0 derivations were built');
    expect((await clone.run(join(manifestOf(clone, 'app').outputs.out, 'bin/app'), ['Ada'])).stdout).toBe(
      'Hello, Ada!',
    );

    sameStoreEmptied(origin);
    const stranger = await clone.nx(['nix-cache-pull', 'nix'], { env: { NIX_CACHE_PUBLIC_KEYS: '' } });
    expect(stranger.exitCode).toBe(1);
    expect(stranger.output).toContain('lacks a signature by a trusted key');
    tamperWith(cache);
    const tampered = await clone.nx(['nix-cache-pull', 'nix']);
    expect(tampered.exitCode, tampered.output).toBe(1);
    expect(tampered.output).toMatch(/hash mismatch|decompress|corrupt|damaged/);
  },
  TEN_MINUTES,
);

/**
 * The job for Nix in docs/guides/ci.md on main: all that GitHub's does up to the push, and the pushes of
 * both.
 */
async function ciOfTheDocs(workspace: Workspace, key: string): Promise<readonly [made: Run, pushed: Run]> {
  const [install, ...steps] = stepsOf('Nix', 'GitHub Actions');
  const [installToo, token, ...same] = stepsOf('Nix', 'GitLab');
  expect([install, installToo]).toEqual(['npm ci', 'npm ci']);
  expect(token).toMatch(/^export NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=/);
  expect(same.slice(0, -1)).toEqual(steps.slice(0, -1));
  const shell = (commands: readonly string[], env: Readonly<Record<string, string>>) =>
    workspace.run('sh', ['-c', ['set -eu', ...commands].join('\n')], { env });
  const made = await shell(steps.slice(0, -1), {});
  const gitlab = await shell(same.slice(-1), { NIX_CACHE_SECRET_KEY_FILE: key });
  expect(gitlab.exitCode, gitlab.output).toBe(0);
  const secrets = { RUNNER_TEMP: dirname(key), NIX_CACHE_KEY: readFileSync(key, 'utf8') };
  return [made, await shell(steps.slice(-1), secrets)];
}
