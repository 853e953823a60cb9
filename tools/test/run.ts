import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from '../paths.js';
import { type Counts, withUnseenFailure } from './counts.js';

/** One check is one test in the count. */
const CHECKS: readonly (readonly [name: string, program: string, args: readonly string[]])[] = [
  ['lint and format', 'biome', ['check', '.']],
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['generated files are fresh', 'tsx', ['tools/generate.ts', '--check']],
];

export async function runChecks(): Promise<Counts> {
  let failed = 0;
  for (const [name, program, args] of CHECKS) {
    const { exitCode } = await local(program, args);
    console.log(`${exitCode === 0 ? 'passed' : 'FAILED'}: ${name}`);
    if (exitCode !== 0) failed++;
  }
  return { passed: CHECKS.length - failed, failed, skipped: 0 };
}

export async function runVitest(project: string, args: readonly string[] = []): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-test-'));
  const report = join(folder, 'report.json');
  try {
    const { exitCode } = await local('vitest', [
      'run',
      ...['--project', project],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...args,
    ]);
    // Without a report vitest has not even started.
    const counts = existsSync(report) ? countsOfReport(report) : { passed: 0, failed: 0, skipped: 0 };
    return withUnseenFailure(counts, exitCode ?? 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countsOfReport(report: string): Counts {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}

/** A program of this repository's node_modules; what it prints is seen, and returned. */
export function local(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa(join(repository, 'node_modules/.bin', program), [...args], {
    cwd: repository,
    env,
    stdin: 'ignore',
    stdout: ['inherit', 'pipe'],
    stderr: ['inherit', 'pipe'],
    reject: false,
  });
}
