/** `polynx trace`: runs tasks under strace and compares what their tools read and wrote with what Nx hashes and stores. Linux only. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ask, findProgram, run } from '../../adapters/run.js';
import { inTemporaryFolder } from '../../adapters/temporary-folder.js';
import { compact } from '../../model/compact.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { startNx } from '../workspace.js';
import { compareWithKey, type Finding, type FindingKind } from './comparison.js';
import { openTracing, type TracedTask, type Tracing } from './knowledge.js';
import { readStraceLog, STRACE_ARGS } from './strace-log.js';

export interface TraceOptions {
  readonly tasks: readonly string[];
  readonly all: boolean;
  readonly affected: boolean;
  /** Names of targets that `all` and `affected` are limited to. */
  readonly targets: readonly string[];
  readonly json: boolean;
  readonly verbose: boolean;
  readonly unused: boolean;
}

interface Report {
  readonly task: string;
  /** The task failed: what it read says nothing about a success. */
  readonly failed?: string;
  readonly findings: readonly Finding[];
}

export async function trace(root: string, options: TraceOptions): Promise<void> {
  requireStrace();
  startNx(root);
  const tracing = await openTracing(root);
  const tasks = await select(tracing, options);
  const reports: Report[] = [];
  await inTemporaryFolder('trace', async (folder) => {
    for (const [index, task] of tasks.entries()) {
      const report = await traceTask(task, tracing, { folder, index }, options);
      reports.push(report);
      if (!options.json) console.log(asText(report));
    }
  });
  if (options.json) console.log(JSON.stringify(reports, null, 2));
  else console.log(summaryOf(reports));
  if (reports.some(({ failed, findings }) => failed !== undefined || findings.some(isUndeclared)))
    process.exitCode = 1;
}

async function select(
  tracing: Tracing,
  { tasks, all, affected, targets }: TraceOptions,
): Promise<readonly TracedTask[]> {
  if (tasks.length > 0) return tasks.map(tracing.task);
  if (!all && !affected)
    throw new OptionsError('Name tasks as <project>:<target>, or say --all or --affected.');
  if (all) return tracing.cached(targets);
  const stdout = await ask(
    {
      program: process.execPath,
      args: [require.resolve('nx/bin/nx.js'), 'show', 'projects', '--affected', '--json'],
      cwd: '.',
      env: NX_ENV,
    },
    { workspaceRoot: tracing.root, install: '' },
  );
  return tracing.cached(targets, new Set(JSON.parse(stdout) as string[]));
}

function requireStrace(): void {
  if (process.platform !== 'linux')
    throw new ExpectedError(
      'polynx trace needs strace, which exists for Linux only. Run it in a Linux container or in CI.',
    );
  if (findProgram('strace') === undefined)
    throw new ExpectedError(
      'strace is not installed.\n  Install it: apt-get install strace, dnf install strace, or apk add strace',
    );
}

/** A hint of needless reruns is no fault. */
function isUndeclared({ kind }: Finding): boolean {
  return kind !== 'declared input, never read';
}

interface Place {
  readonly folder: string;
  readonly index: number;
}

async function traceTask(
  task: TracedTask,
  tracing: Tracing,
  { folder, index }: Place,
  options: TraceOptions,
): Promise<Report> {
  const report = (failed: string | undefined, findings: readonly Finding[] = []): Report =>
    compact<Report>({ task: task.id, failed, findings });
  for (const upstream of task.before) {
    const failed = await runNx(tracing.root, ['run', upstream]);
    if (failed !== undefined) return report(`${upstream} has to run first, and failed:\n${failed}`);
  }
  const log = join(folder, 'strace.log');
  // What the tool knows from earlier runs it would not read again.
  const inspection = await task.toolchain?.inspection?.();
  const env = inspection?.repeatingEnv?.(join(folder, String(index)), process.env) ?? {};
  const failed = await runNx(
    tracing.root,
    ['run', task.id, '--skip-nx-cache', '--exclude-task-dependencies'],
    { env, log },
  );
  if (failed !== undefined) return report(failed);
  const accesses = readStraceLog(readFileSync(log, 'utf8')).get(task.id);
  if (accesses === undefined)
    throw new ExpectedError(
      `strace saw no process of ${task.id}. A debugger or another tracer may be attached.`,
    );
  return report(undefined, await compareWithKey(accesses, await tracing.knowledgeOf(task, folder), options));
}

const require = createRequire(import.meta.url);

interface Traced {
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

/** @returns the output where it fails */
async function runNx(root: string, args: readonly string[], traced?: Traced): Promise<string | undefined> {
  const nx = [process.execPath, require.resolve('nx/bin/nx.js'), ...args];
  const [program = '', ...rest] =
    traced === undefined ? nx : ['strace', ...STRACE_ARGS, '-o', traced.log, ...nx];
  if (traced !== undefined) writeFileSync(traced.log, '', { mode: 0o600 });
  const { exitCode, output } = await run(
    { program, args: rest, cwd: '.', env: { ...traced?.env, ...NX_ENV } },
    { workspaceRoot: root, install: '', capture: true, sink: () => {} },
  );
  return exitCode === 0 ? undefined : output;
}

const NX_ENV = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_BATCH_MODE: 'false',
  // Scripts too run below a process of their own, which names the task.
  NX_RUN_COMMANDS_DIRECTLY: 'false',
};

function asText({ task, failed, findings }: Report): string {
  if (failed !== undefined) return `✗ ${task}: it failed\n${indent(failed.trim())}`;
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return [
    `${findings.some(isUndeclared) ? '✗' : '✓'} ${task}`,
    ...kinds.flatMap((kind) =>
      section(
        kind,
        findings.filter((one) => one.kind === kind),
      ),
    ),
  ].join('\n');
}

const SHOWN = 20;

function section(kind: FindingKind, findings: readonly Finding[]): string[] {
  const lines = findings
    .slice(0, SHOWN)
    .map(({ path, program }) => `    ${path}${program === undefined ? '' : `  (${program})`}`);
  const more = findings.length > SHOWN ? [`    … and ${findings.length - SHOWN} more; --json lists all`] : [];
  return [`  ${kind}:`, ...lines, ...more];
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

function summaryOf(reports: readonly Report[]): string {
  const failed = reports.filter((one) => one.failed !== undefined).length;
  const undeclared = reports.reduce((sum, { findings }) => sum + findings.filter(isUndeclared).length, 0);
  return `\n${reports.length} tasks traced, ${undeclared} undeclared, ${failed} failed`;
}

export function parseTargets(text: string | undefined): string[] {
  const targets = (text ?? '').split(',').filter((name) => name !== '');
  if (targets.some((name) => name.startsWith('-')))
    throw new OptionsError(`--target takes names, not ${text}`);
  return targets;
}
