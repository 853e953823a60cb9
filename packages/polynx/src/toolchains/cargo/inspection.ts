import { join } from '../../model/paths.js';
import type { Task } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import { isAtLeast } from '../shared/at-least.js';
import type { Inspection, Pin, Requirement } from '../toolchain.js';
import { findToolchainFile } from './manifest/workspace-root.js';
import type { CargoRunOptions } from './options.js';
import { NIGHTLY } from './run/variants.js';
import { adviseCargo } from './unlisted.js';
import { verifyCargo } from './verify.js';

const CLIPPY: Requirement = {
  name: 'clippy',
  probes: [['cargo', 'clippy', '--version']],
  install: 'rustup component add clippy',
};
const RUSTFMT: Requirement = {
  name: 'rustfmt',
  probes: [['cargo', 'fmt', '--version']],
  install: 'rustup component add rustfmt',
};
const WATCHER: Requirement = {
  name: 'cargo-watch or bacon',
  probes: [
    ['cargo-watch', '--version'],
    ['bacon', '--version'],
  ],
  install: 'cargo install cargo-watch, or cargo install bacon',
};

const NEXTEST: Requirement = {
  name: 'cargo-nextest',
  probes: [['cargo-nextest', 'nextest', '--version']],
  install: 'cargo install cargo-nextest --locked',
};
const NIGHTLY_RUST: Requirement = {
  name: 'a nightly Rust',
  probes: [['rustup', 'run', NIGHTLY, 'rustc', '-V']],
  install: `rustup toolchain install ${NIGHTLY}`,
};

const NEEDS: Partial<Record<CargoRunOptions['command'], Requirement>> = {
  clippy: CLIPPY,
  fmt: RUSTFMT,
  'fmt-check': RUSTFMT,
  dev: WATCHER,
};

export const inspection: Inspection = {
  audits: [
    {
      program: 'cargo-audit',
      args: ['audit', '--file', 'Cargo.lock'],
      beside: 'Cargo.lock',
      withDatabase: (folder) => ['--db', folder, '--no-fetch', '--stale'],
      install: 'cargo install cargo-audit --locked',
    },
  ],
  resolves: ['Cargo.toml', 'Cargo.lock'],
  // NB of a crate that is fresh cargo reads no source.
  repeatingEnv: (folder) => ({ CARGO_TARGET_DIR: `${folder}/target` }),
  state: ['**/target/**'],
  // Or rustup installs the compiler that a file asks for.
  askEnv: { RUSTUP_AUTO_INSTALL: '0' },
  pins: (directory, tree) => [...chosen(directory, tree), ...minimum(join(directory, 'Cargo.toml'), tree)],
  requires: ({ options }: Task) => {
    const { command = 'build', runner, sanitizer } = (options ?? {}) as Partial<CargoRunOptions>;
    const need = NEEDS[command];
    return [
      ...(need === undefined ? [] : [need]),
      ...(runner === 'nextest' ? [NEXTEST] : []),
      ...(sanitizer === undefined ? [] : [NIGHTLY_RUST]),
    ];
  },
  advise: adviseCargo,
  verify: verifyCargo,
};

/** https://rust-lang.github.io/rustup/overrides.html#the-toolchain-file */
function chosen(directory: string, tree: Tree): Pin[] {
  const file = findToolchainFile(directory, tree);
  if (file === undefined) return [];
  const { path, pin, channel } = file;
  return [
    {
      file: path,
      says: channel,
      agrees: (version) => (pin === undefined ? undefined : version.split(/\s+/).includes(pin)),
      isBinding: true,
    },
  ];
}

/**
 * `rust-version = "1.96"` of the root is that of most members, and cargo refuses what is older.
 * https://doc.rust-lang.org/cargo/reference/rust-version.html
 */
function minimum(file: string, tree: Tree): Pin[] {
  const lines = (tree.read(file) ?? '').split('\n');
  const index = lines.findIndex((line) => RUST_VERSION.test(line));
  const asked = RUST_VERSION.exec(lines[index] ?? '')?.[1];
  if (asked === undefined) return [];
  return [
    {
      file,
      line: index + 1,
      says: `Rust ${asked} or later`,
      agrees: (version) => {
        const running = /\b(\d+\.\d+(?:\.\d+)?)/.exec(version)?.[1];
        return running === undefined ? undefined : isAtLeast(running, asked);
      },
      isBinding: true,
    },
  ];
}

const RUST_VERSION = /^rust-version\s{0,9}=\s{0,9}["'](\d+\.\d+(?:\.\d+)?)["']/;
