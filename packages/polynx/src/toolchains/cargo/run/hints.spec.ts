import { describe, expect, it } from 'vitest';
import { toolArguments } from './extra-args.js';
import { foreignTarget, lockHints, missingToolchain } from './hints.js';

const REFUSED =
  'error: cannot update the lock file /repo/rust/Cargo.lock because --locked was passed to prevent this\nhelp: to generate the lock file without accessing the network, remove the --locked flag and use --offline instead.\n';
const OLDER =
  'error: the lock file /repo/Cargo.lock needs to be updated but --locked was passed to prevent this\n';

describe('a lock that does not fit', () => {
  const of = (locked: boolean | 'auto', env = {}, workspace = 'rust') =>
    lockHints({ locked, workspace }, { env });

  it.each([REFUSED, OLDER])('is brought up to date outside of CI, and the task fails: %s', (output) => {
    const { hint, repair } = of('auto');
    expect(hint?.(output)).toBeUndefined();
    expect(repair?.(output)).toMatchObject({
      command: { program: 'cargo', args: ['update', '--workspace'], cwd: 'rust' },
      done: expect.stringContaining('rust/Cargo.lock did not fit the manifests'),
    });
  });

  it.each([
    ['in CI', 'auto', { CI: 'true' }],
    ['where the option says so', true, {}],
  ] as const)('%s is left as it is, and the command is named', (_, locked, env) => {
    const { hint, repair } = of(locked, env);
    expect(repair?.(REFUSED)).toBeUndefined();
    expect(hint?.(REFUSED)).toMatch(
      /the option `locked`.*\n {2}Run: cargo update --workspace \(in rust\), and commit/,
    );
    expect(of(locked, env, '.').hint?.(OLDER)).toContain('Run: cargo update --workspace, and commit');
  });

  it('is not what any other failure is about', () => {
    const { hint, repair } = of('auto');
    const other = 'error[E0425]: cannot find value `lock` in this scope\n';
    expect([hint?.(other), repair?.(other)]).toEqual([undefined, undefined]);
  });
});

it('names a member that is not there, and a sparse checkout', () => {
  const output =
    'error: failed to load manifest for workspace member `/r/crates/other`\nreferenced by workspace at `/r/Cargo.toml`\n\nCaused by:\n  failed to read `/r/crates/other/Cargo.toml`\n\nCaused by:\n  No such file or directory (os error 2)\n';
  expect(lockHints({ locked: 'auto', workspace: '.' }, { env: {} }).hint?.(output)).toBe(
    'Cargo.toml lists crates/other among its members, and it is not there.\n  Remove it from members; in a sparse checkout: git sparse-checkout add crates/other',
  );
});

it('names the crate that a member depends on, where that one is not there', () => {
  const output =
    'error: failed to load manifest for workspace member `/r/rust/crates/app`\nreferenced via `crates/*` by workspace at `/r/rust/Cargo.toml`\n\nCaused by:\n  failed to load manifest for dependency `core`\n\nCaused by:\n  failed to read `/r/rust/crates/core/Cargo.toml`\n\nCaused by:\n  No such file or directory (os error 2)\n';
  expect(lockHints({ locked: 'auto', workspace: 'rust' }, { env: {} }).hint?.(output)).toBe(
    'rust/crates/app depends on rust/crates/core by its path, and it is not there.\n  Correct the path; in a sparse checkout: git sparse-checkout add rust/crates/core',
  );
});

it.each([
  [
    { CARGO_BUILD_TARGET: 'wasm32-wasip1' },
    'because CARGO_BUILD_TARGET=wasm32-wasip1 is set in the environment.',
  ],
  [
    {},
    'because `[build] target` says so in a .cargo/config.toml, in the repository or in a folder above it.',
  ],
])('says why cargo compiles for another platform: %j', (env, because) => {
  const output =
    "error[E0463]: can't find crate for `std`\n  |\n  = note: the `wasm32-wasip1` target may not be installed\n";
  expect(foreignTarget(output, env)).toBe(
    `cargo compiles for wasm32-wasip1, ${because}\n  Take that away to build for this machine, or run: rustup target add wasm32-wasip1`,
  );
  expect(foreignTarget('error: something else', env)).toBeUndefined();
});

it.each([
  [
    "error: toolchain '1.80.0-x86_64-unknown-linux-gnu' is not installed\nhelp: …\nStack backtrace:\n  0: x",
    {},
    'rust-toolchain.toml asks for Rust 1.80.0, which is not installed.\n  Run: rustup toolchain install 1.80.0',
  ],
  [
    "error: toolchain 'nightly-2026-01-01-aarch64-apple-darwin' is not installed",
    { RUSTUP_TOOLCHAIN: 'x' },
    'RUSTUP_TOOLCHAIN asks for Rust nightly-2026-01-01, which is not installed.\n  Run: rustup toolchain install nightly-2026-01-01',
  ],
  ['error: something else', {}, undefined],
])('a toolchain that is not installed: %s', (said, env, expected) => {
  expect(missingToolchain(said, env)).toBe(expected);
});

it.each([
  ['clippy', ['-D', 'warnings'], ['--', '-D', 'warnings']],
  ['clippy', ['--all-targets', '-Wclippy::all'], ['--all-targets', '--', '-Wclippy::all']],
  ['clippy', ['--', '-D', 'warnings'], ['--', '-D', 'warnings']],
  ['clippy', ['--fix'], ['--fix']],
  ['build', ['-D', 'warnings'], ['-D', 'warnings']],
] as const)('%s with %j is cargo … %j', (command, extra, expected) => {
  expect(toolArguments({ command }, extra)).toEqual(expected);
});
