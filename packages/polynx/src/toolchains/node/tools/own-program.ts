import { dirname, isInside, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { at, type Call, type Effect, exists, isOutside, unknown as unknownEffect } from './tool.js';

/**
 * `node build.mjs`, a program of the package itself. It may be cached when package.json names what it writes, and its text, with that of the files it imports,
 * starts no other program and climbs out of the package by no path that cannot be read off. Paths it spells out are inputs.
 */
export function ownProgram(call: Call): Effect {
  const file = call.args.find((word) => !word.startsWith('-')) ?? '';
  const path = at(call, file);
  const unknown = (why: string) =>
    unknownEffect(`what \`node ${file}\` reads and writes is not known: ${why}`);
  if (isOutside(call, path)) return unknown('it lies outside the package');
  if (call.promised.length === 0) return unknown('package.json names no ignored file that it writes');
  const texts = withImports(path, call);
  if (texts === undefined) return unknown('it is not in the repository');
  if (texts.get(path)?.trim() === '') return unknown('it is empty');
  for (const [source, text] of texts) {
    const why = opaque(text);
    if (why !== undefined) return unknown(`${source} ${why}`);
  }
  return {
    writes: call.promised,
    reads: [...texts].flatMap(([source, text]) => pathsOut(text, source, call)),
    env: [...texts.values()].flatMap(environment),
    usesBuilds: true,
  };
}

const MOST_FILES = 200;

/** The program and the files of the package that it imports, by path; undefined where one cannot be read. */
function withImports(path: string, { tree, root }: Call): Map<string, string> | undefined {
  const texts = new Map<string, string>();
  const queue = [path];
  for (const file of queue) {
    const text = tree.has(file) ? tree.read(file) : undefined;
    if (text === undefined || texts.size > MOST_FILES) return undefined;
    texts.set(file, text);
    for (const imported of relativeImports(text, file, tree)) {
      if (isInside(imported, root) && !queue.includes(imported)) queue.push(imported);
    }
  }
  return texts;
}

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'](\.{1,2}\/[^"']+)["']/g;
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '/index.js'];

function relativeImports(text: string, file: string, tree: Tree): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, specifier = '']) => {
    const base = join(dirname(file), specifier);
    return ENDINGS.map((ending) => base + ending).find((candidate) => tree.has(candidate)) ?? [];
  });
}

/** Why the text says too little. */
function opaque(text: string): string | undefined {
  if (/child_process|\bexeca\b|["']zx["']|worker_threads/.test(text)) return 'starts other programs';
  if (/["'`]\.\.["'`]/.test(text)) return 'builds a path with ".."';
  if (/`[^`]*\.\.\/[^`]*\$\{/.test(text) || /\$\{[^}]*\}\/?\.\.\//.test(text))
    return 'builds a path with "../"';
  if (/\bfetch\s*\(|node:https?["']|["']https?["']/.test(text)) return 'reads from the network';
  return undefined;
}

/** Paths that leave the package, seen from the file (imports, URLs) or from where the program is called (fs). */
function pathsOut(text: string, source: string, call: Call): string[] {
  return [...text.matchAll(/["'`]((?:\.\.?\/)*\.\.\/[^"'`$\n]*)["'`]/g)].flatMap(([, path = '']) =>
    [join(dirname(source), path), at(call, path)].filter(
      (candidate) => isOutside(call, candidate) && exists(call.tree, candidate),
    ),
  );
}

function environment(text: string): string[] {
  return [...text.matchAll(/process\.env(?:\.(\w+)|\[["'](\w+)["']\])/g)].map(
    ([, dotted, quoted]) => dotted ?? quoted ?? '',
  );
}
