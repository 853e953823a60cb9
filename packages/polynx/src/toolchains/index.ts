import { cargo } from './cargo/index.js';
import { deno } from './deno/index.js';
import { go } from './go/index.js';
import { node } from './node/index.js';
import type { AnyToolchain } from './toolchain.js';

/**
 * The only list. Its order settles who keeps a short name: package.json scripts come first because Nx gives
 * them their name whatever we do.
 */
export const toolchains: readonly AnyToolchain[] = [node, cargo, go, deno];
