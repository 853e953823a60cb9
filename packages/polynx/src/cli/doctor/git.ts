/** What git should not see: caches, and what tasks leave. */
import { ignoredFolders, ignoringLines, trackedFiles, trackedFolders } from '../../adapters/git.js';
import { CACHES, missingLines } from '../../generators/init/gitignore.js';
import { dirname } from '../../model/paths.js';
import { OWN } from '../../model/places.js';
import type { Workspace } from '../workspace.js';
import { trackedOutputs } from './outputs.js';
import { type Check, count, some } from './report.js';

export async function checkGit(workspace: Workspace): Promise<Check[]> {
  const files = await trackedFiles(workspace.root);
  return [
    await checkIgnored(workspace),
    ...(await checkHidden(workspace)),
    ...checkCaches(files),
    ...checkOutputs(workspace, files),
  ];
}

/** Nx goes by .gitignore alone, and git by what was added. */
async function checkHidden({ root, tree }: Workspace): Promise<Check[]> {
  const byLine = new Map<string, string[]>();
  for (const [file, line] of await ignoringLines(root, tree.hidden()))
    byLine.set(line, [...(byLine.get(line) ?? []), file]);
  return [...byLine].map(([line, files]) => {
    const [place = '', number = '', ...pattern] = line.split(':');
    return {
      state: 'advice',
      says: `${place}:${number} says ${pattern.join(':')}, which also names ${files.length === 1 ? files[0] : `${count(files.length, 'file')} that git tracks, such as ${files[0]}`}: nx affected passes over ${files.length === 1 ? 'it' : 'them'}, and where no toolchain looks at the disk so do keys`,
      fix: `Say exactly what is ignored (a slash in front means the folder of ${place}), or take it back: !${dirname(files[0] ?? '')}/`,
      list: files,
    };
  });
}

async function checkIgnored({ root, analysis }: Workspace): Promise<Check> {
  const lines = await missingLines(analysis.planned, {
    ignored: (folders) => ignoredFolders(root, folders),
    tracked: (folders) => trackedFolders(root, folders),
  });
  if (lines.length === 0) return { state: 'fine', says: 'git ignores the caches and what tasks leave' };
  return {
    state: 'advice',
    says: `.gitignore lacks ${some(lines, 6)}`,
    fix: 'Add these lines, or run: nx g polynx:init',
  };
}

function checkCaches(files: readonly string[]): Check[] {
  return CACHES.flatMap((folder): Check[] => {
    const kept = files.filter((file) => file === folder || file.startsWith(`${folder}/`));
    if (kept.length === 0) return [];
    const isOwn = folder === OWN;
    return [
      {
        // NB what git tracks there comes along with every checkout, and polynx writes to it: with the daemon,
        // one run changes the graph of the next.
        state: isOwn ? 'problem' : 'advice',
        says: `git tracks ${count(kept.length, 'file')} of ${folder}, such as ${kept[0]}${isOwn ? ': polynx keeps its own files there' : ''}`,
        fix: `Ignore ${folder}, and run: git rm -r --cached ${folder}`,
      },
    ];
  });
}

function checkOutputs({ analysis: { planned, names } }: Workspace, files: readonly string[]): Check[] {
  return planned.flatMap(({ project, tasks }) =>
    tasks.flatMap((task) => {
      const id = `${names.get(project.root) ?? project.root}:${task.target}`;
      return trackedOutputs(task, files).map((found) => tracksOutput(id, found));
    }),
  );
}

function tracksOutput(id: string, found: readonly string[]): Check {
  const what = found.length === 1 ? found[0] : `${count(found.length, 'file')} such as ${found[0]}`;
  return {
    state: 'advice',
    says: `git tracks ${what}, which ${id} declares as its output: the task changes tracked files, and a hit restores over them`,
    fix: `Ignore what the task leaves, and take it out of git: git rm -r --cached ${found.length === 1 ? found[0] : '<files>'}`,
    list: found,
  };
}
