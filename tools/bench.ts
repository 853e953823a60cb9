/**
 * `npm run bench -- <name> [options]`: one benchmark, one run, tables to compare. Everybody takes turns, so
 * that a load on the machine hits all alike; it is printed all the same.
 */
import { parseArgs } from 'node:util';
import type { BenchmarkOptions } from './bench/options.js';

const benchmarks: Readonly<Record<string, () => Promise<(options: BenchmarkOptions) => Promise<void>>>> = {
  graph: async () => (await import('./bench/graph.js')).benchGraph,
  build: async () => (await import('./bench/build.js')).benchBuild,
  nix: async () => (await import('./bench/nix.js')).benchNix,
  mixed: async () => (await import('./bench/mixed.js')).benchMixed,
  report: async () => (await import('./bench/report.js')).benchReport,
  suggestions: async () => (await import('./bench/suggestions.js')).benchSuggestions,
  chain: async () => (await import('./bench/chain.js')).benchChain,
};

const USAGE = `npm run bench -- graph [--runs=5] [--no-peers] [--keep]
npm run bench -- build [--runs=5] [--peers] [--keep] [--only=crates-50,crates-200,modules-50] [--batch=on|off|default] [--parallel=3]
npm run bench -- nix [--runs=5] [--keep] [--only=crates-20]
npm run bench -- mixed [--runs=5] [--keep] [--parallel=3]
npm run bench -- chain [--runs=5] [--keep]
npm run bench -- report [--runs=5] [--keep]
npm run bench -- suggestions [--keep] [--only=rebuilds,long,misses,profile,batches]`;

const said = readArguments();
const load = benchmarks[said?.positionals[0] ?? ''];
const { runs = '', peers, keep = false, only, batch, parallel } = said?.values ?? {};
if (
  load === undefined ||
  !(Number(runs) >= 1) ||
  !(batch === 'on' || batch === 'off' || batch === 'default')
) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  await (await load())({ runs: Number(runs), peers, keep, only: only?.split(','), batch, parallel });
}

/** Undefined where an option is not known, such as `--help`. */
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      allowNegative: true,
      options: {
        runs: { type: 'string', default: '5' },
        peers: { type: 'boolean' },
        keep: { type: 'boolean', default: false },
        only: { type: 'string' },
        parallel: { type: 'string' },
        batch: { type: 'string', default: 'default' },
      },
    });
  } catch {
    return undefined;
  }
}
