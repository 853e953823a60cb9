/**
 * Ten real repositories as skeletons, and workspaces made by generators: what the tools and we are asked
 * about.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll } from 'vitest';
import { answerOf } from '../../packages/polynx/src/adapters/run.js';
import type { Ask } from '../../packages/polynx/src/toolchains/toolchain.js';
import { shared } from '../paths.js';

export const corpora = readdirSync(join(shared, 'corpus'))
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.slice(0, -'.json.gz'.length))
  .sort();

/**
 * Texts by path, without laying anything out. JavaScript locks without a text are left out: an empty one
 * would be a broken one.
 */
export function readCorpus(name: string): ReadonlyMap<string, string> {
  const packed = readFileSync(join(shared, 'corpus', `${name}.json.gz`));
  const { files } = JSON.parse(gunzipSync(packed).toString()) as { files: Record<string, string | null> };
  const laidOut = Object.entries(files).filter(([path, text]) => text !== null || !isJavaScriptLock(path));
  return new Map(laidOut.map(([path, text]) => [path, text ?? '']));
}

function isJavaScriptLock(path: string): boolean {
  return /(?:^|\/)(?:pnpm-lock\.yaml|package-lock\.json|yarn\.lock|bun\.lockb?)$/.test(path);
}

/** A folder that is removed when the spec file ends. Called while tests are collected. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-differential-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function expandCorpus(name: string, directory: string): void {
  const packed = join(shared, 'corpus', `${name}.json.gz`);
  execFileSync(process.execPath, [join(shared, 'corpus/expand.mjs'), packed, directory]);
}

export function generateCargoWorkspace(directory: string, args: readonly string[]): void {
  const generator = join(shared, 'bench/gen-cargo-workspace.mjs');
  execFileSync(process.execPath, [generator, '--out', directory, ...args]);
}

/** Workspace-relative, sorted. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** What `polynx doctor --verify` asks with, in another environment. */
export function asking(workspaceRoot: string, env: Readonly<Record<string, string>> = {}): Ask {
  return (command) =>
    answerOf({ ...command, env: { ...env, ...command.env } }, { workspaceRoot, install: 'Install it.' });
}
