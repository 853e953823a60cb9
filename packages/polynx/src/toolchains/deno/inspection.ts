import type { Inspection } from '../toolchain.js';
import { findPin } from './pin.js';
import { verifyDeno } from './verify.js';

export const inspection: Inspection = {
  // Lint opens what is imported, and neither an error in it nor its absence changes a thing.
  readsInVain: ({ options }) => (options?.['command'] === 'lint' ? ['**/*.{ts,tsx,mts,js,jsx,mjs}'] : []),
  resolves: ['deno.json', 'deno.jsonc', 'deno.lock', 'package.json'],
  // Or it asks its registry whether there is a newer one.
  askEnv: { DENO_NO_UPDATE_CHECK: '1' },
  pins(directory, tree) {
    const pin = findPin(directory, tree);
    if (pin === undefined) return [];
    const { file, version: says } = pin;
    return [{ file, says, agrees: (version) => version.split(/\s+/).includes(says), isBinding: true }];
  },
  verify: verifyDeno,
};
