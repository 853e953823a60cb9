/**
 * The scans of all toolchains, apart from these: after an edit nothing else of them is loaded where the scans
 * find what they found before.
 */
import type { Scan } from '../model/tree.js';
import { literalScan, moduleScan, sourceScan } from './cargo/inputs/source-scan.js';
import { stampScan } from './cargo/inputs/stamps.js';
import { importScan, parentPathScan } from './deno/imports.js';
import { nativeScan } from './go/native.js';
import { headerScan } from './go/source-header.js';
import { testDataScan } from './go/test-data.js';
import { vetScan } from './go/vetted.js';
import { programScan } from './node/programs/facts.js';
import { sourcePathScan } from './node/programs/source-paths.js';
import { specifierScan } from './node/specifiers.js';

export const scans: readonly Scan<unknown>[] = [
  sourceScan,
  moduleScan,
  literalScan,
  stampScan,
  headerScan,
  vetScan,
  nativeScan,
  testDataScan,
  importScan,
  parentPathScan,
  specifierScan,
  programScan,
  sourcePathScan,
];
