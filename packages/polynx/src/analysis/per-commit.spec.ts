import { expect, test } from 'vitest';
import { summary } from '../generators/init/summary.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { cargo } from '../toolchains/cargo/index.js';
import { cargoOptions } from '../toolchains/cargo/options.js';
import { describePerCommit, perCommit } from './per-commit.js';

const crate = (name: string, uses: readonly string[]) => ({
  [`${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${uses.map((use) => `${use} = { path = "../${use}" }`).join('\n')}\n`,
  [`${name}/src/lib.rs`]: '',
});
const ASKS = 'fn main() {\n    Command::new("git").args(["rev-parse", "HEAD"]);\n}\n';

/** app uses low and high, both of which ask git; side uses low; apart uses nothing. */
const analysis = analyseFiles(
  {
    'Cargo.toml': '[workspace]\nmembers = ["*"]\nresolver = "2"\n',
    'Cargo.lock': `version = 4\n${['apart', 'app', 'high', 'low', 'side'].map((name) => `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n`).join('')}`,
    ...crate('app', ['low', 'high']),
    ...crate('side', ['low']),
    ...crate('apart', []),
    ...crate('low', []),
    ...crate('high', []),
    'low/build.rs': ASKS,
    'high/build.rs': ASKS,
  },
  [cargo],
  { cargo: { own: cargoOptions.parse({}) } },
);

test('tasks are counted for each line that would let an older commit be in them', () => {
  const found = perCommit(analysis).map(({ manifest, tasks, gained }) => [manifest, tasks.length, gained]);
  // build, test and doc of low, side and app; of the last nothing is gained by one line alone.
  expect(found).toEqual([
    ['low/Cargo.toml', 9, 6],
    ['high/Cargo.toml', 6, 3],
  ]);
  expect(perCommit(analysis).map((one) => describePerCommit(one).says)[0]).toBe(
    '9 tasks run again with every commit, for which low/build.rs asks git',
  );
});

test('a first look offers the line', () => {
  const text = summary(analysis, [cargo], () => true);
  expect(text).toContain(
    'add to low/Cargo.toml, and 9 tasks can be hits across commits (6 tasks by this line alone)',
  );
  expect(text).toContain('allowUndeclared = ["git"]');
});
