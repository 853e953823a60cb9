/** Writes down what decided a task that really runs, for `polynx why`. It works while the tool does, and no task fails for it. */
import type { TaskName } from '../explain/expand.js';
import { describeRun, keepRun, type Run } from '../explain/run.js';
import { keepState } from '../explain/states.js';
import { toolchains } from '../toolchains/index.js';
import { graphOf } from './declared-inputs.js';
import type { PreparedTask } from './prepare-task.js';

export interface Note {
  /** Once the task has ended. */
  finish(success: boolean): void;
}

export function noteRun({ context, env, planContext }: PreparedTask): Note {
  const { root: workspaceRoot, projectName, targetName, configurationName, target } = context;
  if (projectName === undefined || targetName === undefined || target?.cache !== true)
    return { finish: () => {} };
  const task: TaskName = {
    project: projectName,
    target: targetName,
    ...(configurationName === undefined ? {} : { configuration: configurationName }),
  };
  let noted: Omit<Run, 'success'> | undefined;
  const note = () => {
    noted ??= silently(() =>
      describeRun({
        workspaceRoot,
        task,
        args: planContext.extra,
        env,
        graph: graphOf(context),
        state: silently(() => keepState(workspaceRoot)),
        identityOf: (id) => toolchains.find((toolchain) => toolchain.id === id)?.runner?.identity,
      }),
    );
  };
  // NB after the tool has been started, which happens in this turn of the event loop or the next.
  const timer = setTimeout(note, 5);
  return {
    finish(success) {
      clearTimeout(timer);
      note();
      const run = noted;
      if (run !== undefined) silently(() => keepRun(workspaceRoot, task, { ...run, success }));
    },
  };
}

/** A full or read-only disk costs an explanation. */
function silently<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
