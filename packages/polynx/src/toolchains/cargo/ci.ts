import type { CiSetup } from '../toolchain.js';

/** NB rustup installs what rust-toolchain.toml pins, where it is asked for the toolchain. */
export function ci(): CiSetup {
  return {
    github: ['- run: rustup show active-toolchain || rustup toolchain install'],
    commands: ['rustup show active-toolchain || rustup toolchain install'],
    env: {},
  };
}
