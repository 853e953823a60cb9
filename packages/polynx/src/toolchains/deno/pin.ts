/**
 * The exact version of Deno that a repository asks for, in one of the two files that version managers and
 * setup-deno read:
 * https://github.com/denoland/setup-deno#version-from-file
 */
import { escapeGlob } from '../../model/globs.js';
import { ancestors, join } from '../../model/paths.js';
import type { Task } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';

export interface Pin {
  readonly file: string;
  readonly version: string;
}

const FORMS: Readonly<Record<string, RegExp>> = {
  '.dvmrc': /^(?:deno_version\s*=\s*)?v?(\d+\.\d+\.\d+)$/m,
  '.tool-versions': /^deno[ \t]+v?(\d+\.\d+\.\d+)[ \t]*(?:#.*)?$/m,
};

/** The nearest file counts, also where it names no exact version: then there is no pin. */
export function findPin(directory: string, tree: Tree): Pin | undefined {
  for (const above of ancestors(directory)) {
    for (const [name, form] of Object.entries(FORMS)) {
      const file = join(above, name);
      const text = tree.has(file) ? (tree.read(file) ?? '') : undefined;
      if (text === undefined || (name === '.tool-versions' && !/^deno\s/m.test(text))) continue;
      const version = form.exec(text.replaceAll('\r', '').trim())?.[1];
      return version === undefined ? undefined : { file, version };
    }
  }
  return undefined;
}

/** Deno itself reads no such file: the task compares, and fails where another version runs. */
export function withPin(task: Task, pin: Pin | undefined): Task {
  if (pin === undefined) return task;
  const { inputs, options } = task;
  return {
    ...task,
    options: { ...options, pin: pin.version },
    inputs: { ...inputs, files: [...inputs.files, escapeGlob(pin.file)], pinned: true },
  };
}
