/** Nx's batches: one evaluation and one `nix build` for all packages that are asked for at once. */
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { noteCommands } from '../adapters/command-notes.js';
import { keepNote } from '../adapters/step-files.js';
import { watchForStop } from '../adapters/stop.js';
import { messageOf } from '../adapters/unwritable.js';
import { isExpected } from '../model/errors.js';
import type { StepRecord } from '../model/run-record.js';
import type { TaskAnswer } from '../run/run-batch.js';
import type { NixBuildOptions } from './definitions/nix-build.js';
import type { Done } from './nix/jobs.js';
import { type Asked, byTimeout, wantedOf, withTimeout } from './nix/jobs.js';
import { realise } from './nix/realise.js';
import { openSession, versionIn } from './nix/session.js';

export default async function* nixBuildBatch(
  { tasks }: TaskGraph,
  inputs: Readonly<Record<string, NixBuildOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskAnswer> {
  const release = watchForStop();
  const startTime = Date.now();
  const failed = new Set<string>();
  const answer = (task: string, status: TaskAnswer['result']['status'], log: string): TaskAnswer => ({
    task,
    result: {
      success: status === 'success',
      status,
      terminalOutput: log,
      startTime,
      endTime: Date.now(),
    },
  });
  try {
    const all = Object.keys(tasks).flatMap((id) => {
      const options = inputs[id];
      return options === undefined ? [] : [{ id, options }];
    });
    // What is ensured comes after what is built: it reads the manifests.
    for (const ensure of [false, true]) {
      const wave = all.filter(({ options }) => (options.ensure ?? false) === ensure);
      for (const { id } of wave.filter(({ options }) => failed.has(keyOf(options))))
        yield answer(id, 'skipped', '');
      const ready = wave.filter(({ options }) => !failed.has(keyOf(options)));
      for (const group of byTimeout(ready))
        for (const { id, success, log } of await together(group, context)) {
          const options = inputs[id];
          if (!success && options !== undefined) failed.add(keyOf(options));
          yield answer(id, success ? 'success' : 'failure', log);
        }
    }
  } finally {
    release();
  }
}

function keyOf({ attr, system = '' }: NixBuildOptions): string {
  return `${system} ${attr}`;
}

async function together(wave: readonly Asked[], context: ExecutorContext): Promise<Done[]> {
  const [first] = wave;
  if (first === undefined) return [];
  try {
    const session = await openSession(withTimeout(first.options), context);
    const failed: Done[] = [];
    const wanted = wave.flatMap(({ id, options }) => {
      try {
        return [wantedOf(id, options, session)];
      } catch (error) {
        failed.push(failure(id, error));
        return [];
      }
    });
    const note = { start: Date.now(), tool: versionIn(session), steps: [] as StepRecord[] };
    const done = await noteCommands(
      (step) => note.steps.push({ ...step, tasks: wave.length }),
      () => realise(session, wanted, (text) => process.stdout.write(text)),
    );
    for (const { id } of wave) keepNote(context.root, id, note);
    return [...failed, ...done];
  } catch (error) {
    return wave.map(({ id }) => failure(id, error));
  }
}

function failure(id: string, error: unknown): Done {
  if (!isExpected(error)) throw error;
  return { id, success: false, log: `\n${messageOf(error)}\n\n` };
}
