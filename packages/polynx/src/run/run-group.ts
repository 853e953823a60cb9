/**
 * The tasks of a wave that can share a process do; the rest, and whatever that process leaves open, is run
 * alone.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { noteCommands } from '../adapters/command-notes.js';
import { disk } from '../adapters/disk.js';
import { discardInterrupted } from '../adapters/interruption.js';
import { exclusively } from '../adapters/lock.js';
import { type ask, run } from '../adapters/run.js';
import { isStopped } from '../adapters/stop.js';
import { compact } from '../model/compact.js';
import { isExpected } from '../model/errors.js';
import type { StepRecord } from '../model/run-record.js';
import type { Batch, Batching, BatchWorld, Verdict } from '../toolchains/toolchain.js';
import { emptyFolders, isMissing, makeFolders, placeArtifacts } from './artifacts.js';
import { type BatchMember, environmentKey, type Finish, formatError } from './batch-member.js';
import { type Note, noteRun } from './note-run.js';
import { keepSteps } from './note-steps.js';
import type { AnyRunner, PreparedTask } from './prepare-task.js';
import type { createPool } from './queue.js';
import { startRemarks } from './remarks.js';
import { audit, sizesOf } from './run-task.js';
import { say } from './say.js';
import { isVerbose, shownPlan } from './shown-plan.js';
import { withToolMemory } from './tool-memory.js';

// biome-ignore lint/suspicious/noExplicitAny: options were checked by the runner's own schema
type AnyBatching = Batching<any>;

export interface BatchRun {
  readonly pool: ReturnType<typeof createPool>;
  readonly finish: Finish;
  readonly ask: typeof ask;
  alone(task: BatchMember): Promise<void>;
}

export async function runGroups(
  runner: AnyRunner,
  tasks: readonly BatchMember[],
  wave: BatchRun,
): Promise<void> {
  const batching = await runner.batch?.();
  if (batching === undefined) {
    await Promise.all(tasks.map(wave.alone));
    return;
  }
  const { groups, others } = groupsOf(tasks, batching);
  await Promise.all([
    ...groups.map((group) => runGroup(batching, group, wave, true)),
    ...others.map(wave.alone),
  ]);
}

/** One environment and one key; of one task there is nothing to share. */
function groupsOf(tasks: readonly BatchMember[], batching: AnyBatching) {
  const byKey = new Map<string, BatchMember[]>();
  const others: BatchMember[] = [];
  for (const one of tasks) {
    const key = batching.key(factsOf(one));
    if (key === undefined) others.push(one);
    else {
      const whole = `${key} ${environmentKey(one.env)}`;
      byKey.set(whole, [...(byKey.get(whole) ?? []), one]);
    }
  }
  const groups = [...byKey.values()];
  const single = groups.filter((group) => group.length === 1).flat();
  return { groups: groups.filter((group) => group.length > 1), others: [...others, ...single] };
}

function factsOf({ id, task }: BatchMember) {
  return { id, options: task.options, context: task.planContext };
}

async function runGroup(
  batching: AnyBatching,
  group: readonly BatchMember[],
  wave: BatchRun,
  mayAskAgain: boolean,
): Promise<void> {
  const batches = await wave.pool(() => plan(batching, group, wave.ask));
  const planned = new Set(batches.flatMap(({ tasks }) => tasks));
  await Promise.all([
    ...batches.map(async (batch) => {
      const members = group.filter(({ id }) => batch.tasks.includes(id));
      const left = await wave.pool(
        () => runBatch(batch, members, wave.finish),
        batch.inTurn ?? batch.step.exclusive,
      );
      const again = mayAskAgain && left.again.length > 1 ? left.again : [];
      await Promise.all([
        ...[...left.alone, ...(again.length > 0 ? [] : left.again)].map(wave.alone),
        ...(again.length > 0 ? [runGroup(batching, again, wave, false)] : []),
      ]);
    }),
    ...group.filter(({ id }) => !planned.has(id)).map(wave.alone),
  ]);
}

/** A toolchain that cannot plan leaves every task to itself. */
async function plan(
  batching: AnyBatching,
  group: readonly BatchMember[],
  askOnce: typeof ask,
): Promise<readonly Batch[]> {
  const [first] = group;
  if (first === undefined || isStopped()) return [];
  const { tool } = first.task;
  const world: BatchWorld = {
    env: first.env,
    read: (path) => disk.read(isAbsolute(path) ? path : join(tool.workspaceRoot, path)),
    ask: (command) => askOnce(command, tool),
  };
  try {
    return await batching.plan(group.map(factsOf), world);
  } catch (error) {
    process.stderr.write(formatError(error));
    return [];
  }
}

interface Left {
  readonly alone: readonly BatchMember[];
  readonly again: readonly BatchMember[];
}

async function runBatch(batch: Batch, members: readonly BatchMember[], finish: Finish): Promise<Left> {
  const [first] = members;
  if (first === undefined || isStopped()) return { alone: members, again: [] };
  const { tool } = first.task;
  const work = async (): Promise<Left> => {
    const scratch = batch.scratch === undefined ? [] : [batch.scratch];
    emptyFolders(tool.workspaceRoot, scratch);
    makeFolders(tool.workspaceRoot, scratch);
    const notes = new Map(members.map(({ id, task }) => [id, noteRun(task)]));
    const start = Date.now();
    const steps: StepRecord[] = [];
    try {
      const verdicts = await noteCommands(
        (step) => steps.push(compact({ ...step, tasks: members.length, apart: batch.apart })),
        () => verdictsOf(batch, first),
      );
      const alone: BatchMember[] = [];
      const again: BatchMember[] = [];
      const finishOf = finishAndNote(notes, finishAndKeep(members, { start, steps }, finish));
      // NB at once: what is asked of git for each is then asked in one process.
      const concluded = await Promise.allSettled(
        members.map(async (one) => {
          const verdict = verdicts.get(one.id) ?? { is: 'alone' };
          if (verdict.is === 'again') again.push(one);
          else if (verdict.is === 'alone' || !(await conclude(one, batch, verdict, finishOf)))
            alone.push(one);
        }),
      );
      for (const one of concluded) if (one.status === 'rejected') throw one.reason;
      return { alone, again };
    } finally {
      emptyFolders(tool.workspaceRoot, scratch);
    }
  };
  const { exclusive } = batch.step;
  return exclusive === undefined
    ? work()
    : exclusively(tool.workspaceRoot, exclusive, `a batch of ${members.length} tasks`, work);
}

/** Who runs again, alone, notes that run. */
function finishAndNote(notes: ReadonlyMap<string, Note>, finish: Finish): Finish {
  return (task, status, log) => {
    void notes.get(task)?.finish(status === 'success');
    finish(task, status, log);
  };
}

/** The commands of the batch stand with each of its tasks. */
function finishAndKeep(
  members: readonly BatchMember[],
  note: { readonly start: number; readonly steps: readonly StepRecord[] },
  finish: Finish,
): Finish {
  const byId = new Map(members.map(({ id, task }) => [id, task]));
  return (id, status, log) => {
    const task = byId.get(id);
    if (task !== undefined) keepSteps(task.context, task.planContext.version, note);
    finish(id, status, log);
  };
}

/**
 * NB what the tool says of its progress goes to the batch, live; what it says of a task goes into the task's
 * log.
 */
async function verdictsOf(
  batch: Batch,
  { task: { tool } }: BatchMember,
): Promise<ReadonlyMap<string, Verdict>> {
  const { sink: _, ...terminal } = tool;
  const { command, messages = false } = batch.step;
  const remarks = await startRemarks(batch.remarks ?? {}, terminal);
  const result = await withToolMemory(batch.step, terminal, () =>
    run(command, {
      ...terminal,
      capture: true,
      messages,
      interactive: false,
      ...discardInterrupted(batch.step, tool.workspaceRoot),
    }),
  );
  if (result.signal !== undefined || isStopped()) return new Map();
  for (const line of await remarks()) say(line, {});
  return batch.verdicts({
    exitCode: result.exitCode,
    messages: result.messages,
    errors: result.output,
    has: (path) => existsSync(join(tool.workspaceRoot, path)),
  });
}

/** A verdict that says something of a task. */
type Told = Exclude<Verdict, { is: 'alone' | 'again' }>;

/** False where the proof does not hold: an artifact is not there. */
async function conclude(
  { id, task, log }: BatchMember,
  batch: Batch,
  verdict: Told,
  finish: Finish,
): Promise<boolean> {
  const own = `${log.text}${shownIn(batch, task, verdict)}${verdict.log}`;
  if (verdict.is === 'failure') {
    finish(id, 'failure', own);
    return true;
  }
  const { workspaceRoot } = task.tool;
  if (verdict.artifacts.some((artifact) => isMissing(workspaceRoot, artifact))) return false;
  try {
    await audit(task, verdict.messages);
    placeArtifacts(workspaceRoot, verdict.artifacts);
    const sizes = sizesOf(task, verdict.artifacts).map((line) => `${line}\n`);
    finish(id, 'success', own + sizes.join(''));
  } catch (error) {
    if (!isExpected(error)) throw error;
    finish(id, 'failure', own + formatError(error));
  }
  return true;
}

/** With `--verbose`. */
function shownIn({ step, tasks }: Batch, task: PreparedTask, verdict: Told): string {
  if (!isVerbose(task.env)) return '';
  const artifacts = verdict.is === 'success' ? verdict.artifacts : [];
  return `${shownPlan(task, { steps: [step], artifacts }, { tasks: tasks.length })}\n`;
}
