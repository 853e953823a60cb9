import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError } from '../model/errors.js';
import { answerOf } from './run.js';
import { type AskAbout, askTogether } from './together.js';

const INSTALL = 'Install git: https://git-scm.com/downloads';

/** Of these folders, those whose content git ignores. Outside a repository: none. */
export async function ignoredFolders(
  workspaceRoot: string,
  folders: readonly string[],
): Promise<ReadonlySet<string>> {
  // NB the slash: `target/` in .gitignore matches only a directory, and the folder need not exist yet.
  const answers = await Promise.all(
    folders.map((folder) => git(workspaceRoot, ['check-ignore', '--', `${folder}/`])),
  );
  // A symbolic link is the user's own arrangement; git refuses to look behind it.
  return new Set(
    folders.filter(
      (folder, index) =>
        answers[index]?.trim() === `${folder}/` || answers[index]?.includes('beyond a symbolic link'),
    ),
  );
}

/** Of these folders, those with a tracked file. */
export async function trackedFolders(
  workspaceRoot: string,
  folders: readonly string[],
): Promise<ReadonlySet<string>> {
  if (folders.length === 0) return new Set();
  const files = (await git(workspaceRoot, ['ls-files', '--', ...folders])).split('\n');
  return new Set(folders.filter((folder) => files.some((file) => file.startsWith(`${folder}/`))));
}

/**
 * Files below a folder that git tracks, and those that it would add: nothing of them was left by a task.
 * Undefined outside a repository.
 */
export async function filesInGit(workspaceRoot: string, folder: string): Promise<string[] | undefined> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', folder];
  const { exitCode, stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL },
  );
  return exitCode === 0 ? stdout.split('\0').filter((file) => file !== '') : undefined;
}

/** Everything git tracks. Outside a repository: nothing. */
export async function trackedFiles(workspaceRoot: string): Promise<string[]> {
  const command = { program: 'git', args: ['ls-files', '-z'], cwd: '.' };
  const { stdout } = await answerOf(command, { workspaceRoot, install: INSTALL });
  return stdout.split('\0').filter((file) => file !== '');
}

/**
 * Of these files, those that git ignores and does not track. Where there is no git: none. One process for
 * what is asked in one moment.
 */
export async function ignoredFiles(
  workspaceRoot: string,
  files: readonly string[],
): Promise<ReadonlySet<string>> {
  const ask = asking.get(workspaceRoot) ?? askTogether((all) => askIgnored(workspaceRoot, all));
  asking.set(workspaceRoot, ask);
  return ask(files);
}

const asking = new Map<string, AskAbout>();

async function askIgnored(workspaceRoot: string, files: readonly string[]): Promise<ReadonlySet<string>> {
  const command = { program: 'git', args: ['check-ignore', '-z', '--stdin'], cwd: '.' };
  try {
    const { stdout } = await answerOf(command, { workspaceRoot, install: INSTALL, input: files.join('\0') });
    return new Set(stdout.split('\0'));
  } catch {
    return new Set();
  }
}

/** By file, the line of a .gitignore that names it although git tracks it: `.gitignore:3:api`. */
export async function ignoringLines(
  workspaceRoot: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return new Map();
  const args = ['check-ignore', '--no-index', '-v', '-z', '--stdin'];
  const { stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL, input: files.join('\0') },
  );
  const parts = stdout.split('\0');
  const found = new Map<string, string>();
  for (let at = 0; at + 3 < parts.length; at += 4)
    found.set(parts[at + 3] ?? '', parts.slice(at, at + 3).join(':'));
  return found;
}

/** Its words, whether it found something or not: check-ignore exits with 1 where nothing is ignored. */
async function git(workspaceRoot: string, args: readonly string[]): Promise<string> {
  const command = { program: 'git', args: ['-c', 'core.quotePath=false', ...args], cwd: '.' };
  const { exitCode, stdout, stderr } = await answerOf(command, { workspaceRoot, install: INSTALL });
  return exitCode === 0 ? stdout : stdout + stderr;
}

/**
 * Makes files known to git without adding their content: `git add --intent-to-add`. Outside a repository, and
 * for ignored files: nothing.
 */
export async function declareFiles(workspaceRoot: string, files: readonly string[]): Promise<void> {
  const ignored = await ignoredFiles(workspaceRoot, files);
  const there = files.filter((file) => !ignored.has(file) && existsSync(join(workspaceRoot, file)));
  if (there.length > 0) await git(workspaceRoot, ['add', '--intent-to-add', '--', ...there]);
}

/** Files below these paths that git neither knows nor ignores. Outside a repository: an error. */
export async function untrackedFiles(workspaceRoot: string, paths: readonly string[]): Promise<string[]> {
  const args = ['ls-files', '--others', '--exclude-standard', '-z', '--', ...paths];
  const { exitCode, stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL },
  );
  if (exitCode !== 0)
    throw new ExpectedError('This is no git repository, which a flake needs. Run: git init');
  return stdout.split('\0').filter((file) => file !== '');
}

/** Files that git knows or would know, by its pathspecs. Outside a repository: an error. */
export async function filesIn(workspaceRoot: string, pathspecs: readonly string[]): Promise<string[]> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--', ...pathspecs];
  const { exitCode, stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL },
  );
  if (exitCode !== 0)
    throw new ExpectedError('This is no git repository, which says what is a source. Run: git init');
  return [...new Set(stdout.split('\0').filter((file) => file !== ''))].sort();
}

/**
 * Of these files, those that a commit would take: new ones, and those that differ from the last one. Outside
 * a repository: none.
 */
export async function changedFiles(workspaceRoot: string, files: readonly string[]): Promise<string[]> {
  const args = ['status', '--porcelain', '--untracked-files=all', '-z', '--', ...files];
  const { exitCode, stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL },
  ).catch(() => ({ exitCode: 1, stdout: '' }));
  if (exitCode !== 0) return [];
  return stdout.split('\0').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
}

/**
 * Of these files, those that are there, that git ignores and that are in no commit. Outside a repository:
 * none.
 */
export async function ignoredOnly(workspaceRoot: string, files: readonly string[]): Promise<string[]> {
  if (files.length === 0) return [];
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...files];
  const { exitCode, stdout } = await answerOf(
    { program: 'git', args, cwd: '.' },
    { workspaceRoot, install: INSTALL },
  ).catch(() => ({ exitCode: 1, stdout: '' }));
  return exitCode === 0 ? stdout.split('\0').filter((file) => file !== '') : [];
}
