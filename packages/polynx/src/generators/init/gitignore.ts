import { dirname } from '../../model/paths.js';
import type { Planned } from '../../pipes/planned.js';

/** Where the wrapper installs, in a repository without a package.json. */
export const INSTALLATION = '.nx/installation';

/** What Nx and polynx keep for themselves. */
export const CACHES = ['.nx/polynx', '.nx/cache', '.nx/workspace-data'];

/** The usual names of folders that hold nothing but results. */
const RESULTS = new Set(['target', 'dist', 'build', 'out', 'coverage']);

export interface GitFacts {
  /** Of these paths, those that git ignores. */
  ignored(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these folders, those with a file that git tracks. */
  tracked(folders: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * Lines that .gitignore lacks: the caches, and the folders that our tasks write to. NB a folder with a
 * tracked file is left alone, and folders of results are written from the root: `target` alone would hide
 * `src/target/mod.rs`.
 */
export async function missingLines(
  planned: readonly Planned[],
  git: GitFacts,
  caches: readonly string[] = CACHES,
): Promise<string[]> {
  const folders = [...new Set([...caches, ...resultFolders(planned)])];
  const ignored = await git.ignored(folders);
  const open = folders.filter((folder) => !ignored.has(folder));
  const tracked = await git.tracked(open);
  return open
    .filter((folder) => !tracked.has(folder))
    .map((folder) => (caches.includes(folder) ? folder : `/${literally(folder)}/`));
}

/** https://git-scm.com/docs/gitignore#_pattern_format */
function literally(folder: string): string {
  return folder.replace(/[*?[\]\\]/g, '\\$&');
}

const HEADING = '# Nx and polynx';

export function withLines(text: string, lines: readonly string[]): string {
  if (lines.length === 0) return text;
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  const isOurs = before.split('\n\n').at(-1)?.startsWith(HEADING) ?? false;
  const heading = isOurs ? '' : `${before === '' ? '' : '\n'}${HEADING}\n`;
  return `${before}${heading}${lines.join('\n')}\n`;
}

/** Scripts are left out: their outputs are the folders that git already ignores. */
export function resultFolders(planned: readonly Planned[]): string[] {
  const outputs = planned.flatMap(({ tasks }) =>
    tasks.filter(({ options }) => options !== undefined).flatMap((task) => task.outputs),
  );
  return [...new Set(outputs.flatMap((output) => resultFolder(output) ?? []))].sort();
}

function resultFolder(output: string): string | undefined {
  const parts = output.split('/');
  const at = parts.findIndex((part) => RESULTS.has(part));
  if (at >= 0) return parts.slice(0, at + 1).join('/');
  const folder = dirname(output.split('{')[0] ?? '');
  return folder === '.' || folder.startsWith('.nx') ? undefined : folder;
}
