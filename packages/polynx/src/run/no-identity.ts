import type { Identity } from '../model/identity.js';

/**
 * Of tasks that start a program and have no toolchain: what the program says of its version is all there is.
 */
export const identity: Identity = { env: [], probes: [] };
