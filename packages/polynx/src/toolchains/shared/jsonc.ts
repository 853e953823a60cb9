import {
  findNodeAtLocation,
  type JSONPath,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { ZodMiniType } from 'zod/mini';
import { compact } from '../../model/compact.js';
import { ManifestError } from '../../model/errors.js';
import type { SourceFile } from '../toolchain.js';
import { refuseDepth } from './json.js';
import { unknownKeys } from './known-keys.js';
import { check, knownHint } from './manifest.js';

/**
 * JSON with comments and trailing commas (https://jsonc.org) to a checked value. Strict JSON takes the fast
 * path.
 */
export function parseJsonc<T>(file: SourceFile, schema: ZodMiniType<T>): T {
  return check(file, schema, jsoncValue(file), (field) => lineOfField(file.text, field));
}

function lineOfField(text: string, field: readonly PropertyKey[]): number | undefined {
  return jsonLines(text)(field);
}

/** The line of each field, from 1; of keys that lead to nothing none. */
export function jsonLines(text: string): (field: readonly PropertyKey[]) => number | undefined {
  const tree = parseTree(text);
  return (field) => {
    const node = tree && findNodeAtLocation(tree, field as JSONPath);
    return node === undefined ? undefined : lineAt(text, node.offset);
  };
}

/** The error for a key that neither polynx nor anybody else is known to read. */
export function unknownKeyIn(
  file: SourceFile,
  field: readonly string[],
  known: readonly string[],
): ManifestError {
  refuseDepth(file);
  return new ManifestError(
    compact({
      file: file.path,
      line: lineOfField(file.text, field),
      field: field.slice(0, -1).join('.'),
      problem: unknownKeys(field.slice(-1), known),
      hint: knownHint(known),
    }),
  );
}

function jsoncValue(file: SourceFile): unknown {
  refuseDepth(file);
  try {
    return JSON.parse(file.text);
  } catch {
    const errors: ParseError[] = [];
    const value: unknown = parse(file.text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (first === undefined) return value;
    throw new ManifestError({
      file: file.path,
      line: lineAt(file.text, first.offset),
      problem: describeCode(printParseErrorCode(first.error)),
    });
  }
}

/** `PropertyNameExpected` to `property name expected`. */
function describeCode(code: string): string {
  return code.replace(/(?<!^)([A-Z])/g, ' $1').toLowerCase();
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < offset; index = text.indexOf('\n', index + 1))
    line++;
  return line;
}
