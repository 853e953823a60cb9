import { parse } from 'jsonc-parser';
import type { Analysis } from '../../analysis/analyse.js';

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
  /** A plugin of Nx, which makes targets as long as it is there. */
  readonly isPlugin: boolean;
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
