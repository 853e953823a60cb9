/**
 * The files that rustc reads from a root module: `mod x;`, `#[path]` and `include!` in all its forms, by
 * their text alone.
 */
import { dirname, join, normalize } from 'node:path';
import type { Reads } from './truth.js';

export type Read = (file: string) => string | undefined;

type Certainty = 'must' | 'may' | 'test';

interface FoundFile {
  readonly file: string;
  readonly certainty: Certainty;
}

const MODULE = /((?:#\s*\[[^\]]*\]\s*)*)(?:pub(?:\s*\([^)]*\))?\s+)?\bmod\s+(?:r#)?(\w+)\s*([;{])/g;
const INCLUDE =
  /\binclude(?:_str|_bytes)?!\s*\(\s*(concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*)?"([^"\n]+)"/g;
const COMMENT = /\/\/.*$|\/\*[\s\S]*?\*\//gm;

/** With `tests`, what only `cfg(test)` compiles counts too. */
export function filesFrom(root: string, folder: string, read: Read, tests: boolean): Reads {
  const must = new Set<string>();
  const may = new Set<string>();
  const queue: FoundFile[] = [{ file: root, certainty: 'must' }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { file } = next;
    const certainty = next.certainty === 'test' ? (tests ? 'must' : undefined) : next.certainty;
    if (certainty === undefined || must.has(file) || (certainty === 'may' && may.has(file))) continue;
    const text = read(file);
    if (text === undefined) continue;
    (certainty === 'must' ? must : may).add(file);
    if (!file.endsWith('.rs')) continue;
    const isRoot = file === root;
    for (const found of namedBy(text.replace(COMMENT, ''), file, folder, isRoot, read))
      queue.push({ ...found, certainty: certainty === 'may' ? 'may' : found.certainty });
  }
  return { must, may: new Set([...may].filter((file) => !must.has(file))) };
}

function namedBy(text: string, file: string, folder: string, isRoot: boolean, read: Read): FoundFile[] {
  const own = dirname(file);
  const name = file.slice(own === '.' ? 0 : own.length + 1, -'.rs'.length);
  const below = isRoot || name === 'mod' ? own : join(own, name);
  const modules = [...text.matchAll(MODULE)].map(([, attributes = '', module = '', end = '']) => ({
    attributes,
    module,
    inline: end === '{',
  }));
  const places = [below, ...modules.filter(({ inline }) => inline).map(({ module }) => join(below, module))];
  const found = modules
    .filter(({ inline }) => !inline)
    .flatMap(({ attributes, module }) => {
      const path = /path\s*=\s*"([^"]+)"/.exec(attributes)?.[1];
      const files =
        path === undefined
          ? places.flatMap((place) => [join(place, `${module}.rs`), join(place, module, 'mod.rs')])
          : [normalize(join(own, path))];
      const existing = files.find((candidate) => read(candidate) !== undefined);
      return existing === undefined ? [] : [{ file: existing, certainty: certaintyOf(attributes) }];
    });
  const included = [...text.matchAll(INCLUDE)].map((match): FoundFile => {
    const [, manifest, path = ''] = match;
    return {
      file: normalize(join(manifest === undefined ? own : folder, path)),
      certainty: isConditional(text, match.index) ? 'may' : 'must',
    };
  });
  return [...found, ...included];
}

function certaintyOf(attributes: string): Certainty {
  if (/cfg\s*\(\s*test\s*\)/.test(attributes)) return 'test';
  return /cfg(?:_attr)?\s*\(/.test(attributes) ? 'may' : 'must';
}

/** Below `#[cfg(test)]` in the same file, or in a line that says `cfg`. */
function isConditional(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return line.includes('cfg') || /#\s*\[cfg\s*\(/.test(text.slice(0, at));
}
