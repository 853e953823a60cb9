import { parse, patch } from '@decimalturn/toml-patch';
import { ManifestError } from '../../../model/errors.js';

export interface Edit {
  /** The keys that lead to the text. */
  readonly at: readonly string[];
  readonly value: string;
}

/** The TOML with other texts at these places; comments, order and layout stay. */
export function withTomlValues(path: string, text: string, edits: readonly Edit[]): string {
  const manifest = parsed(path, text);
  let isChanged = false;
  for (const { at, value } of edits) {
    const last = at.at(-1) ?? '';
    const table = at.slice(0, -1).reduce<unknown>(member, manifest);
    if (typeof table !== 'object' || table === null || member(table, last) === value) continue;
    (table as Record<string, unknown>)[last] = value;
    isChanged = true;
  }
  return isChanged ? patch(text, manifest) : text;
}

/** The text at that place, where there is one. */
export function tomlText(manifest: unknown, at: readonly string[]): string | undefined {
  const value = at.reduce<unknown>(member, manifest);
  return typeof value === 'string' ? value : undefined;
}

function member(table: unknown, key: string): unknown {
  return typeof table === 'object' && table !== null && Object.hasOwn(table, key)
    ? (table as Record<string, unknown>)[key]
    : undefined;
}

function parsed(path: string, text: string): object {
  try {
    return parse(text);
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ManifestError({ file: path, problem: `cannot be edited: ${problem}` });
  }
}
