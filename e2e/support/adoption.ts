import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { ISOLATED, type Workspace, workspaceAt } from './workspace.js';

/** A repository as people have it: files under git, nothing installed. */
export async function repositoryOf(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const repository = workspaceAt(temporaryFolder(), ISOLATED);
  for (const [path, text] of Object.entries(files)) repository.write(path, text);
  await repository.run('git', ['init', '--quiet', '--initial-branch=main']);
  await repository.commit('start');
  return repository;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-e2e-'));
  onTestFinished(() => {
    if (process.env['KEEP_WORKSPACES'] === undefined) rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What differs from the last commit: paths with their state, sorted. */
export async function changes(repository: Workspace): Promise<string[]> {
  const { stdout } = await repository.run('git', ['status', '--porcelain', '--untracked-files=all']);
  return stdout.split('\n').filter((line) => line !== '');
}

/** The folder of a package manager's program, from npm. */
export async function installed(specifier: string): Promise<string> {
  const folder = temporaryFolder();
  await execa('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', specifier]);
  return join(folder, 'node_modules/.bin');
}

/** npx keeps what it installed for a packed file for ever: take it away again, it is some 80 MB each time. */
export async function forgetNpx(repository: Workspace): Promise<void> {
  const { stdout } = await repository.run('npm', ['config', 'get', 'cache']);
  const cache = join(stdout.trim(), '_npx');
  if (!existsSync(cache)) return;
  for (const entry of readdirSync(cache)) {
    const manifest = join(cache, entry, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes(repository.root))
      rmSync(join(cache, entry), { recursive: true, force: true });
  }
}
