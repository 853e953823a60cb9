/**
 * The files of the workspace with their hashes, as they were when a task ran. Whoever makes the graph leaves the list of the day (adapters/file-list); a
 * task that really runs keeps it under its digest, once, while its tool works. So a run costs a line, not a list.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FILE_LIST } from '../adapters/file-list.js';

const DIGEST = 64;
const FOLDER = '.nx/polynx/states';
/** Of lists together; a list of 10,000 files is some 150 kB. */
const ROOM = 20_000_000;

export type FileHashes = ReadonlyMap<string, string>;

/** The digest of the current list, kept from now on. */
export function keepState(workspaceRoot: string): string | undefined {
  const state = firstLine(join(workspaceRoot, FILE_LIST));
  if (!/^[0-9a-f]{64}$/.test(state)) return undefined;
  const folder = join(workspaceRoot, FOLDER);
  const file = join(folder, `${state}.gz`);
  if (existsSync(file)) return state;
  const text = readFileSync(join(workspaceRoot, FILE_LIST), 'utf8');
  // Another graph was made in between.
  if (!text.startsWith(`${state}\n`)) return undefined;
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, gzipSync(text, { level: 1 }));
  renameSync(temporary, file);
  makeRoom(folder);
  return state;
}

/** The list may be of megabytes. */
function firstLine(file: string): string {
  const handle = openSync(file, 'r');
  const start = Buffer.alloc(DIGEST);
  readSync(handle, start, 0, DIGEST, 0);
  closeSync(handle);
  return start.toString();
}

function makeRoom(folder: string): void {
  const lists = readdirSync(folder)
    .map((name) => ({ name, ...statOf(join(folder, name)) }))
    .sort((a, b) => b.time - a.time);
  let sum = 0;
  for (const [index, { name, size }] of lists.entries()) {
    sum += size;
    if (sum > ROOM && index > 1) rmSync(join(folder, name), { force: true });
  }
}

/** Another process may have made room at the same moment. */
function statOf(file: string): { readonly time: number; readonly size: number } {
  const found = statSync(file, { throwIfNoEntry: false });
  return { time: found?.mtimeMs ?? 0, size: found?.size ?? 0 };
}

export function readState(workspaceRoot: string, state: string): FileHashes | undefined {
  const file = join(workspaceRoot, FOLDER, `${state}.gz`);
  if (!existsSync(file)) return undefined;
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().split('\n');
  return new Map(lines.map((line) => line.split('\0') as [string, string]));
}
