/**
 * Names and paths that manifests and configurations hand us, before they become part of a path that is
 * written to, restored or removed. They are anybody's text: a module may be called `..`, a target folder may
 * be `.git`.
 */
import { ExpectedError, OptionsError } from './errors.js';
import { baseOf, type Glob, taken } from './globs.js';
import { isInside, leavesWorkspace } from './paths.js';
import type { Project } from './project.js';
import type { Task } from './task.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const NO_FILE_NAME = /^(?:\.{0,2}$|[-!])|[/\\*?{}\x00-\x1f\x7f]/;

/** A name that is to be one part of a path, or an error that says that it cannot. */
export function fileNamed(name: string): string {
  if (!NO_FILE_NAME.test(name)) return name;
  throw new ExpectedError(
    `${JSON.stringify(name)} cannot be the name of a file: it is empty, starts with - or !, or contains one of / \\ * ? { }.\n  Choose another name.`,
  );
}

/** What is wrong with the places that a project's tasks would write to, if anything is. */
export function unsafePath(
  { root, deliverables, settings }: Pick<Project, 'root' | 'deliverables' | 'settings'>,
  tasks: readonly Task[],
): string | undefined {
  const written = writtenOutputs(settings).find((output) =>
    /^\{workspaceRoot\}\/?$|(?:^|\/)\.\.(?:\/|$)/.test(output),
  );
  if (written !== undefined) return `the output ${written} is not inside the workspace`;
  const name = deliverables.find((one) => NO_FILE_NAME.test(one.name))?.name;
  if (name !== undefined) return `${JSON.stringify(name)} cannot be the name of a file`;
  for (const task of tasks) {
    const wrong = task.outputs.map((output) => unsafeOutput(output, root, task)).find((found) => found);
    if (wrong !== undefined) return wrong;
    const pattern = task.outputGlobs?.find((one) => leavesPlace(one, root));
    if (pattern !== undefined)
      return `its task ${task.intent} would leave ${pattern}, which may be more than results`;
  }
  return undefined;
}

/** What a manifest says itself, in the words of Nx. */
function writtenOutputs({ targets = {} }: Project['settings']): string[] {
  return Object.values(targets).flatMap((target) => {
    const outputs = target === false ? undefined : target['outputs'];
    return Array.isArray(outputs) ? outputs.map(String) : [];
  });
}

/** NB a pattern right in the folder of the project is fine: napi leaves `name.<platform>.node` there. */
function leavesPlace(one: Glob, root: string): boolean {
  const base = baseOf(taken(one) ?? one);
  return leavesWorkspace(base) || isInside(base, '.git') || (base !== root && isInside(root, base));
}

function unsafeOutput(output: string, root: string, task: Task): string | undefined {
  const tokens = [...output.matchAll(/\{options\.(\w*)/g)].map(([, key = '']) => key);
  if (tokens.length > 1 || tokens.some((key) => task.options?.[key] === undefined))
    return `its task ${task.intent} would leave ${output}, where Nx takes {options.} for a value`;
  const values = tokens.flatMap((key) =>
    [task.options, ...Object.values(task.configurations ?? {})].flatMap((options) => options?.[key] ?? []),
  );
  const value = values.find((one) => NO_FILE_NAME.test(String(one)));
  if (value !== undefined) return `${JSON.stringify(value)} cannot be the name of a folder`;
  const path = output.replace(/\{options\.\w+\}/g, 'x');
  const isPlain = path.split('/').every((part) => !/^\.{0,2}$/.test(part));
  if (!isPlain || leavesWorkspace(path))
    return `its task ${task.intent} would write to ${output}, which is no plain path inside the workspace`;
  if (path.includes('\\'))
    return `its task ${task.intent} would leave ${output}, and Nx takes a backslash for a slash`;
  if (isInside(path, '.git') || isInside(root, path))
    return `its task ${task.intent} would leave ${output}, which holds more than results`;
  return undefined;
}

/** What a user names: a path inside the workspace that every system and Nx can have, in its plain form. */
export function insideWorkspace(option: string, path: string): string {
  const plain = path.replace(/^\.\//, '').replace(/\/$/, '');
  const isOdd = plain.split('/').some((part) => /^(?:\.{0,2}$|-|\.git$)/i.test(part));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if ((isOdd && plain !== '.') || /[\\:*?"<>|{}\x00-\x1f\x7f]/.test(plain))
    throw new OptionsError(
      `${option}: ${JSON.stringify(path.slice(0, 200))} is no path inside the workspace that every system and Nx can have.`,
    );
  return plain;
}
