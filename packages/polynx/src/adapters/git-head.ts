/**
 * What is checked out, from git's own files: a process for it would cost more than what asks.
 * https://git-scm.com/docs/gitrepository-layout
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compact } from '../model/compact.js';
import { repositoryOf } from './git-index.js';

export interface Head {
  /** Absent before the first commit, and where references are kept in a form not known here. */
  readonly commit?: string;
  /** Absent where a commit is checked out and no branch. */
  readonly branch?: string;
}

export function headOf(workspaceRoot: string): Head {
  const folder = repositoryOf(workspaceRoot)?.folder;
  const head = folder === undefined ? undefined : read(join(folder, 'HEAD'))?.trim();
  if (folder === undefined || head === undefined) return {};
  const ref = /^ref: (refs\/[^\n]+)$/.exec(head)?.[1];
  if (ref === undefined) return compact<Head>({ commit: commitIn(head) });
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return compact<Head>({ commit: commitOf(ref, folder), branch });
}

/** The references of a worktree lie with the repository that it belongs to. */
function commitOf(ref: string, folder: string): string | undefined {
  if (ref.split('/').includes('..')) return undefined;
  const shared = resolve(folder, read(join(folder, 'commondir'))?.trim() ?? '.');
  const loose = read(join(folder, ref)) ?? read(join(shared, ref));
  if (loose !== undefined) return commitIn(loose.trim());
  const packed = read(join(shared, 'packed-refs'))?.split('\n') ?? [];
  return packed.flatMap((line) => (line.endsWith(` ${ref}`) ? (commitIn(line.split(' ')[0]) ?? []) : []))[0];
}

/** Of SHA-1 or SHA-256. */
function commitIn(text: string | undefined): string | undefined {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
