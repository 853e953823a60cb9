/**
 * `npm run bench -- <name> [--runs=5] [--no-peers] [--keep]`: one benchmark, one run, tables to compare. Everybody takes turns, so that a load on the machine
 * hits all alike; it is printed all the same.
 */
import { parseArgs } from 'node:util';
import type { BenchmarkOptions } from './bench/options.js';

const benchmarks: Readonly<Record<string, () => Promise<(options: BenchmarkOptions) => Promise<void>>>> = {
  graph: async () => (await import('./bench/graph.js')).benchGraph,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    runs: { type: 'string', default: '5' },
    peers: { type: 'boolean', default: true },
    keep: { type: 'boolean', default: false },
  },
});
const load = benchmarks[positionals[0] ?? ''];
const runs = Number(values.runs);
if (load === undefined || !(runs >= 1)) {
  console.error(`npm run bench -- ${Object.keys(benchmarks).join('|')} [--runs=5] [--no-peers] [--keep]`);
  process.exitCode = 1;
} else {
  await (await load())({ runs, peers: values.peers, keep: values.keep });
}
