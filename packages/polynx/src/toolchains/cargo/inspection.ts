import type { Task } from '../../model/task.js';
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
  resolves: ['Cargo.toml', 'Cargo.lock'],
  // NB of a crate that is fresh cargo reads no source.
  repeatingEnv: (folder) => ({ CARGO_TARGET_DIR: `${folder}/target` }),
  state: ['**/target/**'],
  // Or rustup installs the compiler that a file asks for.
  askEnv: { RUSTUP_AUTO_INSTALL: '0' },
  pins(directory, tree): Pin[] {
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
  },
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
