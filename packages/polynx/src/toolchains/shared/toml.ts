import { parse, TomlError } from 'smol-toml';
import type { ZodMiniType } from 'zod/mini';
import { ManifestError } from '../../model/errors.js';
import type { SourceFile } from '../toolchain.js';
import { DEEPEST } from './json.js';
import { check } from './manifest.js';

/** TOML 1.0 (https://toml.io/en/v1.0.0) to a checked value. */
export function parseToml<T>(file: SourceFile, schema: ZodMiniType<T>): T {
  return check(file, schema, tomlValue(file), (field) => lineOfKey(file.text, field));
}

function tomlValue(file: SourceFile): unknown {
  refuseDepth(file);
  refuseTables(file);
  try {
    return parse(file.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const problem = error.message.split('\n')[0]?.replace('Invalid TOML document: ', '') ?? 'is not TOML';
    throw new ManifestError({ file: file.path, line: error.line, problem });
  }
}

/**
 * The parser limits how deep arrays and inline tables nest, not how long a dotted key is; whatever walks the
 * value would overflow its stack.
 */
function refuseDepth({ path, text }: SourceFile): void {
  if (text.length < 2 * DEEPEST) return;
  const line = text
    .split('\n')
    .findIndex((one) => one.length > 2 * DEEPEST && one.split('.').length > DEEPEST);
  if (line >= 0)
    throw new ManifestError({ file: path, line: line + 1, problem: `nests deeper than ${DEEPEST} levels` });
}

/** No real manifest has a tenth of that. Each table is an object with its place in the tree of all. */
const MOST_TABLES = 10_000;

function refuseTables({ path, text }: SourceFile): void {
  if (text.length < MOST_TABLES) return;
  const tables = text.match(/^[ \t]*\[/gm)?.length ?? 0;
  if (tables > MOST_TABLES)
    throw new ManifestError({
      file: path,
      problem: `has more than ${MOST_TABLES.toLocaleString('en')} tables`,
    });
}

/**
 * The line that sets the field, found by text since the parser keeps no positions: the deepest `[table]`
 * header on the path, then the next key below it. A guess, only used to point at an error.
 */
function lineOfKey(text: string, field: readonly PropertyKey[]): number | undefined {
  const lines = text.split('\n');
  const names = field.filter((part) => typeof part === 'string');
  let at: number | undefined;
  let depth = 0;
  for (let length = names.length; length > 0 && at === undefined; length--) {
    const header = names.slice(0, length).map(escapePattern).join('"?\\s*\\.\\s*"?');
    const found = lines.findIndex((line) => new RegExp(`^\\s*\\[\\[?\\s*"?${header}"?\\s*\\]`).test(line));
    if (found >= 0) [at, depth] = [found, length];
  }
  const key = names[depth];
  if (key === undefined) return at === undefined ? undefined : at + 1;
  const from = at ?? 0;
  const found = lines.findIndex(
    (line, index) => index >= from && new RegExp(`^\\s*"?${escapePattern(key)}"?\\s*[.=]`).test(line),
  );
  return found >= 0 ? found + 1 : at === undefined ? undefined : at + 1;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
