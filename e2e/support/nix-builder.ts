/**
 * Another machine that builds for Nix, on this one: the same folders with other contents, in a mount
 * namespace of its own. What stands for ssh starts its daemon there.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isolated } from '../../nix/checks/isolated.mjs';
import type { NixEnv } from './nix.js';

export interface Builder {
  /** Of a workspace that builds nothing by itself. */
  readonly env: NixEnv;
  /** Where its store lies, seen from here. */
  readonly store: string;
  /** What ssh was asked to run. */
  calls(): string[];
}

/** @param folder with nothing in it */
export function remoteBuilder(own: NixEnv, folder: string): Builder {
  const local = dirname(own['NIX_STATE_DIR'] ?? '');
  const machine = join(folder, 'machine');
  const programs = join(folder, 'bin');
  const log = join(folder, 'log');
  isolated(machine);
  mkdirSync(programs);
  const program = (name: string, text: string) =>
    writeFileSync(join(programs, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  // A nix of that name is its daemon.
  program('nix-daemon', 'exec -a nix-daemon nix "$@"');
  program(
    'ssh',
    `case "$*" in "-O check"*) exit 255;; *"LocalCommand=echo started"*) echo started;; esac
while [ $# -gt 0 ] && [ "$1" != -- ]; do shift; done
shift
echo "$*" >> ${log}
export NIX_CONFIG="$NIX_CONFIG
builders =
max-jobs = 1"
[ "$(id -u)" = 0 ] || more=--map-root-user
exec unshare --mount $more bash -c 'mount --bind ${machine} ${local} && exec "$@"' -- "$@"`,
  );
  return {
    env: {
      ...own,
      PATH: `${programs}:${own['PATH']}`,
      NIX_CONFIG: `${own['NIX_CONFIG']}\nmax-jobs = 0\nbuilders = ssh-ng://builder x86_64-linux - 2 1`,
    },
    store: join(machine, 'nix/store'),
    calls: () => readFileSync(log, 'utf8').trim().split('\n'),
  };
}
