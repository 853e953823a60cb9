/**
 * `polynx trace`: runs tasks under strace and compares what their tools read and wrote with what Nx hashes
 * and stores. Linux only.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram } from '../../adapters/programs.js';
import { run } from '../../adapters/run.js';
import { inTemporaryFolder } from '../../adapters/temporary-folder.js';
import { compact } from '../../model/compact.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { groupBy } from '../group-by.js';
import { affectedProjects } from '../selection.js';
import { startNx } from '../workspace.js';
import { compareWithKey, type Finding, type FindingKind } from './comparison.js';
import { type Declaration, declarationOf } from './declaration.js';
import { commandOf, type Group, groupsOf, sameCommand } from './groups.js';
import { openTracing, type TracedTask, type Tracing } from './knowledge.js';
import { type Access, readStraceLog, STRACE_ARGS, type TaskAccesses } from './strace-log.js';

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
  /** What declares the findings. */
  readonly add?: Declaration;
}

export async function trace(root: string, options: TraceOptions): Promise<void> {
  requireStrace();
  startNx(root);
  const tracing = await openTracing(root);
  const tasks = await select(tracing, options);
  const reports: Report[] = [];
  await inTemporaryFolder('trace', async (folder) => {
    for (const group of await groupsOf(tasks, folder))
      for (const report of await traceGroup(group, tracing, folder, options)) {
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
  return tracing.cached(targets, new Set(await affectedProjects(tracing.root)));
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

async function traceGroup(
  group: Group,
  tracing: Tracing,
  folder: string,
  options: TraceOptions,
): Promise<Report[]> {
  const { tasks, env } = group;
  const log = join(folder, 'strace.log');
  const command = [
    ...commandOf(tasks),
    '--skip-nx-cache',
    '--exclude-task-dependencies',
    // Tasks of one target may read what others of it write.
    '--parallel=1',
  ];
  const failed =
    (await runUpstream(tasks, tracing.root)) ?? (await runNx(tracing.root, command, { env, log }));
  if (failed !== undefined) {
    const [first] = tasks;
    if (first !== undefined && tasks.length === 1) return [{ task: first.id, failed, findings: [] }];
    // Which of them failed, only one at a time can tell.
    const alone: Report[] = [];
    for (const task of tasks)
      alone.push(...(await traceGroup({ env, tasks: [task] }, tracing, folder, options)));
    return alone;
  }
  const accesses = readStraceLog(readFileSync(log, 'utf8'));
  return Promise.all(
    tasks.map(async (task) => {
      const knowledge = await tracing.knowledgeOf(task, folder);
      const findings = await compareWithKey(accessesOf(task, accesses), knowledge, options);
      return compact<Report>({ task: task.id, findings, add: declarationOf(findings, task) });
    }),
  );
}

function accessesOf({ id }: TracedTask, accesses: TaskAccesses): readonly Access[] {
  const own = accesses.get(id);
  if (own === undefined)
    throw new ExpectedError(`strace saw no process of ${id}. A debugger or another tracer may be attached.`);
  return own;
}

/** @returns the output where one fails */
async function runUpstream(tasks: readonly TracedTask[], root: string): Promise<string | undefined> {
  const upstream = new Map(tasks.flatMap(({ before }) => before.map((task) => [task.id, task])));
  for (const together of groupBy([...upstream.values()], sameCommand).values()) {
    const failed = await runNx(root, commandOf(together));
    if (failed !== undefined)
      return `${together.map(({ id }) => id).join(', ')} has to run first, and failed:\n${failed}`;
  }
  return undefined;
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
  const env =
    traced === undefined ? NX_ENV : { ...traced.env, ...NX_ENV, TMPDIR: temporaryBeside(traced.log) };
  const { exitCode, output } = await run(
    { program, args: rest, cwd: '.', env },
    { workspaceRoot: root, install: '', capture: true, sink: () => {} },
  );
  return exitCode === 0 ? undefined : output;
}

/**
 * Where tools keep what they would keep in the temporary folder between runs, as jest does: there it is new,
 * and no file of the machine.
 */
function temporaryBeside(log: string): string {
  const folder = join(dirname(log), 'tmp');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const NX_ENV = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_BATCH_MODE: 'false',
  // Scripts too run below a process of their own, which names the task.
  NX_RUN_COMMANDS_DIRECTLY: 'false',
};

function asText({ task, failed, findings, add }: Report): string {
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
    ...(add === undefined ? [] : [`  Add to ${add.file}:`, indent(add.text)]),
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
