/**
 * The last answer, kept on disk: without the daemon Nx asks in a new process for every command, and a
 * workspace where nothing has changed that matters has the same answer. Beside it stands what it was made
 * from. Nothing is guessed: whatever cannot be shown to be the same is a miss.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FileData } from '@nx/devkit';
import { listOwn, readOwnText, tryWriteOwn } from '../adapters/own-folder.js';
import { programPath } from '../fingerprint/program-path.js';
import { SLICES } from '../model/places.js';
import { hostPlatform } from '../model/platform.js';
import type { GraphRequest, GraphResult } from './compute-graph.js';
import { type Content, digestOf, type FileRecord, type FileRecords, isAsBefore } from './file-records.js';

const RESULT = '.nx/polynx/graph.json';
const RECORDS = '.nx/polynx/file-records';

/** All that an answer can be made from, as digests. */
export interface State {
  /** Our own code. */
  readonly code: string;
  /** All but the contents of files: the code, the options, the machine, the names. */
  readonly frame: string;
  /** The contents too. */
  readonly exact: string;
}

export function stateOf(
  { workspaceRoot, files, options, checkouts, links }: GraphRequest,
  all: readonly FileData[],
): State {
  const world = JSON.stringify([
    code,
    options ?? {},
    hostPlatform(),
    programPath(workspaceRoot),
    files,
    checkouts,
    links,
  ]);
  const frame = digestOf([world, ...all.map(({ file }) => file)].join('\0'));
  return { code, frame, exact: digestOf([frame, ...all.map(({ hash }) => hash)].join('\0')) };
}

/**
 * Chunks are named by their content, so the text of this one says which code all the others are. NB that
 * holds as long as only the plugin's entry imports this module. Read when it is loaded: a daemon goes on with
 * the old code when another version is installed.
 */
const code = digestOf(readFileSync(fileURLToPath(import.meta.url), 'utf8'));

/** What the last answer was made from. */
export interface Origin {
  readonly state: State;
  /**
   * The state in which the answer was computed, which is its name. Those between the two differ in nothing
   * that was seen.
   */
  readonly resultKey: string;
  /** Parsed when asked for: where nothing has changed nobody does. */
  records(): FileRecords;
}

/** Undefined where it is missing, of other code, or not as it was written. */
export function readOrigin(workspaceRoot: string, code: string): Origin | undefined {
  if (!isEnabled()) return undefined;
  try {
    const text = readOwnText(workspaceRoot, RECORDS) ?? '';
    const [digest = '', head = ''] = text.split('\n', 2);
    const body = text.slice(digest.length + head.length + 2);
    if (digestOf(head + body) !== digest) return undefined;
    const { state, resultKey } = JSON.parse(head) as Omit<Origin, 'records'>;
    return state.code === code ? { state, resultKey, records: () => parseRecords(body) } : undefined;
  } catch {
    return undefined;
  }
}

export function writeOrigin(
  workspaceRoot: string,
  state: State,
  resultKey: string,
  records: FileRecords,
): Origin {
  const head = JSON.stringify({ state, resultKey });
  const body = JSON.stringify(
    [...records].map(([file, { hash, whole, facts }]) => [file, hash, whole, facts]),
  );
  tryWriteOwn(workspaceRoot, RECORDS, `${digestOf(head + body)}\n${head}\n${body}`);
  return { state, resultKey, records: () => records };
}

function parseRecords(body: string): FileRecords {
  const rows = JSON.parse(body) as [string, string, boolean, FileRecord['facts']][];
  return new Map(rows.map(([file, hash, whole, facts]) => [file, { hash, whole, facts }]));
}

/** @param name the state in which it was computed */
export function readResult(workspaceRoot: string, name: string): GraphResult | undefined {
  if (!isEnabled()) return undefined;
  try {
    const text = readOwnText(workspaceRoot, RESULT) ?? '';
    // The name comes first, so that a miss costs no parsing.
    if (!text.startsWith(prefix(name))) return undefined;
    const { result } = JSON.parse(text) as { result: GraphResult };
    return result;
  } catch {
    // Missing, half-written by a killed process, or of an older form: the answer is computed.
    return undefined;
  }
}

export function writeResult(workspaceRoot: string, name: string, result: GraphResult): void {
  tryWriteOwn(workspaceRoot, RESULT, `${prefix(name)}${JSON.stringify(result)}}`);
}

function isEnabled(): boolean {
  const { NX_CACHE_PROJECT_GRAPH: nx, POLYNX_REMEMBER: own } = process.env;
  return nx !== 'false' && own !== 'false';
}

function prefix(name: string): string {
  return `{"key":"${name}","result":`;
}

/**
 * What Nx has no hash of: the slices that the answer names are there, and what it does not list is as it was.
 */
export function isStillTrue(
  workspaceRoot: string,
  { slices, outside }: GraphResult,
  content: Omit<Content, 'isSame'>,
): boolean {
  const present = new Set(listOwn(workspaceRoot, SLICES));
  return slices.every((name) => present.has(name)) && isAsBefore(outside, content);
}
