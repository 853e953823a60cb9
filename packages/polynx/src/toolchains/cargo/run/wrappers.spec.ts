import { expect, test } from 'vitest';
import { wrapperFlags } from './wrappers.js';

const FILES: Readonly<Record<string, string>> = {
  '/w/rust/tools/wrap.sh': 'one',
  '/w/tools/wrap.sh': 'two',
  '/usr/bin/mine': 'three',
};

test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
  ['none', {}, {}, []],
  ['a cache', { RUSTC_WRAPPER: '/opt/sccache' }, {}, []],
  ['a script, seen from where cargo is started', { RUSTC_WRAPPER: 'tools/wrap.sh' }, {}, ['one']],
  ['a program on PATH', { RUSTC_WORKSPACE_WRAPPER: 'mine' }, {}, ['three']],
  ['one that is not there', { RUSTC_WRAPPER: '/gone' }, {}, ['/gone']],
  [
    'a script of the configuration, seen from the folder above .cargo',
    {},
    { '/w/.cargo/config.toml': '[build]\nrustc-wrapper = "tools/wrap.sh"\n' },
    ['two'],
  ],
  [
    'a cache of the configuration',
    {},
    { '/w/.cargo/config.toml': '[build]\nrustc-wrapper = "sccache"\n' },
    [],
  ],
])('a wrapper of rustc is known to cargo by its content: %s', (_, env, configuration, expected) => {
  const flags = wrapperFlags('rust', {
    projectRoot: 'rust',
    projectName: 'app',
    outputs: [],
    extra: [],
    color: false,
    has: () => true,
    env,
    place: '/w',
    read: (file) => configuration[file],
    digest: (file) => FILES[file],
    find: (program) => `/usr/bin/${program}`,
  });
  expect(flags).toEqual(expected.flatMap((text) => ['--cfg', `polynx_wrapper="${text}"`]));
});
