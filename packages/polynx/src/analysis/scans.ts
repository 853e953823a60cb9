/** Every scan there is: those of the toolchains, and our own. */
import type { Scan } from '../model/tree.js';
import { targetsScan } from '../pipes/known-targets.js';
import { scans as ofToolchains } from '../toolchains/scans.js';
import { nameScan } from './given-names.js';
import { settingsScan } from './settings.js';

export const scans: readonly Scan<unknown>[] = [...ofToolchains, nameScan, settingsScan, targetsScan];
