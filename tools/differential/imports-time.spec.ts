/**
 * One megabyte of what looks like the beginning of something, a hundred thousand times over: the scanners of
 * imports need time in proportion to the length of a text, whatever it says. Measured as it is shipped,
 * bundled, and in processor time.
 *
 * NB the limit tells a hang from slowness, on any machine: what needs time with the square of the length
 * takes minutes.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { source } from '../paths.js';
import { scratchFolder } from './corpora.js';
import { worstCases } from './import-cases.js';

const MOST_MILLISECONDS = 5_000;
const FILES = ['a.js', 'a.ts', 'a.tsx', 'a.vue'];

/**
 * Prints the time of each scan over each file. A slow one gets two more runs, and the best counts: the first
 * pays for compiling and collecting garbage.
 */
const PROGRAM = `
import { importScan, parentPathScan } from ${JSON.stringify(join(source, 'toolchains/deno/imports.ts'))};
import { programScan } from ${JSON.stringify(join(source, 'toolchains/node/programs/facts.ts'))};
import { specifierScan } from ${JSON.stringify(join(source, 'toolchains/node/specifiers.ts'))};
const processorTime = () => Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1000;
const times = [];
for (const [name, unit] of ${JSON.stringify(Object.entries(worstCases))}) {
  const text = unit.repeat(1_000_000 / unit.length) + '\\nimport "../require(module"';
  for (const path of ${JSON.stringify(FILES)})
    for (const scan of [importScan, parentPathScan, specifierScan, programScan]) {
      const timed = () => {
        const start = processorTime();
        scan.facts(text, path);
        return processorTime() - start;
      };
      const first = timed();
      const milliseconds = first < ${MOST_MILLISECONDS / 5} ? first : Math.min(first, timed(), timed());
      times.push({ name, path, scan: scan.name, milliseconds });
    }
}
console.log(JSON.stringify(times));
`;

interface Time {
  readonly name: string;
  readonly path: string;
  readonly scan: string;
  readonly milliseconds: number;
}

const folder = scratchFolder();

test('one megabyte is scanned without hanging', async () => {
  const entry = join(folder, 'times.ts');
  const program = join(folder, 'times.mjs');
  writeFileSync(entry, PROGRAM);
  await build({ entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm' });
  const times = JSON.parse(
    execFileSync(process.execPath, [program], { encoding: 'utf8', timeout: 300_000 }),
  ) as Time[];
  expect(times).toHaveLength(Object.keys(worstCases).length * FILES.length * 4);
  const slowest = times.sort((a, b) => b.milliseconds - a.milliseconds);
  console.log(slowest.slice(0, 5));
  expect(slowest.filter(({ milliseconds }) => milliseconds >= MOST_MILLISECONDS)).toEqual([]);
});
