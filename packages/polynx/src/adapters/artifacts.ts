import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../model/errors.js';
import type { Artifact } from '../model/task.js';

/** Puts what a tool made where it belongs, all of it or nothing: earlier artifacts stay until every new one is there. */
export function placeArtifacts(workspaceRoot: string, artifacts: readonly Artifact[]): void {
  const missing = artifacts.filter(({ from }) => !existsSync(join(workspaceRoot, from)));
  if (missing.length > 0) {
    throw new ExpectedError(
      `The tool succeeded but did not leave ${missing.map(({ to }) => to).join(', ')}.\n  Nothing is cached for a task without its artifacts.`,
    );
  }
  for (const { from, to } of artifacts) {
    if (from !== to) move(join(workspaceRoot, from), join(workspaceRoot, to));
  }
}

/** NB renaming one hard link over another of the same file does nothing and leaves both: unlink first. */
function move(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(from, to);
}

/** Some tools write into a folder only if it exists. */
export function makeRoomFor(workspaceRoot: string, artifacts: readonly Artifact[]): void {
  for (const { from } of artifacts) mkdirSync(dirname(join(workspaceRoot, from)), { recursive: true });
}

export function makeFolders(workspaceRoot: string, folders: readonly string[]): void {
  for (const folder of folders) mkdirSync(join(workspaceRoot, folder), { recursive: true });
}

export function emptyFolders(workspaceRoot: string, folders: readonly string[]): void {
  for (const folder of folders) rmSync(join(workspaceRoot, folder), { recursive: true, force: true });
}
