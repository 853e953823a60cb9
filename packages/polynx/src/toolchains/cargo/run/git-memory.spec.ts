import { expect, test } from 'vitest';
import { cargoRunOptions } from '../options.js';
import { gitMemory } from './git-memory.js';

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  target: ['CACHEDIR.TAG', 'debug', 'aarch64-unknown-linux-gnu', 'doc'],
  'target/debug': ['.fingerprint', 'build', 'deps'],
  'target/debug/.fingerprint': [
    'util-0123456789abcdef',
    'util-1123456789abcdef',
    'util-2123456789abcdef',
    'macros-0123456789abcdef',
    'util-more-0123456789abcdef',
  ],
  'target/debug/.fingerprint/util-0123456789abcdef': [
    'build-script-build-script-build',
    'build-script-build-script-build.json',
    'invoked.timestamp',
  ],
  'target/debug/.fingerprint/util-1123456789abcdef': [
    'run-build-script-build-script-build',
    'run-build-script-build-script-build.json',
  ],
  'target/debug/.fingerprint/util-2123456789abcdef': [
    'dep-lib-util',
    'invoked.timestamp',
    'lib-util',
    'lib-util.json',
  ],
  'target/debug/.fingerprint/macros-0123456789abcdef': [
    'dep-lib-macros',
    'invoked.timestamp',
    'lib-macros',
    'lib-macros.json',
  ],
  'target/aarch64-unknown-linux-gnu': ['release'],
  'target/aarch64-unknown-linux-gnu/release': ['.fingerprint'],
  'target/aarch64-unknown-linux-gnu/release/.fingerprint': ['util-3123456789abcdef'],
  'target/aarch64-unknown-linux-gnu/release/.fingerprint/util-3123456789abcdef': [
    'run-build-script-build-script-build',
  ],
};

function memory(command: 'build' | 'check') {
  const gitFacts = { util: ['commit' as const], macros: ['tags' as const] };
  return gitMemory('target', cargoRunOptions.parse({ command, gitFacts })).git;
}

test('runs of build scripts, and crates whose macros ask', () => {
  expect(memory('build')?.find((folder) => FOLDERS[folder] ?? [])).toMatchObject([
    {
      record: 'target/debug/build/util-1123456789abcdef/output',
      proof: 'target/debug/build/util-1123456789abcdef/output',
      facts: ['commit'],
    },
    {
      record: 'target/debug/.fingerprint/macros-0123456789abcdef/dep-lib-macros',
      proof: 'target/debug/.fingerprint/macros-0123456789abcdef/lib-macros',
      facts: ['tags'],
    },
    { record: 'target/aarch64-unknown-linux-gnu/release/build/util-3123456789abcdef/output' },
  ]);
});

test('a check only looks', () => {
  expect(memory('check')?.forget).toBe(false);
  expect(memory('build')?.forget).toBe(true);
  expect(gitMemory('target', cargoRunOptions.parse({ command: 'build' }))).toEqual({});
});
