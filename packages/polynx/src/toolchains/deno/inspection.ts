import type { Inspection } from '../toolchain.js';
import { verifyDeno } from './verify.js';

export const inspection: Inspection = {
  // Or it asks its registry whether there is a newer one.
  askEnv: { DENO_NO_UPDATE_CHECK: '1' },
  verify: verifyDeno,
};
