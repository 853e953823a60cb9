import { expect, test } from 'vitest';
import { decisiveLines, userConfig } from './user-config.js';

test.each<[string, string[]]>([
  ['[registries.mine]\nindex = "https://example.invalid"\n[net]\noffline = true\n', []],
  ['[build]\njobs = 4\nrustc-wrapper = "sccache"\ntarget-dir = "/elsewhere"\n', []],
  [
    '[build]\nrustflags = [\n  "-C", "target-cpu=native",\n]\n',
    ['build.rustflags = [', 'build."-C", "target-cpu=native",', 'build.]'],
  ],
  [
    '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\n',
    ['target.x86_64-unknown-linux-gnu.linker = "clang"'],
  ],
  [
    '# words\n\nnet.retry = 3\nbuild.jobs = 2\nbuild.target = "wasm32-unknown-unknown"\n',
    ['build.target = "wasm32-unknown-unknown"'],
  ],
  [
    '[source.crates-io]\nreplace-with = "mirror"\n[profile.dev]\nopt-level = 1\n',
    ['profile.dev.opt-level = 1'],
  ],
])('%j decides by %j', (toml, lines) => {
  expect(decisiveLines(toml)).toEqual(lines);
});

const FILES: Readonly<Record<string, string>> = {
  '/home/me/.cargo/config.toml': '[env]\nA = "1"',
  '/home/me/code/.cargo/config': '[env]\nB = "2"',
  '/home/me/code/repo/.cargo/config.toml': '[env]\nC = "3"',
  '/home/me/code/repo/rust/.cargo/config.toml': '[env]\nD = "4"',
  '/home/me/code/repo/clippy.toml': 'msrv = "1.60"',
  '/home/me/code/clippy.toml': 'msrv = "1.70"\n',
  '/home/me/.config/rustfmt/rustfmt.toml': 'max_width = 80',
};
const LINTS = ['msrv = "1.70"', 'max_width = 80'];

test.each<[string, string, Record<string, string>, string[]]>([
  ['at the root, above it and at home', '.', {}, ['env.C = "3"', 'env.B = "2"', 'env.A = "1"', ...LINTS]],
  ['another home', '.', { CARGO_HOME: '/opt' }, ['env.C = "3"', 'env.B = "2"', 'env.A = "1"', ...LINTS]],
  [
    'where cargo is started',
    'rust',
    {},
    ['env.D = "4"', 'env.C = "3"', 'env.B = "2"', 'env.A = "1"', ...LINTS],
  ],
])('configuration counts %s', (_, directory, env, expected) => {
  const read = (file: string) => FILES[file];
  const place = {
    workspaceRoot: '/home/me/code/repo',
    directory,
    home: '/home/me',
    platform: 'linux-x64',
    env,
    read,
  };
  expect(userConfig(place)).toEqual(expected);
});
