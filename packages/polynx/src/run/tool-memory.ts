/** A tool that took over what it should have done again does it again. */
import { discardUnfounded, notesDisk } from '../adapters/claims.js';
import { withGitMemory } from '../adapters/git-memory.js';
import type { RunResult } from '../adapters/run.js';
import { isStopped } from '../adapters/stop.js';
import { ExpectedError } from '../model/errors.js';
import type { Step } from '../model/task.js';
import { say, type Tool } from './say.js';

/** Each run may reach further than the one before, which failed on what was wrong. */
const MOST = 20;

/**
 * Does the work of a step so that nothing counts which the tool remembers from other sources, or from another
 * commit.
 */
export async function withToolMemory(
  step: Step,
  tool: Tool,
  work: () => Promise<RunResult>,
): Promise<RunResult> {
  return withGitMemory(step, tool, () => repeatedly(step, tool, work));
}

async function repeatedly(
  { claims, command }: Step,
  tool: Tool,
  work: () => Promise<RunResult>,
): Promise<RunResult> {
  const { workspaceRoot } = tool;
  for (let turn = 0; turn < MOST; turn++) {
    const from = Date.now();
    const result = await work();
    if (claims === undefined || result.signal !== undefined || isStopped()) return result;
    const all = claims(result.messages, { ...notesDisk, workspaceRoot });
    const unfounded = discardUnfounded(all, { workspaceRoot, from, to: Date.now() });
    if (unfounded.length === 0) return result;
    say(describe(command.program, unfounded.length), tool);
  }
  throw new ExpectedError(
    `${command.program} keeps taking over results of sources that have changed: what it keeps of earlier runs cannot be removed. Delete its folder.`,
  );
}

function describe(program: string, count: number): string {
  const what = count === 1 ? 'a result whose sources have' : `${count} results whose sources have`;
  return `${program} took over ${what} changed without a newer time stamp: it runs again`;
}
