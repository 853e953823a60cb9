#!/usr/bin/env node
// Runs the checks in a store of their own, without a network:
//
//   node nix/checks/run.mjs [DEST] [-- arguments of nix-build]      default: -A runAllTests
//
// The store is a folder, builds are not sandboxed, and `unshare` takes the network away. (As root with a sandbox, mapped host folders are
// writable to Nix; that is never done here.)
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gitEnvironment, prepare } from './prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The environment of an isolated Nix: nothing of the host's configuration, store or user gets in. */
export function environment(dest) {
  const state = join(dest, 'store');
  for (const folder of ['nix/store', 'var', 'log', 'conf', 'home'])
    mkdirSync(join(state, folder), { recursive: true });
  return {
    PATH: `${join(dest, 'nix/bin')}:/usr/bin:/bin`,
    HOME: join(state, 'home'),
    USER: 'polynx',
    NIX_STORE_DIR: join(state, 'nix/store'),
    NIX_STATE_DIR: join(state, 'var'),
    NIX_LOG_DIR: join(state, 'log'),
    NIX_CONF_DIR: join(state, 'conf'),
    NIX_CONFIG: [
      'experimental-features = nix-command flakes',
      'substituters =',
      'build-users-group =',
      'flake-registry =',
      'sandbox = false',
      'allow-import-from-derivation = false',
      'timeout = 600',
      'max-jobs = 2',
      'cores = 2',
    ].join('\n'),
    POLYNX_CHECKS: join(dest, 'settings.json'),
    ...gitEnvironment(dest),
  };
}

/** A program with only a loopback interface; where the machine allows no such thing, with what there is, and that is said. */
export function offline(program, args) {
  const prefix = ['--map-root-user', '--net', 'bash', '-c', 'ip link set lo up && exec "$@"', 'offline'];
  if (spawnSync('unshare', [...prefix, 'true']).status === 0) return ['unshare', [...prefix, program, ...args]];
  console.error('nix/checks: this machine lets nobody take the network away; the checks run with it');
  return [program, args];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const separator = process.argv.indexOf('--');
  const own = process.argv.slice(2, separator < 0 ? undefined : separator);
  const dest = resolve(own[0] ?? join(tmpdir(), 'polynx-nix-checks'));
  prepare(dest);
  const args = separator < 0 ? ['-A', 'runAllTests'] : process.argv.slice(separator + 1);
  const [program, all] = offline('nix-build', [here, '--no-out-link', ...args]);
  process.exitCode = spawnSync(program, all, { stdio: 'inherit', env: environment(dest) }).status ?? 1;
}
