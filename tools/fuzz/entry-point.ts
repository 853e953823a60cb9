import { analyse } from '../../packages/polynx/src/analysis/analyse.js';
import { readOptions, type UserOptions } from '../../packages/polynx/src/analysis/options.js';
import { createTree } from '../../packages/polynx/src/model/tree.js';
import { type Pump, pumps, type Random } from './texts.js';

/** A place where text of a repository comes in. */
export interface EntryPoint {
  readonly name: string;
  /** Worst cases of about so many bytes, the likely ones first, without end or until there are no more. */
  cases(bytes: number, random: Random): Iterable<Case>;
}

export interface Case {
  readonly kind: string;
  /** Of the file, where a text stands in it more than once. */
  readonly bytes?: number;
  run(): unknown;
  /** Where one case is many texts: the time of the slowest counts. `run` is all of them. */
  readonly each?: () => Iterable<() => unknown>;
}

export type Files = Readonly<Record<string, string>>;

/** A function of a text. */
export function ofText(
  name: string,
  run: (text: string) => unknown,
  words: readonly string[] = [],
): EntryPoint {
  return {
    name,
    *cases(bytes, random) {
      for (const { kind, text } of pumps(bytes, words, random)) yield { kind, run: () => run(text) };
    },
  };
}

/** Where in a file the text is put: the file as it is, or a value in it. */
export type Place = (text: string) => string;

/**
 * A file of a workspace, of which the whole graph is computed. Errors of manifests are fine, anything thrown
 * is not.
 */
export function ofFile(
  workspace: Files,
  file: string,
  words: readonly string[] = [],
  places: readonly Place[] = [],
  options?: UserOptions,
): EntryPoint {
  const all: readonly Place[] = [(text) => text, (text) => `${workspace[file] ?? ''}\n${text}`, ...places];
  return {
    name: file,
    *cases(bytes, random) {
      const whole = (content: string) => ({
        bytes: content.length,
        run: () => graphOf({ ...workspace, [file]: content }, options),
      });
      for (const { kind, text } of pumps(bytes, words, random))
        for (const [index, place] of all.entries())
          yield {
            kind: index === 0 ? kind : `${kind} (place ${index + 1})`,
            ...whole(place(text)),
          };
    },
  };
}

/** Files that name each other. */
export function ofFiles(
  name: string,
  workspaces: Readonly<Record<string, (bytes: number) => Files>>,
): EntryPoint {
  return {
    name,
    *cases(bytes) {
      for (const [kind, files] of Object.entries(workspaces)) {
        const workspace = files(bytes);
        yield { kind, run: () => graphOf(workspace) };
      }
    },
  };
}

export function graphOf(texts: Files, options?: UserOptions, onRead: (file: string) => void = () => {}) {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => {
    onRead(file);
    return texts[file];
  });
  const analysis = analyse(files, tree, readOptions(options));
  const bug = analysis.planned.find(({ project }) => project.error?.message.includes('polynx failed'));
  if (bug !== undefined) throw new Error(bug.project.error?.message);
  for (const { tasks } of analysis.planned)
    for (const { options: given } of tasks) {
      const message = (given as { message?: unknown } | undefined)?.message;
      if (typeof message === 'string' && message.includes('polynx failed')) throw new Error(message);
    }
  return analysis;
}

export type { Pump };
