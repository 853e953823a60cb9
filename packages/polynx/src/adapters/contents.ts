/** What is in a file, without reading it where nothing has touched it since it was read last. */
import { createHash } from 'node:crypto';
import { type BigIntStats, readFileSync, statSync } from 'node:fs';

/** A digest, and by what the file was known when it was made. */
export interface Content {
  readonly digest: string;
  /** Empty where the file had just been changed: within one tick of the clock it may change again. */
  readonly identity: string;
}

export const ABSENT: Content = { digest: 'absent', identity: '' };

/** Equal to no content, its own included. */
export const UNKNOWN: Content = { digest: 'unknown', identity: '' };

/** Nanoseconds; file systems that count whole seconds, or two of them, are in use. */
const TICK = 2_000_000_000n;

export function contentOf(file: string, known?: Content): Content {
  const stats = statOf(file);
  return stats === undefined ? ABSENT : contentWith(file, stats, known);
}

/**
 * NB not by size and time of modification: `mv`, `cp -p`, `tar` and `rsync -t` bring both along. The time of
 * the last change of the entry they cannot.
 */
export function contentWith(file: string, stats: BigIntStats, known?: Content): Content {
  const identity = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
  if (known !== undefined && known.identity === identity) return known;
  const isSettled = stats.ctimeNs + TICK < BigInt(Date.now()) * 1_000_000n;
  return { digest: digestOf(file), identity: isSettled ? identity : '' };
}

export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32);
  } catch {
    return UNKNOWN.digest;
  }
}
