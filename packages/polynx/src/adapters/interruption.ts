/** A tool that was stopped may have written down as done what went wrong only because it was stopped. What it wrote down in that moment is not believed. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Records, Step } from '../model/task.js';
import { fileNameOf } from './lock.js';

const FOLDER = '.nx/polynx/interrupted';

/** Milliseconds, and more than Nx takes to end a tree of processes. */
const LONGEST_STOP = 10_000;

/** Called right before the step runs, while its lock is held. */
export function discardInterrupted(
  { exclusive, records }: Step,
  workspaceRoot: string,
): { readonly onStop?: () => void } {
  if (exclusive === undefined || records === undefined) return {};
  const mark = join(workspaceRoot, FOLDER, fileNameOf(exclusive));
  forgetInterrupted(mark, { ...records, folder: resolve(workspaceRoot, records.folder) });
  return { onStop: () => noteInterruption(mark) };
}

/** NB synchronous: the process may have no other moment. */
function noteInterruption(mark: string): void {
  try {
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, '');
  } catch {
    // On a full disk the tool could not write either.
  }
}

function forgetInterrupted(mark: string, { folder, prefix, removes = (file) => file }: Records): void {
  const interrupted = timeOf(mark);
  if (interrupted === undefined) return;
  for (const file of filesOf(folder, prefix))
    if ((timeOf(file) ?? 0) >= interrupted - LONGEST_STOP) rmSync(removes(file), { force: true });
  rmSync(mark, { force: true });
}

function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function filesOf(folder: string, prefix: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(prefix))
    .map((entry) => join(entry.parentPath, entry.name));
}
