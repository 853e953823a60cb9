import type { ExecutorContext } from '@nx/devkit';
import { isExpected } from '../model/errors.js';
import { openSession } from './nix/session.js';
import { COMMANDS, type CommandOptions } from './nix/workspace-commands.js';

/** What is done with Nix besides building packages. */
export default async function nix(
  options: CommandOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const session = await openSession(options, context);
    return { success: await COMMANDS[options.command](session, options) };
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`\n${error.message}\n`);
    return { success: false };
  }
}
