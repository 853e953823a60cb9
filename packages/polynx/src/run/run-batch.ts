/**
 * Nx's batches: many tasks in one worker. What a toolchain can do with one process it does; whatever that
 * process does not prove is run alone, by the code that runs any task. Each task is answered for exactly
 * once.
 */
import type { ExecutorContext, ProjectConfiguration, Task, TaskGraph } from '@nx/devkit';
import { ask, type Env } from '../adapters/run.js';
import { isStopped, watchForStop } from '../adapters/stop.js';
import { compact } from '../model/compact.js';
import { type BatchMember, environmentKey, type Finish, formatError, type Outcome } from './batch-member.js';
import { environmentFor } from './dev-shell.js';
import { liveOutput } from './live-output.js';
import { type AnyRunner, prepareTask } from './prepare-task.js';
import { createPool, createQueue } from './queue.js';
import { type BatchRun, runGroups } from './run-group.js';
import { runPrepared } from './run-task.js';
import { tasksBefore } from './task-edges.js';
import { taskEnv } from './task-env.js';

export interface TaskResult {
  readonly success: boolean;
  readonly status: 'success' | 'failure' | 'skipped';
  readonly terminalOutput: string;
  readonly startTime: number;
  readonly endTime: number;
}

export interface TaskAnswer {
  readonly task: string;
  readonly result: TaskResult;
}

export function batchExecutorOf(runner: AnyRunner) {
  return (
    graph: TaskGraph,
    inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    _overrides: unknown,
    context: ExecutorContext,
  ): AsyncGenerator<TaskAnswer> => {
    return runBatch(runner, graph, inputs, context);
  };
}

/** How many processes at a time: Nx's own default, which it does not tell a batch. */
const AT_ONCE = 3;

async function* runBatch(
  runner: AnyRunner,
  graph: TaskGraph,
  inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  context: ExecutorContext,
): AsyncGenerator<TaskAnswer> {
  const release = watchForStop();
  const statuses = new Map<string, TaskResult['status']>();
  const waiting = new Set(Object.keys(graph.tasks));
  try {
    while (waiting.size > 0) {
      const before = (task: string) => dependenciesIn(graph, task).filter((other) => other !== task);
      const free = [...waiting].filter((task) => !before(task).some((other) => waiting.has(other)));
      // A circle is Nx's to refuse; here nobody waits for ever.
      const wave = (free.length > 0 ? free : [...waiting]).sort();
      const tasks: BatchTask[] = [];
      for (const task of wave) {
        waiting.delete(task);
        const isBlocked = before(task).some((other) => (statuses.get(other) ?? 'success') !== 'success');
        if (isBlocked) yield answer(task, 'skipped', '', Date.now(), statuses);
        else tasks.push(batchTask(task, graph, inputs, context));
      }
      for await (const { task, status, log, start } of runWave(runner, tasks))
        yield answer(task, status, log, start, statuses);
    }
  } finally {
    release();
  }
}

function dependenciesIn(graph: TaskGraph, task: string): string[] {
  return tasksBefore(graph, task).filter((id) => graph.tasks[id] !== undefined);
}

function answer(
  task: string,
  status: TaskResult['status'],
  terminalOutput: string,
  startTime: number,
  statuses: Map<string, TaskResult['status']>,
): TaskAnswer {
  statuses.set(task, status);
  const success = status === 'success';
  return { task, result: { success, status, terminalOutput, startTime, endTime: Date.now() } };
}

interface BatchTask {
  readonly id: string;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly context: ExecutorContext;
  readonly env: Env;
}

/** The context that a process of this task alone would be given. */
function batchTask(
  id: string,
  { tasks }: TaskGraph,
  inputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  context: ExecutorContext,
): BatchTask {
  const task = tasks[id] as Task;
  const { project, target, configuration } = task.target;
  const owner: ProjectConfiguration | undefined = context.projectsConfigurations.projects[project];
  const ownTarget = owner?.targets?.[target];
  return {
    id,
    raw: inputs[id] ?? {},
    env: taskEnv({ ...task, projectRoot: owner?.root ?? '.' }, context.projectGraph),
    context: compact({
      ...context,
      projectName: project,
      targetName: target,
      configurationName: configuration,
      target: ownTarget,
    }),
  };
}

/** Tasks that wait for none of each other. */
async function* runWave(runner: AnyRunner, tasks: readonly BatchTask[]): AsyncGenerator<Outcome> {
  const start = Date.now();
  const queue = createQueue<Outcome>();
  const open = new Set(tasks.map(({ id }) => id));
  const finish = (task: string, status: Outcome['status'], log: string) => {
    if (open.delete(task)) queue.put({ task, status, log, start });
  };
  const work = async () => {
    const pool = createPool(AT_ONCE);
    const askOnce = rememberAnswers();
    const inHand = await prepareAll(runner, tasks, { pool, finish, ask: askOnce });
    const alone = (one: BatchMember) => {
      const run = () => runAlone(one, finish);
      // A service goes on until it is stopped: nobody may have to wait for its turn.
      return one.task.context.target?.continuous === true ? run() : pool(run);
    };
    await runGroups(runner, inHand, { pool, finish, ask: askOnce, alone });
  };
  work()
    .catch((error: unknown) => {
      for (const task of open) finish(task, 'failure', formatError(error));
    })
    .finally(() => {
      for (const task of open)
        finish(
          task,
          'failure',
          'It was not run: the batch ended before its turn. Run it again, or with --no-batch.\n',
        );
      queue.end();
    });
  yield* queue.items();
}

async function prepareAll(
  runner: AnyRunner,
  tasks: readonly BatchTask[],
  { pool, finish, ask: askOnce }: Omit<BatchRun, 'alone'>,
): Promise<BatchMember[]> {
  const prepared = tasks.map(async ({ id, raw, context, env: own }): Promise<BatchMember[]> => {
    const log = { text: '' };
    const isService = context.target?.continuous === true;
    const live = isService ? print : liveOutput(id, tasks.length === 1);
    const sink = (text: string) => {
      log.text += text;
      live(text);
    };
    try {
      const env = await environmentFor(raw, own, context.root);
      const task = await pool(() => prepareTask(runner, raw, context, { env, sink, ask: askOnce }));
      return [{ id, task, env, log }];
    } catch (error) {
      finish(id, 'failure', formatError(error));
      return [];
    }
  });
  return (await Promise.all(prepared)).flat();
}

function print(text: string): void {
  process.stdout.write(text);
}

/** A tool is asked for its version once per directory and environment. */
function rememberAnswers(): typeof ask {
  const answers = new Map<string, Promise<string>>();
  return (command, options) => {
    const key = JSON.stringify([command, environmentKey(options.env ?? {})]);
    const known = answers.get(key) ?? ask(command, options);
    answers.set(key, known);
    return known;
  };
}

async function runAlone({ id, task, log }: BatchMember, finish: Finish): Promise<void> {
  if (isStopped()) return finish(id, 'failure', log.text);
  try {
    const isSuccess = await runPrepared(task);
    finish(id, isSuccess ? 'success' : 'failure', log.text);
  } catch (error) {
    finish(id, 'failure', log.text + formatError(error));
  }
}
