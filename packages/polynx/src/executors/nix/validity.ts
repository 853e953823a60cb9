import { invalidCommand } from '../../adapters/nix/commands.js';
import type { Session } from './session.js';

/** Of these paths, those that are not in the store, or only in part. */
export async function invalid(
  session: Pick<Session, 'ask'>,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const { stdout } = await session.ask(invalidCommand(paths));
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}
