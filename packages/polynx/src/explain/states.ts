/**
 * The files of the workspace with their hashes, as they were when a task ran. Whoever makes the graph leaves
 * the list of the day (adapters/file-list); a task that really runs keeps it under its digest, once, while
 * its tool works. So a run costs a line, not a list.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FILE_LIST } from '../adapters/file-list.js';
import {
  listOwn,
  ownPlace,
  readOwn,
  readOwnText,
  removeOwn,
  statOwn,
  writeOwn,
} from '../adapters/own-folder.js';

const DIGEST = 64;
const FOLDER = '.nx/polynx/states';
/** Of lists together; a list of 10,000 files is some 150 kB. */
const ROOM = 20_000_000;

export type FileHashes = ReadonlyMap<string, string>;

/** The digest of the current list, kept from now on. */
export function keepState(workspaceRoot: string): string | undefined {
  const state = firstLine(ownPlace(workspaceRoot, FILE_LIST));
  if (!DIGESTS.test(state)) return undefined;
  const file = fileOf(state);
  if (statOwn(workspaceRoot, file) !== undefined) return state;
  const text = readOwnText(workspaceRoot, FILE_LIST) ?? '';
  // Another graph was made in between.
  if (!text.startsWith(`${state}\n`)) return undefined;
  writeOwn(workspaceRoot, file, gzipSync(text, { level: 1 }));
  makeRoom(workspaceRoot);
  return state;
}

const DIGESTS = /^[0-9a-f]{64}$/;

function fileOf(state: string): string {
  return `${FOLDER}/${state}.gz`;
}

/** The list may be of megabytes. */
function firstLine(file: string): string {
  const { O_RDONLY, O_NONBLOCK = 0 } = constants;
  const handle = openSync(file, O_RDONLY | O_NONBLOCK);
  try {
    const start = Buffer.alloc(DIGEST);
    readSync(handle, start, 0, DIGEST, 0);
    return start.toString();
  } finally {
    closeSync(handle);
  }
}

/** Another process may make room at the same moment. */
function makeRoom(workspaceRoot: string): void {
  const states = listOwn(workspaceRoot, FOLDER).map((name) => name.replace(/\.gz$/, ''));
  const lists = states
    .filter((state) => DIGESTS.test(state))
    .map((state) => ({ state, found: statOwn(workspaceRoot, fileOf(state)) }))
    .sort((a, b) => (b.found?.mtimeMs ?? 0) - (a.found?.mtimeMs ?? 0));
  let sum = 0;
  for (const [index, { state, found }] of lists.entries()) {
    sum += found?.size ?? 0;
    if (sum > ROOM && index > 1) removeOwn(workspaceRoot, fileOf(state));
  }
}

export function readState(workspaceRoot: string, state: string): FileHashes | undefined {
  const bytes = DIGESTS.test(state) ? readOwn(workspaceRoot, fileOf(state)) : undefined;
  if (bytes === undefined) return undefined;
  const [, ...lines] = gunzipSync(bytes).toString().split('\n');
  return new Map(lines.map((line) => line.split('\0') as [string, string]));
}
