/**
 * `npm test`: check, unit and conformance, differential, end to end. Every part runs even when an earlier one failed; the last line counts them all.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One check is one test in the count. */
const CHECKS: readonly (readonly [name: string, program: string, args: readonly string[]])[] = [
  ['lint and format', 'biome', ['check', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['generated files are fresh', 'tsx', ['tools/generate.ts', '--check']],
];

async function runChecks(): Promise<Counts> {
  let failed = 0;
  for (const [name, program, args] of CHECKS) {
    const { exitCode } = await local(program, args);
    console.log(`${exitCode === 0 ? 'passed' : 'FAILED'}: ${name}`);
    if (exitCode !== 0) failed++;
  }
  return { passed: CHECKS.length - failed, failed, skipped: 0 };
}

/** Projects one after the other: on two cores, e2e beside differential only makes both slower and timeouts likelier. */
async function runTests(project: string): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-test-'));
  const report = join(folder, 'report.json');
  try {
    const { exitCode } = await local('vitest', [
      'run',
      ...['--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ]);
    return counts(report, exitCode ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function counts(report: string, exitCode: number): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  // A file that could not be loaded, or a failed set-up, has no failed test of its own.
  const unseen = exitCode !== 0 && numFailedTests === 0 ? 1 : 0;
  return { passed: numPassedTests, failed: numFailedTests + unseen, skipped: numPendingTests + numTodoTests };
}

function local(program: string, args: readonly string[]) {
  return execa(join(repository, 'node_modules/.bin', program), [...args], {
    cwd: repository,
    stdio: 'inherit',
    reject: false,
  });
}

const results = [await runChecks()];
for (const project of ['unit', 'differential', 'e2e']) results.push(await runTests(project));
const sum = (pick: (counts: Counts) => number) => results.reduce((total, one) => total + pick(one), 0);
const failed = sum((one) => one.failed);
console.log(`\n${sum((one) => one.passed)} passed, ${failed} failed, ${sum((one) => one.skipped)} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
