/** Nix's store: what no root keeps, and files that are there twice. */
import { deadPathsCommand, gcCommand, optimiseCommand } from '../../adapters/nix/commands.js';
import { openSession } from '../../executors/nix/session.js';

export async function cleanStore(root: string, yes: boolean): Promise<void> {
  const session = await openSession({}, { root });
  if (!yes) {
    const { stdout } = await session.ask(deadPathsCommand);
    const dead = stdout.split('\n').filter((line) => line.startsWith('/')).length;
    console.log(`Nix's store: ${dead} paths would be collected, and equal files joined`);
    return;
  }
  for (const command of [gcCommand, optimiseCommand]) {
    const { stdout, stderr } = await session.ask(command);
    console.log(`Nix's store: ${`${stdout}\n${stderr}`.trim().split('\n').at(-1)}`);
  }
}
