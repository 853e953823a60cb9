/** What binary caches have; one that does not answer is found out within seconds, and before anything depends on it. */
import { readInfo } from '../../adapters/nix/answers.js';
import { heldCommand } from '../../adapters/nix/commands.js';
import { ExpectedError } from '../../model/errors.js';
import type { Session } from './session.js';

export interface CacheAnswer {
  readonly url: string;
  readonly held: ReadonlySet<string>;
  /** Why it cannot be used: in Nix's words, one line. */
  readonly complaint?: string;
}

type Asking = Pick<Session, 'ask' | 'settings' | 'version'>;

/** Milliseconds; ssh knows no patience of its own. */
const PATIENCE = 15_000;

/** All caches at once. */
export function askCaches(session: Asking, paths: readonly string[]): Promise<CacheAnswer[]> {
  return Promise.all(session.settings.substituters.map((url) => askCache(session, url, paths)));
}

async function askCache(session: Asking, url: string, paths: readonly string[]): Promise<CacheAnswer> {
  const nothing = { url, held: new Set<string>() };
  if (paths.length === 0) return nothing;
  const command = heldCommand(url, paths, session.version);
  try {
    const { exitCode, stdout, stderr } = await session.ask(command, PATIENCE);
    return exitCode === 0
      ? { url, held: new Set(readInfo(stdout).map(({ path }) => path)) }
      : { ...nothing, complaint: complaintIn(stderr) };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return { ...nothing, complaint: `no answer within ${PATIENCE / 1000} s` };
  }
}

function complaintIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? 'it says nothing';
  return said.replace(/^error: /, '');
}
