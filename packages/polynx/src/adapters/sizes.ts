/** How big artifacts are, and what the build before left: kept beside the slices, in nobody's key. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../model/task.js';
import { readOwnText, tryWriteOwn } from './own-folder.js';

const SIZES = '.nx/polynx/sizes';

/** A line per file that is there: `target/release/app: 1,204 kB (+3 kB, +0.2 %)`. No task fails for it. */
export function sizeReport(workspaceRoot: string, artifacts: readonly Artifact[]): string[] {
  return artifacts.flatMap(({ to }) => {
    const found = statSync(join(workspaceRoot, to), { throwIfNoEntry: false });
    if (found?.isFile() !== true) return [];
    const before = exchange(workspaceRoot, `${SIZES}/${digestOf(to)}`, found.size);
    return `${to}: ${kilobytes(found.size)} kB${change(before, found.size)}`;
  });
}

/** Files that are looked at: a folder of documentation has tens of thousands. */
const MOST_FILES = 2000;

/**
 * Bytes of all outputs together, without those that are globs; undefined where there are none, or too many
 * files to look at.
 */
export function sizeOfOutputs(workspaceRoot: string, outputs: readonly string[]): number | undefined {
  const sizes: number[] = [];
  const queue = outputs.filter((path) => !/[*?{}[\]!]/.test(path)).map((path) => join(workspaceRoot, path));
  for (const path of queue) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile() === true) sizes.push(found.size);
    if (found?.isDirectory() === true) for (const name of readdirSync(path)) queue.push(join(path, name));
    if (queue.length > MOST_FILES) return undefined;
  }
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
}

export function change(before: number | undefined, now: number): string {
  if (before === undefined) return '';
  if (before === now) return ' (as before)';
  const difference = now - before;
  const sign = difference > 0 ? '+' : '\u2212';
  const percent = before === 0 ? '' : `, ${sign}${Math.abs((100 * difference) / before).toFixed(1)} %`;
  const amount =
    Math.abs(difference) < 1000 ? `${Math.abs(difference)} bytes` : `${kilobytes(Math.abs(difference))} kB`;
  return ` (${sign}${amount}${percent})`;
}

/** Of 1,000 bytes, as file managers have it. */
function kilobytes(bytes: number): string {
  return (bytes / 1000).toLocaleString('en-US', { maximumFractionDigits: bytes < 100_000 ? 1 : 0 });
}

function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 32);
}

/** Gives what was there. */
function exchange(workspaceRoot: string, path: string, size: number): number | undefined {
  const before = Number(readOwnText(workspaceRoot, path) ?? Number.NaN);
  tryWriteOwn(workspaceRoot, path, `${size}\n`);
  return Number.isSafeInteger(before) ? before : undefined;
}
