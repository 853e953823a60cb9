/**
 * Rust. We do not replace cargo: we say which crates there are, what decides each result and which files a
 * user gets, and hand every task to one cargo command.
 */
import { defineToolchain } from '../toolchain.js';
import { cargoSbom } from './inputs/sbom.js';
import { rows } from './intents.js';
import { aboutCrate } from './manifest/about.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { cargoOptions } from './options.js';
import { cratePublishing } from './release/publishing.js';
import { tripleOf } from './run/platforms.js';
import { runner } from './runner.js';
import { cargoPlatformTask, cargoTasks } from './tasks.js';
import { cargoTestParts } from './test-parts.js';
import { modelCargo } from './workspace.js';

export const cargo = defineToolchain({
  id: 'cargo',
  title: 'Rust',
  technology: 'rust',
  files: {
    manifests: ['**/Cargo.toml'],
    shared: ['**/Cargo.lock'],
  },
  intents: rows,
  options: cargoOptions,
  parse: parseCargoToml,
  model: modelCargo,
  tasks: cargoTasks,
  testParts: cargoTestParts,
  platformTask: cargoPlatformTask,
  isPlatform: (name) => tripleOf(name) !== undefined,
  stampsClosure: true,
  about: ({ details }) => (details.kind === 'crate' ? aboutCrate(details.crate) : undefined),
  sbom: cargoSbom,
  runner,
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  profiles: async () => (await import('./manifest/profile-writer.js')).profileWriter,
  inspection: async () => (await import('./inspection.js')).inspection,
  nix: async () => (await import('./nix.js')).nix,
  publishing: cratePublishing,
  versioning: async () => (await import('./release/versioning.js')).versioning,
});
