import type { ExecutorContext } from '@nx/devkit';
import { noteSteps } from '../run/note-steps.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { CommandOptions } from './definitions/nix.js';
import { openSession, versionIn } from './nix/session.js';
import { COMMANDS } from './nix/workspace-commands.js';

/** What is done with Nix besides building packages. */
export default function nix(options: CommandOptions, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const session = await openSession(options, context);
    return noteSteps(context, versionIn(session), () => COMMANDS[options.command](session, options));
  });
}
