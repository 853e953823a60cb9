import { expect, it } from 'vitest';
import { classify, isConsequence } from './failures.js';

const S = '/nix/store/1lzaafixbxms4xkdv2c2kk0rw2xc162q';

/** What Nix 2.26 and 2.34 said. */
it.each([
  [
    'build',
    `error: builder for '${S}-bad.drv' failed with exit code 3\nerror: 1 dependencies of derivation '${S}-dep.drv' failed to build`,
    'bad failed',
  ],
  [
    'timeout',
    `error: building of '${S}-slow.drv^out' from .drv file timed out after 1800 seconds`,
    'The limit is 30 minutes',
  ],
  [
    'system',
    `error: a 'aarch64-linux' with features {} is required to build '${S}-other.drv', but I am a 'x86_64-linux' with features {benchmark, big-parallel, kvm, nixos-test, uid-range}`,
    'cannot build for aarch64-linux',
  ],
  [
    'system',
    `error: Cannot build '${S}-base.drv'.\n       Reason: platform mismatch\n       Required system: 'aarch64-linux'\n       Current system: 'x86_64-linux'\n       Required features: {}`,
    'cannot build for aarch64-linux',
  ],
  [
    'build',
    `error: Cannot build '${S}-app-1.0.0.drv'.\n       Reason: builder failed with exit code 101.`,
    'app-1.0.0 failed; its log is above',
  ],
  [
    'hash',
    `error: hash mismatch in fixed-output derivation '${S}-serde-1.0.0.crate.drv':\n         specified: sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n            got:    sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=`,
    'serde-1.0.0.crate is not what the lock says',
  ],
  [
    'untracked',
    `error:\n       … while calling the 'import' builtin\n\n       error: path '${S}-source/crates/new.nix' does not exist`,
    'git add --intent-to-add crates/new.nix',
  ],
  [
    'evaluation',
    `error:\n       … while calling the 'throw' builtin\n         at ${S}-source/flake.nix:13:14:\n\n       error: members: no such crate`,
    'cannot be evaluated',
  ],
  [
    'attribute',
    `error: flake 'git+file:///w' does not provide attribute 'packages.x86_64-linux."nope"'`,
    'nx sync',
  ],
  [
    'nondeterministic',
    `error: derivation '${S}-random.drv' may not be deterministic: output '${S}-random' differs from '${S}-random.check'`,
    `Compare ${S}-random with ${S}-random.check`,
  ],
  [
    'cache',
    `error: unable to download 'http://127.0.0.1:9/nix-cache-info': Could not connect to server (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Could not connect to server`,
    'does not answer',
  ],
  [
    'cache',
    `error: path '${S}-bad' is required, but there is no substituter that can build it`,
    'does not answer',
  ],
  ['cache', `error: NAR info file '1lza.narinfo' is corrupt: expecting ':' at line 1`, 'damaged'],
  ['cache', 'error: input compression not recognized', 'damaged'],
  ['scheme', `error: don't know how to open Nix store with scheme 's3'`, 'without s3://'],
  [
    'signature',
    `error: cannot add path '${S}-a' because it lacks a signature by a trusted key`,
    'publicKeys',
  ],
  ['syntax', `error: syntax error, unexpected ';'\n       at /w/flake.nix:1:22:`, 'cannot be read'],
  [
    'lock',
    `error: mismatch in field 'narHash' of input '{"type":"path"}', got '{"narHash":"sha256-c2="}'`,
    'nx nix-update nix',
  ],
  [
    'lock',
    `error: flake 'git+file:///w' requires lock file changes but they're not allowed due to '--no-update-lock-file'`,
    'nix flake lock',
  ],
] as const)('%s', (kind, text, hint) => {
  const failure = classify(text);
  expect(failure.kind).toBe(kind);
  expect(failure.hint).toContain(hint);
});

it('tells causes from consequences', () => {
  expect(isConsequence(`error: Cannot build '${S}-b.drv'.\n       Reason: 1 dependency failed.`)).toBe(true);
  expect(isConsequence(`error: Cannot build '${S}-b.drv'.\n       Reason: 2 dependencies failed.`)).toBe(
    true,
  );
  expect(isConsequence(`error: Cannot build '${S}-b.drv'.\n       Reason: platform mismatch`)).toBe(false);
});
