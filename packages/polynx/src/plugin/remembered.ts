/**
 * The last answer, kept on disk: without the daemon Nx asks in a new process for every command, and a workspace where no file has changed has the same answer. The key
 * is everything an answer is made from: our own code, the options, the machine, the name and Nx's content hash of every file, and the text
 * of the few ignored files that were read. Nothing is guessed: a key that differs in anything is a miss.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileData } from '@nx/devkit';
import { hostPlatform } from '../model/platform.js';
import type { Answer, Question } from './answer.js';
import { programPath } from './fingerprint-program.js';
import { SLICES } from './folders.js';

const FILE = '.nx/polynx/answer.json';

export function keyOf(
  { workspaceRoot, files, options }: Omit<Question, 'all'>,
  all: readonly FileData[],
): string {
  const hash = createHash('sha256');
  hash.update(ownCode());
  hash.update(JSON.stringify([options ?? {}, hostPlatform(), programPath(workspaceRoot), files]));
  hash.update(all.map(({ file, hash: content }) => `${file}\0${content}`).join('\n'));
  return hash.digest('hex');
}

/** Chunks are named by their content, so the text of this one says which code all the others are. */
function ownCode(): string {
  return readFileSync(fileURLToPath(import.meta.url), 'utf8');
}

export function recall(workspaceRoot: string, key: string): Answer | undefined {
  const { NX_CACHE_PROJECT_GRAPH: nx, POLYNX_REMEMBER: own } = process.env;
  if (nx === 'false' || own === 'false') return undefined;
  try {
    const text = readFileSync(join(workspaceRoot, FILE), 'utf8');
    // The key comes first, so that a miss costs no parsing.
    if (!text.startsWith(prefix(key))) return undefined;
    const { answer } = JSON.parse(text) as { answer: Answer };
    return isStillTrue(workspaceRoot, answer) ? answer : undefined;
  } catch {
    // Missing, half-written by a killed process, or of an older form: the answer is computed.
    return undefined;
  }
}

export function remember(workspaceRoot: string, key: string, answer: Answer): void {
  const file = join(workspaceRoot, FILE);
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, `${prefix(key)}${JSON.stringify(answer)}}`);
    renameSync(temporary, file);
  } catch {
    // A read-only or full disk costs time, not the graph.
  }
}

function prefix(key: string): string {
  return `{"key":"${key}","answer":`;
}

function isStillTrue(workspaceRoot: string, { slices, outside }: Answer): boolean {
  return (
    slices.every((name) => existsSync(join(workspaceRoot, SLICES, name))) &&
    Object.entries(outside).every(([file, digest]) => digestOnDisk(join(workspaceRoot, file)) === digest)
  );
}

function digestOnDisk(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file, 'utf8')).digest('hex');
  } catch {
    return 'missing';
  }
}
