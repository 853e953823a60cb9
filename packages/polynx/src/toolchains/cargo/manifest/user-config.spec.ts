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

test('configuration above the repository and at home counts, that of the repository is an input itself', () => {
  const files: Record<string, string> = {
    '/home/me/.cargo/config.toml': '[env]\nA = "1"',
    '/home/me/code/.cargo/config': '[env]\nB = "2"',
    '/home/me/code/repo/.cargo/config.toml': '[env]\nC = "3"',
  };
  const place = {
    workspaceRoot: '/home/me/code/repo',
    platform: 'linux-x64',
    home: '/home/me',
    read: (file: string) => files[file],
  };
  expect(userConfig({ ...place, env: {} })).toEqual(['env.B = "2"', 'env.A = "1"']);
  expect(userConfig({ ...place, env: { CARGO_HOME: '/opt/cargo' } })).toEqual(['env.B = "2"', 'env.A = "1"']);
});
