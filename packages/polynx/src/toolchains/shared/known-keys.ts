/** What may stand where an unknown key does, read from the schema that refused it. */
import type * as z from 'zod/mini';
import { closest } from '../../model/did-you-mean.js';
import { ownEntry } from '../../model/own-entry.js';

/** Keys that had another name until 0.2. */
const RENAMED: Readonly<Record<string, string>> = { leaveAlone: 'ignoreDirectories', toolchain: 'tools' };

/** `unknown key tagz. Did you mean tags?` */
export function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys
    .map((key) => {
      const meant = ownEntry(RENAMED, key) ?? closest(key, known);
      return `unknown key ${key}${meant === undefined ? '' : `. Did you mean ${meant}?`}`;
    })
    .join('; ');
}

/** The keys that a schema knows at a path of the value; of alternatives, all of them. */
export function keysAt(schema: z.ZodMiniType, path: readonly PropertyKey[]): string[] {
  const at = path.reduce<readonly Definition[]>(
    (definitions, part) => definitions.flatMap((one) => inside(one, part)),
    alternatives(schema as unknown as Schema),
  );
  return [...new Set(at.flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

interface Schema {
  readonly def: Definition;
}

interface Definition {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly options?: readonly Schema[];
  readonly valueType?: Schema;
  readonly element?: Schema;
}

function inside({ shape = {}, valueType, element }: Definition, part: PropertyKey): Definition[] {
  const inner = (typeof part === 'string' ? ownEntry(shape, part) : undefined) ?? valueType ?? element;
  return inner === undefined ? [] : alternatives(inner);
}

/** Without what is wrapped around it: optional, a default, a transformation. */
function alternatives({ def }: Schema): Definition[] {
  const wrapped = def.innerType ?? def.in;
  if (wrapped !== undefined) return alternatives(wrapped);
  return def.options?.flatMap(alternatives) ?? [def];
}
