/**
 * Rust. We do not replace cargo: we say which crates there are, what decides each result and which files a user gets,
 * and hand every task to one cargo command.
 */
import { defineToolchain } from '../toolchain.js';
import { parseCargoToml } from './cargo-toml.js';
import { planCargo } from './command.js';
import { evidenceOf, settingToml } from './evidence.js';
import { identity } from './identity.js';
import { rows } from './intents.js';
import { cargoOptions, cargoRunOptions } from './options.js';
import { cargoPlatformTask, cargoTasks } from './tasks.js';
import { modelCargo } from './workspace.js';

export const cargo = defineToolchain({
  id: 'cargo',
  title: 'Rust',
  files: {
    manifests: ['**/Cargo.toml'],
    shared: ['**/Cargo.lock'],
  },
  intents: rows,
  options: cargoOptions,
  parse: parseCargoToml,
  model: modelCargo,
  tasks: cargoTasks,
  platformTask: cargoPlatformTask,
  runner: {
    options: cargoRunOptions,
    plan: planCargo,
    program: 'cargo',
    versionArgs: ['--version'],
    directory: ({ workspace }) => workspace,
    install: 'Install Rust with rustup: https://rustup.rs',
    identity,
    pinOverride: 'RUSTUP_TOOLCHAIN',
    evidence: { of: evidenceOf, setting: settingToml },
    batch: async () => (await import('./batch/index.js')).batching,
    pinned: ({ pin }) => (pin === undefined ? undefined : { version: pin, file: 'rust-toolchain.toml' }),
  },
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  inspection: async () => (await import('./inspection.js')).inspection,
});
