/**
 * A tool that has asked git once need not ask again, and takes what it was told for the commit of now. So
 * what it was told is written down with when, and where git answers otherwise, or the tool did it while we
 * were not looking, it has to ask again.
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitFact } from '../model/git-facts.js';
import type { Remembered, Step } from '../model/task.js';
import { disk } from './disk.js';
import { gitState } from './git-state.js';
import { fileNameOf } from './lock.js';
import { readOwnText, removeOwn, writeOwn } from './own-folder.js';
import { answerOf, type RunOptions } from './run.js';

const FOLDER = '.nx/polynx/commits';

/** What git said, and when the tool wrote its proof. */
interface Note {
  readonly state: string;
  readonly at: number;
}

type Notes = Readonly<Record<string, Note>>;

/** Does the work of a step, while its lock is held. */
export async function withGitMemory<T>(
  { git, exclusive }: Pick<Step, 'git' | 'exclusive'>,
  tool: Pick<RunOptions, 'workspaceRoot' | 'env'>,
  work: () => Promise<T>,
): Promise<T> {
  if (git === undefined || exclusive === undefined) return work();
  const { workspaceRoot } = tool;
  const file = `${FOLDER}/${fileNameOf(exclusive)}.json`;
  const find = () => git.find((folder) => list(resolve(workspaceRoot, folder)));
  const timeOf = ({ proof }: Remembered) => timeOfFile(resolve(workspaceRoot, proof));
  const notes = readNotes(workspaceRoot, file);
  const stateBefore = asking(tool);
  const before = new Map<string, number>();
  for (const one of find()) {
    const at = timeOf(one);
    const note = notes[one.record];
    const isCurrent = note?.at === at && note?.state === (await stateBefore(one.facts));
    if (isCurrent || !git.forget) before.set(one.record, at);
    else rmSync(resolve(workspaceRoot, one.record), { force: true });
  }
  try {
    return await work();
  } finally {
    const stateNow = asking(tool);
    const found: Record<string, Note> = {};
    for (const one of find()) {
      const at = timeOf(one);
      const [state, now] = [await stateBefore(one.facts), await stateNow(one.facts)];
      const known = notes[one.record];
      // NB who commits meanwhile leaves open which commit the tool has seen.
      if (before.get(one.record) !== at) found[one.record] = { state: state === now ? state : '', at };
      else if (known !== undefined) found[one.record] = known;
    }
    writeNotes(workspaceRoot, file, found);
  }
}

/** Each set of facts is asked for once. */
function asking({
  workspaceRoot,
  env,
}: Pick<RunOptions, 'workspaceRoot' | 'env'>): (facts: readonly GitFact[]) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  const ask = async (args: readonly string[]) => {
    const command = { program: 'git', args, cwd: '.' };
    try {
      const { exitCode, stdout } = await answerOf(command, {
        workspaceRoot,
        install: '',
        ...(env && { env }),
      });
      return exitCode === 0 ? stdout.trimEnd() : undefined;
    } catch {
      return undefined;
    }
  };
  return (facts) => {
    const key = facts.join(' ');
    const state = known.get(key) ?? gitState(facts, ask, (file) => disk.read(join(workspaceRoot, file)));
    known.set(key, state);
    return state;
  };
}

function readNotes(workspaceRoot: string, file: string): Notes {
  try {
    return JSON.parse(readOwnText(workspaceRoot, file) ?? '{}') as Notes;
  } catch {
    return {};
  }
}

/** Without notes the tool does once more what it had done. */
function writeNotes(workspaceRoot: string, file: string, notes: Notes): void {
  try {
    writeOwn(workspaceRoot, file, JSON.stringify(notes));
  } catch {
    removeOwn(workspaceRoot, file);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function timeOfFile(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
