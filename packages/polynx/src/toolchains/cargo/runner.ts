import { defineRunner } from '../toolchain.js';
import { identity } from './identity.js';
import { cargoRunOptions } from './options.js';
import { planCargo, targetDirectory } from './run/command.js';
import { evidenceOf, settingToml } from './run/evidence.js';
import { missingToolchain } from './run/hints.js';
import { PROFDATA_QUESTIONS } from './run/pgo.js';
import { sccacheQuestions } from './run/sccache.js';

/** How cargo is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: cargoRunOptions,
  plan: planCargo,
  program: 'cargo',
  versionArgs: ['--version'],
  directory: ({ workspace }) => workspace,
  writes: (options, { CARGO_TARGET_DIR, CARGO_HOME, HOME = '' }) => [
    { folder: CARGO_TARGET_DIR ?? targetDirectory(options), setting: 'CARGO_TARGET_DIR' },
    { folder: CARGO_HOME ?? `${HOME}/.cargo`, setting: 'CARGO_HOME' },
  ],
  questions: (options) => (options.command === 'pgo-train' ? PROFDATA_QUESTIONS : sccacheQuestions(options)),
  ships: ({ command, profile }) => command === 'build' && profile !== 'debug',
  install: 'Install Rust with rustup: https://rustup.rs',
  identity,
  explain: missingToolchain,
  pinOverride: 'RUSTUP_TOOLCHAIN',
  evidence: { of: evidenceOf, setting: settingToml },
  forgetting: (folder) => ({ CARGO_TARGET_DIR: `${folder}/target` }),
  batch: async () => (await import('./run/batch/index.js')).batching,
  pinned: ({ pin }) => (pin === undefined ? undefined : { version: pin, file: 'rust-toolchain.toml' }),
});
