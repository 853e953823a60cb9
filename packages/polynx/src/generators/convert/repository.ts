import { applyEdits, type JSONPath, modify, parse } from 'jsonc-parser';
import type { Analysis } from '../../analysis/analyse.js';
import { addToJsonc } from '../../toolchains/shared/jsonc-edit.js';

/** The files of a repository with what has been changed so far, and what polynx infers of it. */
export interface Repository {
  readonly files: readonly string[];
  readonly analysis: Analysis;
  read(path: string): string | undefined;
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** Taking over the configuration of another tool. */
export interface Conversion {
  readonly name: string;
  isUsed(repository: Repository): boolean;
  /** Writes what changes, and gives the lines of the report. */
  convert(repository: Repository): string[];
}

export type Json = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function jsonOf(text: string | undefined): Json {
  const value: unknown = parse(text ?? '{}', [], { allowTrailingComma: true });
  return isRecord(value) ? value : {};
}

export function recordAt(value: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((at, key) => {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    return isRecord(next) ? next : {};
  }, value);
}

/** Comments and everything else stay. `undefined` removes what is there. */
export function withValue(text: string, path: JSONPath, value: unknown): string {
  const key = path.at(-1);
  const before = valueAt(text, path);
  if (JSON.stringify(before) === JSON.stringify(value)) return text;
  // NB the editor of jsonc-parser moves comments when it adds.
  if (before === undefined && typeof key === 'string') return addToJsonc(text, path.slice(0, -1), value, key);
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)"/m.exec(text)?.[1]?.length ?? 2,
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

function valueAt(text: string, path: JSONPath): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string | number, unknown>)[key]
        : undefined,
    parse(text, [], { allowTrailingComma: true }),
  );
}

/** The object at the path, and those around it that nothing else is in. */
export function withoutEmpty(text: string, path: JSONPath): string {
  const value = valueAt(text, path);
  if (
    path.length === 0 ||
    !(isRecord(value) ? Object.keys(value).length === 0 : Array.isArray(value) && value.length === 0)
  )
    return text;
  return withoutEmpty(withValue(text, path, undefined), path.slice(0, -1));
}
