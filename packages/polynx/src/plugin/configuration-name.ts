/**
 * A configuration that no target has. NB Nx runs such a task with its defaults, under the key of the
 * defaults: `-c relase` would be answered with what a debug build left, and no executor would ever see the
 * name. So it is looked at before anything is hashed.
 */
import type { ProjectGraph } from '@nx/devkit';
import { closest } from '../model/did-you-mean.js';

/**
 * Of `nx build api -c release`, `--configuration=release`, `nx run api:build:release`. Several (`run-many`
 * never has them) are Nx's to read.
 */
export function configurationIn(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  for (const [index, word] of words.entries()) {
    if (word === '-c' || word === '--configuration') return words[index + 1];
    const [, value] = /^(?:-c|--configuration)=(.+)$/.exec(word) ?? [];
    if (value !== undefined) return value;
  }
  const [, task] = words.slice(words.indexOf('run'));
  return words.includes('run') && task !== undefined ? thirdPart(task) : undefined;
}

/** NB names of projects and targets may have colons too: then it is Nx's to read. */
function thirdPart(task: string): string | undefined {
  const parts = task.split(':');
  return parts.length === 3 ? parts[2] : undefined;
}

/**
 * One that any target has is right: Nx passes it on to tasks that lack it, and they run with their defaults.
 */
export function unknownConfiguration(
  name: string,
  { nodes }: Pick<ProjectGraph, 'nodes'>,
): string | undefined {
  const targets = Object.values(nodes).flatMap(({ data }) => Object.values(data.targets ?? {}));
  const known = new Set(targets.flatMap(({ configurations = {} }) => Object.keys(configurations)));
  const isTarget = Object.values(nodes).some(({ data }) => Object.hasOwn(data.targets ?? {}, name));
  if (known.has(name) || isTarget) return undefined;
  const meant = closest(name, known);
  const list = known.size === 0 ? 'No target has configurations.' : `Known: ${[...known].sort().join(', ')}.`;
  return `No target has a configuration ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}\n${list}`;
}
