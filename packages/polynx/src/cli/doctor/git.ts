/** What git should not see: caches, and what tasks leave. */
import { ignoredFolders, trackedFiles, trackedFolders } from '../../adapters/git.js';
import { CACHES, missingLines } from '../../generators/init/gitignore.js';
import type { Workspace } from '../workspace.js';
import { type Check, count, some } from './report.js';

export async function checkGit({ root, analysis }: Workspace): Promise<Check[]> {
  const { planned, names } = analysis;
  const lines = await missingLines(planned, {
    ignored: (folders) => ignoredFolders(root, folders),
    tracked: (folders) => trackedFolders(root, folders),
  });
  const outputs = planned.flatMap(({ project, tasks }) =>
    tasks.flatMap((task) =>
      task.outputs.map((output) => ({
        output,
        id: `${names.get(project.root) ?? project.root}:${task.target}`,
      })),
    ),
  );
  const files = await trackedFiles(root);
  const claimed = outputs.flatMap(({ output, id }) => {
    const matches = matcher(output);
    const found = files.filter(matches);
    return found.length === 0 ? [] : [{ id, found }];
  });
  const kept = files.filter((file) => CACHES.some((folder) => file.startsWith(`${folder}/`)));
  return [
    lines.length === 0
      ? { state: 'fine', says: 'git ignores the caches and what tasks leave' }
      : {
          state: 'advice',
          says: `.gitignore lacks ${some(lines, 6)}`,
          fix: 'Add these lines, or run: nx g polynx:init',
        },
    ...(kept.length === 0
      ? []
      : [
          {
            state: 'advice' as const,
            says: `git tracks ${count(kept.length, 'file')} of a cache, such as ${kept[0]}`,
            fix: `Ignore ${CACHES.join(', ')}, and run: git rm -r --cached --ignore-unmatch ${CACHES.join(' ')}`,
          },
        ]),
    ...claimed.map(
      ({ id, found }): Check => ({
        state: 'advice',
        says: `git tracks ${found.length === 1 ? found[0] : `${count(found.length, 'file')} such as ${found[0]}`}, which ${id} declares as its output: the task changes tracked files, and a hit restores over them`,
        fix: `Ignore what the task leaves, and take it out of git: git rm -r --cached ${found.length === 1 ? found[0] : '<files>'}`,
        list: found,
      }),
    ),
  ];
}

/** The file itself, or anything in the folder; `{options.x}` stands for one part of a path, `*` for what Nx lets it. */
function matcher(output: string): (file: string) => boolean {
  const pattern = output
    .split(/(\{[^}]*\}|\*\*\/|\*\*|\*)/)
    .map((part) => {
      if (part === '**/' || part === '**') return '.*';
      if (part === '*' || /^\{[^}]*\}$/.test(part)) return '[^/]*';
      return part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  const regex = new RegExp(`^${pattern}(?:/.*)?$`);
  const start = /^[^*{]*/.exec(output)?.[0] ?? '';
  return (file) => file.startsWith(start) && regex.test(file);
}
