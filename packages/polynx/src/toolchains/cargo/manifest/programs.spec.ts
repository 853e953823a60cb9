import { expect, test } from 'vitest';
import { isDecisive } from '../../../model/identity.js';
import { identity } from '../identity.js';
import { programsOf } from './programs.js';

const FILES: Readonly<Record<string, string>> = {
  '/w/tools/run.sh': '#!/bin/sh\nexec "$@"',
  '/w/rust/tools/wrap.sh': '#!/bin/sh\n"$@" --cfg x',
  '/usr/bin/ld': '\u007fELF',
};

test.each<[Record<string, string>, string[]]>([
  [{}, []],
  [{ RUSTC_WRAPPER: '/usr/bin/sccache', CARGO_BUILD_RUSTC_WRAPPER: 'ccache' }, []],
  [{ RUSTC_WRAPPER: '' }, []],
  [{ RUSTC_WRAPPER: 'mine' }, ['RUSTC_WRAPPER=mine']],
  [
    { RUSTC_WORKSPACE_WRAPPER: 'tools/wrap.sh' },
    ['RUSTC_WORKSPACE_WRAPPER=tools/wrap.sh', `tools/wrap.sh: ${FILES['/w/rust/tools/wrap.sh']}`],
  ],
  [
    { CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER: 'sh /w/tools/run.sh --fast' },
    [`/w/tools/run.sh: ${FILES['/w/tools/run.sh']}`],
  ],
  [{ CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER: '/usr/bin/ld', RUSTC: 'rustc' }, []],
])('of %j: %j', (env, expected) => {
  const read = (file: string) => FILES[file];
  expect(
    programsOf({ workspaceRoot: '/w', directory: 'rust', home: '/home', platform: 'linux-x64', env, read }),
  ).toEqual(expected);
});

test.each([
  ['CC', true],
  ['HOST_CC', true],
  ['TARGET_CXX', true],
  ['CC_x86_64_unknown_linux_gnu', true],
  ['AR_x86_64-pc-windows-msvc', true],
  ['CFLAGS_wasm32_unknown_unknown', true],
  ['RUSTFLAGS', true],
  ['CC_TEST_REPORTER_ID', false],
  ['ARM_CLIENT_SECRET', false],
  ['ARTIFACTORY_TOKEN', false],
  ['ARGOCD_AUTH_TOKEN', false],
  ['CCACHE_DIR', false],
  ['CARGO_TARGET_DIR', false],
])('%s is in the key: %s', (name, expected) => {
  expect(isDecisive(name, identity)).toBe(expected);
});
