import type { Task } from '../../model/task.js';
import type { Inspection, Pin, Requirement } from '../toolchain.js';
import type { CargoRunOptions } from './options.js';
import { verifyCargo } from './verify.js';
import { findToolchainFile } from './workspace-root.js';

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

const NEEDS: Partial<Record<CargoRunOptions['command'], Requirement>> = {
  clippy: CLIPPY,
  fmt: RUSTFMT,
  'fmt-check': RUSTFMT,
  dev: WATCHER,
};

export const inspection: Inspection = {
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
    const need = NEEDS[(options as Partial<CargoRunOptions> | undefined)?.command ?? 'build'];
    return need === undefined ? [] : [need];
  },
  verify: verifyCargo,
};
