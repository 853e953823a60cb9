/** Where it stands that a project depends on another one. */
import { lineOf } from '../model/line-of.js';
import type { Statement } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import { isTooDeep } from '../toolchains/shared/json.js';
import { jsonLines } from '../toolchains/shared/jsonc.js';
import { tomlLines } from '../toolchains/shared/toml-lines.js';

/** `crates/app/Cargo.toml:12 dev-dependency` */
export type PlaceOf = (statement: Statement) => string;

/** Many statements stand in one file: its lines are looked up once. */
export function placesIn({ read }: Pick<Tree, 'read'>): PlaceOf {
  const lookups = new Map<string, LineOf>();
  return ({ file, kind, at }) => {
    if (at === undefined) return `${file} ${kind}`;
    const lookup = lookups.get(file) ?? lookupIn(file, read(file) ?? '');
    lookups.set(file, lookup);
    const line = lookup(at);
    return line === undefined ? `${file} ${kind}` : `${file}:${line} ${kind}`;
  };
}

/**
 * The same for the graph: of a source file no line, which moves with every edit, and what is scanned in
 * sources stays as it is.
 */
export function placesInManifests(tree: Pick<Tree, 'read'>): PlaceOf {
  const placeOf = placesIn(tree);
  return ({ at = [], ...statement }) =>
    placeOf(/\.(?:toml|jsonc?|mod)$/.test(statement.file) ? { ...statement, at } : statement);
}

type LineOf = (at: readonly string[]) => number | undefined;

function lookupIn(file: string, text: string): LineOf {
  const word: LineOf = (at) => lineOf(text, at[0] ?? '', at.at(-1) ?? '');
  if (file.endsWith('.toml')) {
    const lines = tomlLines(text);
    return (at) => lines(at) ?? word(at);
  }
  if (!/\.jsonc?$/.test(file) || isTooDeep(text)) return word;
  const lines = jsonLines(text);
  return (at) => lines(at) ?? word(at);
}
