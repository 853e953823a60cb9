/**
 * Writes down what decided a task that really runs, for `polynx why`. It works while the tool does, and no
 * task fails for it.
 */
import type { TaskName } from '../explain/expand.js';
import { describeRun, keepRun, type Run, toolchainsAsked } from '../explain/run.js';
import { keepState } from '../explain/states.js';
import { compact } from '../model/compact.js';
import type { Identity } from '../model/identity.js';
import { graphOf } from './declared-inputs.js';
import type { PreparedTask } from './prepare-task.js';

export interface Note {
  /** Once the task has ended. */
  finish(success: boolean): Promise<void>;
}

export function noteRun({ context, env, planContext }: PreparedTask): Note {
  const { root: workspaceRoot, projectName, targetName, configurationName, target } = context;
  if (projectName === undefined || targetName === undefined || target?.cache !== true)
    return { finish: async () => {} };
  const task: TaskName = compact({
    project: projectName,
    target: targetName,
    configuration: configurationName,
  });
  let noted: Promise<Omit<Run, 'success'> | undefined> | undefined;
  const note = () => {
    noted ??= silently(async () => {
      const graph = graphOf(context);
      const identityOf = await identities(toolchainsAsked(task, graph));
      return describeRun({
        workspaceRoot,
        task,
        args: planContext.extra,
        env,
        graph,
        state: await silently(() => keepState(workspaceRoot)),
        identityOf,
      });
    });
    return noted;
  };
  // NB after the tool has been started, which happens in this turn of the event loop or the next.
  const timer = setTimeout(note, 5);
  return {
    async finish(success) {
      clearTimeout(timer);
      const run = await note();
      if (run !== undefined) await silently(() => keepRun(workspaceRoot, task, { ...run, success }));
    },
  };
}

/**
 * NB by file, as the fingerprint program has them: the toolchains themselves are most of what makes the
 * graph, and would cost each task 50 ms of CPU. A chunk of the bundle lies one folder below `dist`, and so do
 * they.
 */
async function identities(ids: readonly string[]): Promise<(toolchain: string) => Identity | undefined> {
  const loaded = ids.map(async (id) => {
    const { identity } = (await import(new URL(`../identity/${id}.js`, import.meta.url).href)) as {
      identity: Identity;
    };
    return [id, identity] as const;
  });
  const known = new Map(await Promise.all(loaded));
  return (id) => known.get(id);
}

/** A full or read-only disk costs an explanation. */
async function silently<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
