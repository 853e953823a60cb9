import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import type { PostTasksExecutionContext, ProjectConfiguration, TaskResult } from '@nx/devkit';
import { headOf } from '../adapters/git-head.js';
import { keepRecord } from '../adapters/history.js';
import { sizeOfOutputs } from '../adapters/sizes.js';
import { takeNotes } from '../adapters/step-files.js';
import { causeIn } from '../model/cause.js';
import { compact } from '../model/compact.js';
import { hostPlatform } from '../model/platform.js';
import { hasRun, type RunRecord, type TaskRecord } from '../model/run-record.js';
import { withoutSecrets } from '../model/secrets.js';

/** Characters of a log that are kept: the end, where the error stands. */
const MOST = 20_000;

/** No command fails for its record. */
export function recordRun(context: PostTasksExecutionContext, nodes: Nodes): void {
  const { workspaceRoot, taskResults } = context;
  if (Object.keys(taskResults).length === 0) return;
  try {
    keepRecord(workspaceRoot, describeRun(context, nodes));
  } catch {}
}

/** What polynx has said of projects. */
type Nodes = readonly Partial<ProjectConfiguration>[];

function describeRun(context: PostTasksExecutionContext, nodes: Nodes): RunRecord {
  const { workspaceRoot, argv, startTime, endTime, taskResults } = context;
  const noteOf = lazily(() => takeNotes(workspaceRoot, endTime));
  return compact<RunRecord>({
    version: 1,
    id: randomUUID(),
    // Without node and the program of Nx.
    command: argv.slice(2).map(withoutSecrets),
    start: startTime,
    end: endTime,
    ...headOf(workspaceRoot),
    machine: { platform: hostPlatform(), cores: availableParallelism(), node: process.version },
    tasks: withBatches(
      Object.entries(taskResults).map(([id, result]) => describeTask(id, result, context, noteOf)),
      nodes,
    ),
  });
}

function describeTask(
  id: string,
  { task, status, terminalOutput }: TaskResult,
  { workspaceRoot, startTime: begun, endTime: ended }: PostTasksExecutionContext,
  noteOf: () => ReturnType<typeof takeNotes>,
): TaskRecord {
  const record = compact<TaskRecord>({
    id,
    project: task.target.project,
    target: task.target.target,
    hash: task.cache === true ? task.hash : undefined,
    outcome: outcomeOf(status),
    from: sourceOf(status, task.cache === true),
    start: task.startTime ?? begun,
    end: task.endTime ?? ended,
  });
  if (!hasRun(record)) return record;
  const { tool, steps = [], error } = noteOf()(id, record) ?? {};
  return compact<TaskRecord>({
    ...record,
    tool,
    steps: steps.length === 0 ? undefined : steps,
    error: record.outcome === 'failure' ? (error ?? causeOf(terminalOutput)) : undefined,
    size: record.outcome === 'success' ? sizeOfOutputs(workspaceRoot, task.outputs) : undefined,
    log: terminalOutput === undefined ? undefined : withoutSecrets(terminalOutput.slice(-MOST)),
  });
}

/** NB of the whole log: the cause stands before its consequences. */
function causeOf(log = ''): string | undefined {
  const cause = causeIn(stripVTControlCharacters(log));
  return cause === undefined ? undefined : withoutSecrets(cause);
}

/** A command that takes all from the cache looks for no notes. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * NB Nx reports no batches. Tasks of polynx that begin in the same millisecond are taken for one: the few
 * single tasks that happen to do so have nearly the same times.
 */
function withBatches(tasks: readonly TaskRecord[], nodes: Nodes): readonly TaskRecord[] {
  if (process.env['NX_BATCH_MODE'] === 'false') return tasks;
  const targets = new Map(nodes.map(({ name, targets: own }) => [name, own]));
  const keyOf = ({ project, target, start }: TaskRecord) => {
    const executor = targets.get(project)?.[target]?.executor;
    return executor?.startsWith('polynx:') === true ? `${executor} ${start}` : undefined;
  };
  const sizes = new Map<string | undefined, number>();
  for (const key of tasks.filter(hasRun).map(keyOf)) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  return tasks.map((task) => {
    const key = hasRun(task) ? keyOf(task) : undefined;
    const batch = key === undefined ? 1 : (sizes.get(key) ?? 1);
    return batch === 1 ? task : { ...task, batch };
  });
}

type Status = TaskResult['status'];

function outcomeOf(status: Status): TaskRecord['outcome'] {
  if (status === 'failure') return 'failure';
  return status === 'skipped' || status === 'stopped' ? 'skipped' : 'success';
}

function sourceOf(status: Status, isCached: boolean): TaskRecord['from'] {
  if (status === 'remote-cache') return 'remote cache';
  if (status === 'local-cache' || status === 'local-cache-kept-existing') return 'local cache';
  return isCached ? 'ran' : 'uncached';
}
