import type { ExecutorContext } from '@nx/devkit';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { CommandOptions } from './definitions/nix.js';
import { openSession } from './nix/session.js';
import { COMMANDS } from './nix/workspace-commands.js';

/** What is done with Nix besides building packages. */
export default function nix(options: CommandOptions, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => COMMANDS[options.command](await openSession(options, context), options));
}
