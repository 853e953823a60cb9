#!/usr/bin/env node
// Runs the checks in a store of their own, without a network:
//
//   node nix/checks/run.mjs [DEST] [-- arguments of nix-build]      default: -A runAllTests
//   node nix/checks/run.mjs [DEST] rebuild [-- arguments]           builds everything twice and compares byte by byte
//
// The store is a folder, builds are not sandboxed, and `unshare` takes the network away. (As root with a
// sandbox, mapped host folders are writable to Nix; that is never done here.)
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isolated } from './isolated.mjs';
import { gitEnvironment, prepare } from './prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));

export function environment(dest) {
  const state = join(dest, 'store');
  mkdirSync(join(state, 'home'), { recursive: true });
  return {
    PATH: `${join(dest, 'nix/bin')}:/usr/bin:/bin`,
    HOME: join(state, 'home'),
    USER: 'polynx',
    ...isolated(state, ['timeout = 600', 'cores = 2', 'extra-experimental-features = ca-derivations']),
    POLYNX_CHECKS: join(dest, 'settings.json'),
    ...gitEnvironment(dest),
  };
}

/**
 * A program with only a loopback interface; where the machine allows no such thing, with what there is, and
 * that is said.
 */
export function offline(program, args) {
  const prefix = ['--map-root-user', '--net', 'bash', '-c', 'ip link set lo up && exec "$@"', 'offline'];
  if (spawnSync('unshare', [...prefix, 'true']).status === 0) return ['unshare', [...prefix, program, ...args]];
  console.error('nix/checks: this machine lets nobody take the network away; the checks run with it');
  return [program, args];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const separator = process.argv.indexOf('--');
  const own = process.argv.slice(2, separator < 0 ? undefined : separator);
  const isRebuild = own.at(-1) === 'rebuild';
  const [folder = join(tmpdir(), 'polynx-nix-checks')] = own.slice(0, isRebuild ? -1 : undefined);
  const dest = resolve(folder);
  prepare(dest);
  const given = separator < 0 ? undefined : process.argv.slice(separator + 1);
  const build = (args, more = {}) => {
    const [program, all] = offline('nix-build', [here, '--no-out-link', ...args]);
    return spawnSync(program, all, { stdio: 'inherit', env: { ...environment(dest), ...more } }).status ?? 1;
  };
  if (isRebuild) {
    const again = (args, more) => build([...args, '--check', '--keep-going'], more);
    // In another place, which must not show; but compiled crates and go's cache are a tool's own state and
    // name theirs. (A sandbox has one place.)
    const TMPDIR = mkdtempSync(join(tmpdir(), 'polynx-rebuilt-elsewhere-'));
    process.exitCode = given
      ? build(given) || again(given, { TMPDIR })
      : build(['-A', 'results', '-A', 'shared']) || again(['-A', 'results'], { TMPDIR }) || again(['-A', 'shared']);
    rmSync(TMPDIR, { recursive: true, force: true });
  } else process.exitCode = build(given ?? ['-A', 'runAllTests']);
}
