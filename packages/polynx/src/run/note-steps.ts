/** What a task did, and when, for the record of the run. */
import type { ExecutorContext } from '@nx/devkit';
import { noteCommands } from '../adapters/command-notes.js';
import { keepNote } from '../adapters/step-files.js';
import { messageOf } from '../adapters/unwritable.js';
import { compact } from '../model/compact.js';
import { isExpected } from '../model/errors.js';
import type { StepRecord } from '../model/run-record.js';
import { withoutSecrets } from '../model/secrets.js';

type Named = Pick<ExecutorContext, 'root' | 'projectName' | 'targetName' | 'configurationName'>;

/** @param version what the tool says of it */
export async function noteSteps(
  context: Named,
  version: string | undefined,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const start = Date.now();
  const steps: StepRecord[] = [];
  let error: string | undefined;
  try {
    return await noteCommands((step) => steps.push(step), work);
  } catch (thrown) {
    if (isExpected(thrown)) error = firstLine(messageOf(thrown));
    throw thrown;
  } finally {
    keepSteps(context, version, { start, steps, error });
  }
}

export function keepSteps(
  { root, projectName, targetName, configurationName }: Named,
  version: string | undefined,
  note: {
    readonly start: number;
    readonly steps: readonly StepRecord[];
    readonly error?: string | undefined;
  },
): void {
  if (projectName === undefined || targetName === undefined) return;
  // As Nx names the task.
  const id = [projectName, targetName, configurationName].filter((part) => part !== undefined).join(':');
  keepNote(root, id, compact({ ...note, tool: version === undefined ? undefined : firstLine(version) }));
}

function firstLine(text: string): string | undefined {
  return withoutSecrets(text.trim()).split('\n')[0]?.slice(0, 300);
}
