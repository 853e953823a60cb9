/** Folders with node_modules, made once and linked into each workspace that needs them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Kept over runs: what other people publish under a version does not change. */
const CACHE = join(tmpdir(), 'polynx-bench-installations');

export async function installPublished(specifiers: readonly string[]): Promise<string> {
  const folder = join(CACHE, createHash('sha256').update(specifiers.join(' ')).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await install(unfinished, specifiers);
  renameSync(unfinished, folder);
  return folder;
}

export async function install(folder: string, specifiers: readonly string[]): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installation', private: true }));
  // Peers of peers (@monodon/rust wants an alpha of @napi-rs/cli) are not needed for a graph.
  await execa('npm', ['install', '--legacy-peer-deps', '--no-audit', '--no-fund', ...specifiers], {
    cwd: folder,
  });
  return folder;
}

/** Hard links: seconds less than an installation, and Nx sees an ordinary node_modules. */
export async function linkInstallation(installation: string, workspace: string): Promise<void> {
  await execa('cp', ['-al', join(installation, 'node_modules'), join(workspace, 'node_modules')]);
}

export function versionOf(installation: string, name: string): string {
  const manifest = readFileSync(join(installation, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
