/**
 * A tool that was stopped may have written down as done what went wrong only because it was stopped. What it
 * wrote down in that moment is not believed.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Records, Step } from '../model/task.js';
import { fileNameOf } from './lock.js';
import { removeOwn, statOwn, tryWriteOwn } from './own-folder.js';

const FOLDER = '.nx/polynx/interrupted';

/** Milliseconds, and more than Nx takes to end a tree of processes. */
const LONGEST_STOP = 10_000;

/** Called right before the step runs, while its lock is held. */
export function discardInterrupted(
  { exclusive, records }: Step,
  workspaceRoot: string,
): { readonly onStop?: () => void } {
  if (exclusive === undefined || records === undefined) return {};
  const mark = `${FOLDER}/${fileNameOf(exclusive)}`;
  forgetInterrupted(workspaceRoot, mark, { ...records, folder: resolve(workspaceRoot, records.folder) });
  // NB synchronous: the process may have no other moment. On a full disk the tool could not write either.
  return { onStop: () => tryWriteOwn(workspaceRoot, mark, String(Date.now())) };
}

function forgetInterrupted(
  workspaceRoot: string,
  mark: string,
  { folder, prefix, removes = (file) => file }: Records,
): void {
  const interrupted = statOwn(workspaceRoot, mark)?.mtimeMs;
  if (interrupted === undefined) return;
  for (const file of filesOf(folder, prefix))
    if ((timeOf(file) ?? 0) >= interrupted - LONGEST_STOP) rmSync(removes(file), { force: true });
  removeOwn(workspaceRoot, mark);
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
