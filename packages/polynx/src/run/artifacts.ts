import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { copyTree } from '../adapters/copy-tree.js';
import { scratchFolder } from '../adapters/scratch.js';
import { ExpectedError } from '../model/errors.js';
import { isInside, leavesWorkspace } from '../model/paths.js';
import type { Artifact, PreparedFile } from '../model/task.js';
import { signFile } from './code-signature.js';

/**
 * Puts what a tool made where it belongs, all of it or nothing: earlier artifacts stay until every new one is
 * there.
 */
export function placeArtifacts(
  workspaceRoot: string,
  artifacts: readonly Artifact[],
  whenMissing = 'If it wrote them elsewhere, look for a setting outside the repository; --verbose shows what runs.',
): void {
  const missing = artifacts.filter((artifact) => isMissing(workspaceRoot, artifact));
  if (missing.length > 0) {
    throw new ExpectedError(
      `The tool succeeded but did not leave ${missing.map(({ to }) => to).join(', ')}.\n  ${whenMissing}\n  Nothing is cached for a task without its artifacts.`,
    );
  }
  for (const artifact of artifacts) refuseToLose(workspaceRoot, artifact);
  for (const { from, to, codeSigned } of artifacts)
    if (codeSigned === true && existsSync(join(workspaceRoot, from))) signFile(join(workspaceRoot, from), to);
  for (const { from, to } of artifacts) {
    // NB Nx would keep what another configuration has left there as a result of this one.
    if (!existsSync(join(workspaceRoot, from))) rmSync(join(workspaceRoot, to), { force: true });
    else if (from !== to) move(join(workspaceRoot, from), join(workspaceRoot, to), workspaceRoot);
  }
}

/** Of what has to be there. */
export function isMissing(workspaceRoot: string, { from, optional }: Artifact): boolean {
  return optional !== true && !existsSync(join(workspaceRoot, from));
}

/**
 * Users set outputs of their own: a folder that holds more than this artifact, such as cargo's whole target
 * folder, is not ours to replace.
 */
function refuseToLose(workspaceRoot: string, { from, to }: Artifact): void {
  if (leavesWorkspace(join(to)))
    throw new ExpectedError(`The output ${to} lies outside of the workspace: nothing was put there.`);
  const holdsItself = from !== to && isInside(from, to);
  const isAnotherKind = isDirectory(join(workspaceRoot, to)) && !isDirectory(join(workspaceRoot, from));
  if (!holdsItself && !isAnotherKind) return;
  throw new ExpectedError(
    `The output ${to} is a folder that holds other things too: nothing was put there.\n  Name the files that the task leaves in the outputs of the target.`,
  );
}

/**
 * NB at no moment is there no file: Nx may be reading it for another task, and keeps an entry without it.
 * Renaming one hard link over another of the same file does nothing and leaves both. A folder cannot be
 * replaced so: the earlier one steps aside, and is gone when the new one is there.
 */
function move(from: string, to: string, workspaceRoot: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const aside = `${to}.${process.pid}.old`;
  const isReplaced = existsSync(to) && (statSync(from).isDirectory() || isDirectory(to));
  if (isReplaced) renameSync(to, aside);
  try {
    rename(from, to, workspaceRoot);
  } catch (error) {
    if (isReplaced) renameSync(aside, to);
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
  rmSync(from, { recursive: true, force: true });
}

/**
 * A folder may be a disk of its own, as volumes of containers are: then by way of a copy beside the place.
 */
function rename(from: string, to: string, workspaceRoot: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV') renameByCopy(from, to);
    else if (code !== undefined && IN_USE.has(code) && existsSync(to))
      replaceInUse(from, to, workspaceRoot, error);
    else throw error;
  }
}

function renameByCopy(from: string, to: string): void {
  const beside = `${to}.${process.pid}`;
  try {
    copyTree(from, beside);
    renameSync(beside, to);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

const IN_USE: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Windows neither replaces nor removes a program that runs, but lets it have another name. In the scratch
 * folder it harms no output, and is removed when it has ended.
 */
function replaceInUse(from: string, to: string, workspaceRoot: string, cause: unknown): void {
  const scratch = join(workspaceRoot, scratchFolder(workspaceRoot));
  const aside = join(scratch, `${randomUUID()}.old`);
  mkdirSync(scratch, { recursive: true });
  try {
    renameSync(to, aside);
  } catch {
    // NB elsewhere it is a folder that may not be written, and the system says which.
    if (process.platform !== 'win32') throw cause;
    throw new ExpectedError(
      `${to} cannot be replaced: a program has it open. End that program, and run the task again.`,
    );
  }
  try {
    renameSync(from, to);
  } catch (error) {
    renameSync(aside, to);
    throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Some tools write into a folder only if it exists. */
export function makeRoomFor(workspaceRoot: string, artifacts: readonly Artifact[]): void {
  for (const { from, optional } of artifacts) {
    mkdirSync(dirname(join(workspaceRoot, from)), { recursive: true });
    // What a run that failed has left is no sign that this one made it.
    if (optional) rmSync(join(workspaceRoot, from), { force: true });
  }
}

/** NB a copy may be changed by the tool: it is never a link, and its owner may write to it. */
export function prepareFiles(workspaceRoot: string, files: readonly PreparedFile[]): void {
  for (const { to, text = '', copyOf } of files) {
    const file = join(workspaceRoot, to);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    if (copyOf === undefined) writeFileSync(file, text);
    else {
      copyFileSync(resolve(workspaceRoot, copyOf), file);
      chmodSync(file, 0o755);
    }
  }
}

export function makeFolders(workspaceRoot: string, folders: readonly string[]): void {
  for (const folder of folders) mkdirSync(join(workspaceRoot, folder), { recursive: true });
}

export function emptyFolders(workspaceRoot: string, folders: readonly string[]): void {
  for (const folder of folders) rmSync(join(workspaceRoot, folder), { recursive: true, force: true });
}
