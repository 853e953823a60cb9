import { stripVTControlCharacters } from 'node:util';
import { withoutSecrets } from '../../model/secrets.js';

/**
 * `--log-format internal-json`: one `@nix {…}` per line on stderr. The numbers are those of
 * https://github.com/NixOS/nix/blob/master/src/libutil/include/nix/util/logging.hh
 */
const ACTIVITY = { copy: 100, build: 105, substitute: 108 } as const;
const RESULT_LOG_LINE = 101;

export interface LogListener {
  /** A line that a build printed; `drv` is the derivation. */
  line?(drv: string, text: string): void;
  /** A build has begun. */
  started?(drv: string): void;
  /** A path is fetched from a cache, whose address has no password in it. */
  fetched?(path: string, cache: string): void;
  /** A path goes to a cache, or comes from one. */
  copied?(path: string): void;
  /** What Nix itself says: errors have level 0, warnings 1. */
  message?(level: number, text: string): void;
}

interface Entry {
  readonly action: string;
  readonly id?: number;
  readonly type?: number;
  readonly level?: number;
  readonly msg?: string;
  readonly fields?: readonly unknown[];
}

/**
 * Takes stderr as it comes, in any pieces. What is a secret in a line is left out of all that a listener
 * shows or keeps.
 */
export function logReader(listener: LogListener): (chunk: string) => void {
  const builds = new Map<number, string>();
  let rest = '';
  const take = (line: string) => {
    const entry = entryIn(line);
    if (entry === undefined) {
      if (line.trim() !== '') listener.message?.(3, withoutSecrets(line));
      return;
    }
    const { action, id = 0, type, fields = [], level = 3, msg = '' } = entry;
    const first = String(fields[0] ?? '');
    if (action === 'start' && type === ACTIVITY.build) {
      builds.set(id, first);
      listener.started?.(first);
    } else if (action === 'start' && type === ACTIVITY.substitute)
      listener.fetched?.(first, withoutSecrets(String(fields[1] ?? '')));
    else if (action === 'start' && type === ACTIVITY.copy) listener.copied?.(first);
    else if (action === 'result' && type === RESULT_LOG_LINE)
      listener.line?.(builds.get(id) ?? '', withoutSecrets(first));
    else if (action === 'msg') listener.message?.(level, withoutSecrets(stripVTControlCharacters(msg)));
  };
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}

function entryIn(line: string): Entry | undefined {
  if (!line.startsWith('@nix ')) return undefined;
  try {
    return JSON.parse(line.slice(5)) as Entry;
  } catch {
    return undefined;
  }
}
