/** What only tools can do: complete locks, install packages. */
import { run } from '../../adapters/run.js';
import type { Command } from '../../model/task.js';

/** Runs one after the other. Those that fail, and all behind them, come back: the user has to. */
export async function runCommands(
  commands: readonly Command[],
  workspaceRoot: string,
): Promise<readonly Command[]> {
  for (const [index, command] of commands.entries()) {
    console.log(`\n> ${shown(command)}`);
    if (!(await succeeds(command, workspaceRoot))) return commands.slice(index);
  }
  return [];
}

async function succeeds(command: Command, workspaceRoot: string): Promise<boolean> {
  try {
    return (await run(command, { workspaceRoot, install: '' })).exitCode === 0;
  } catch {
    return false;
  }
}

export function shown({ program, args, cwd }: Command): string {
  const line = [program, ...args].join(' ');
  return cwd === '.' ? line : `${line}   (in ${cwd})`;
}
