/** Which of git's files a task says it leaves. */
import { fileset } from '../../explain/filesets.js';
import type { Task } from '../../model/task.js';

/** One list for each output that takes a file in; what the globs take away is none of them. */
export function trackedOutputs(
  { outputs, outputGlobs = [] }: Pick<Task, 'outputs' | 'outputGlobs'>,
  files: readonly string[],
): readonly (readonly string[])[] {
  const taken = (glob: string) => fileset([glob, `${glob}/**`]);
  const left = outputGlobs.filter((glob) => glob.startsWith('!')).map((glob) => taken(glob.slice(1)));
  const named = [...outputs.map(matcher), ...outputGlobs.filter((glob) => !glob.startsWith('!')).map(taken)];
  return named
    .map((matches) => files.filter((file) => matches(file) && !left.some((leaves) => leaves(file))))
    .filter((found) => found.length > 0);
}

/** The file itself, or anything in the folder; `{options.x}` stands for one part of a path. */
function matcher(output: string): (file: string) => boolean {
  const pattern = output
    .split(/(\{options\.\w+\})/)
    .map((part, index) => (index % 2 === 1 ? '[^/]*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  const regex = new RegExp(`^${pattern}(?:/.*)?$`);
  const start = output.split('{options.', 1)[0] ?? '';
  return (file) => file.startsWith(start) && regex.test(file);
}
