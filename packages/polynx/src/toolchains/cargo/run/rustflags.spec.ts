import { describe, expect, test } from 'vitest';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { remappedPaths } from './reproducible.js';
import { addRustflags } from './rustflags.js';

const context = (
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): PlanContext => ({
  ...graphTimeContext({ root: '.', name: 'app' }),
  place: '/srv/repo',
  env: { HOME: '/home/me', ...env },
  read: (file) => files[file],
});
const config = '/srv/repo/ws/.cargo/config.toml';

describe('flags of ours, beside the flags of', () => {
  test.each<[string, PlanContext, readonly string[], Readonly<Record<string, string>>]>([
    ['nobody', context({}), ['--config', 'build.rustflags=["-A","-B"]'], {}],
    [
      '[build]',
      context({ [config]: '[build]\nrustflags = ["-C", "x"]\n' }),
      ['--config', 'build.rustflags=["-A","-B"]'],
      {},
    ],
    [
      '[build], as a string',
      context({ '/home/me/.cargo/config.toml': '[build]\nrustflags = "-C x"\n' }),
      ['--config', 'build.rustflags="-C x -A -B"'],
      {},
    ],
    [
      '[target], whether it matches or not',
      context({
        [config]: '[target.\'cfg(target_os = "linux")\']\nrustflags = ["-C"]\n[target.x]\nlinker = "l"\n',
      }),
      [
        '--config',
        'build.rustflags=["-A","-B"]',
        '--config',
        'target."cfg(target_os = \\"linux\\")".rustflags=["-A","-B"]',
      ],
      {},
    ],
    [
      'RUSTFLAGS',
      context({}, { RUSTFLAGS: '-C  x' }),
      [],
      { CARGO_ENCODED_RUSTFLAGS: '-C\x1fx\x1f-A\x1f-B' },
    ],
    [
      'CARGO_ENCODED_RUSTFLAGS, which wins',
      context({}, { RUSTFLAGS: '-C', CARGO_ENCODED_RUSTFLAGS: '-D e' }),
      [],
      { CARGO_ENCODED_RUSTFLAGS: '-D e\x1f-A\x1f-B' },
    ],
    [
      'a variable of a target',
      context({}, { CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS: '-C x' }),
      ['--config', 'build.rustflags=["-A","-B"]'],
      { CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS: '-C x -A -B' },
    ],
    [
      'a file that is no TOML',
      context({ [config]: '[build\n' }),
      ['--config', 'build.rustflags=["-A","-B"]'],
      {},
    ],
  ])('%s', (_, where, args, env) => {
    expect(addRustflags(['-A', '-B'], 'ws', where)).toEqual({ args, env });
  });

  test('none', () => {
    expect(addRustflags([], '.', context({}))).toEqual({ args: [], env: {} });
  });
});

test('a home inside the workspace keeps its own name: the last that matches counts', () => {
  expect(remappedPaths(context({}, { CARGO_HOME: '/srv/repo/.home' }))).toEqual([
    '--remap-path-prefix=/home/me/.rustup=/rustup',
    '--remap-path-prefix=/srv/repo=.',
    '--remap-path-prefix=/srv/repo/.home=/cargo',
  ]);
});
