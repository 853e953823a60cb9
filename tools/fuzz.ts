/**
 * `npm run fuzz`: hostile texts for every entry point, and hostile repositories for the packed plugin; see
 * CONTRIBUTING.md.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../e2e/support/install.js';
import { createDriver } from './fuzz/drive.js';
import { expressions } from './fuzz/expressions.js';
import { fuzzRepositories } from './fuzz/repositories.js';
import { table } from './fuzz/table.js';

const USAGE = `npm run fuzz -- [--seed=1] [--seconds=10] [--bytes=1000000] [--only=cargo]
npm run fuzz -- repositories [500] [--seed=1] [--special] [--installation=FOLDER]`;

/** Milliseconds of a processor for one megabyte. */
const LIMIT = 200;
/** For thousands of files that name each other. */
const LIMIT_OF_FILES = 10_000;
const HANG = 30_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '10' },
    bytes: { type: 'string', default: '1000000' },
    only: { type: 'string', default: '' },
    special: { type: 'boolean', default: false },
    installation: { type: 'string' },
  },
});
const seed = Number(values.seed);
const [what = 'entry-points', count = '500'] = positionals;
if (what === 'entry-points') await entryPoints();
else if (what === 'repositories') await repositories(Number(count));
else {
  console.error(USAGE);
  process.exitCode = 1;
}

async function entryPoints(): Promise<void> {
  const driver = createDriver(HANG);
  const rows: string[] = [];
  for (const [index, { name }] of table.entries()) {
    if (!name.includes(values.only)) continue;
    // NB some hundred expressions are one entry point, with a hundred texts each.
    const milliseconds = Number(values.seconds) * 1000 * (name === expressions.name ? 20 : 1);
    const task = { index, bytes: Number(values.bytes), seed, milliseconds, cases: 1_000_000, sample: 1 };
    const { cases, worst, failures } = await driver.drive(task);
    const isGood =
      failures.length === 0 && worst.milliseconds <= (name.startsWith('files') ? LIMIT_OF_FILES : LIMIT);
    if (!isGood) process.exitCode = 1;
    rows.push(`| ${name} | ${cases} | ${worst.kind} | ${Math.round(worst.milliseconds)} |`);
    console.log(`${isGood ? 'ok' : '!!'} ${rows.at(-1)}`);
    for (const failure of failures.slice(0, 3)) console.log(`   ${failure}`);
  }
  driver.end();
  console.log(['', '| entry point | cases | worst | ms |', '|---|---|---|---|', ...rows].join('\n'));
}

async function repositories(number: number): Promise<void> {
  const installation =
    values.installation ?? (await install(join(tmpdir(), 'polynx-fuzz-installation'))).folder;
  const seeds = Array.from({ length: number }, (_, index) => seed * 1000 + index);
  let slowest = 0;
  const found = await fuzzRepositories(seeds, {
    installation,
    withSpecial: values.special,
    onFinding: ({ seed: one, faults, ingredients, milliseconds }) => {
      slowest = Math.max(slowest, milliseconds);
      if (faults.length > 0) console.log(`!! ${one} (${ingredients.join('; ')})\n   ${faults.join('\n   ')}`);
    },
  });
  console.log(`${number} repositories, ${found.length} with a fault, the slowest ${Math.round(slowest)} ms`);
  if (found.length > 0) process.exitCode = 1;
}
