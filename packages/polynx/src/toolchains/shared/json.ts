/**
 * How deep the manifests and locks of a repository may nest: whatever walks the value would overflow its
 * stack.
 */
import { parse } from 'jsonc-parser';
import { ManifestError } from '../../model/errors.js';
import type { SourceFile } from '../toolchain.js';

export const DEEPEST = 500;

/** JSON with comments and trailing commas, whatever mistakes it has. Undefined where it nests too deeply. */
export function looseJson(text: string): unknown {
  return isTooDeep(text) ? undefined : parse(text, [], { allowTrailingComma: true });
}

export function isTooDeep(text: string): boolean {
  return lineOfDepth(text) !== undefined;
}

export function refuseDepth({ path, text }: SourceFile): void {
  const line = lineOfDepth(text);
  if (line !== undefined)
    throw new ManifestError({ file: path, line, problem: `nests deeper than ${DEEPEST} levels` });
}

/** The line on which brackets are open that deep; those in strings count for none. */
function lineOfDepth(text: string): number | undefined {
  if (text.length < DEEPEST) return undefined;
  let depth = 0;
  for (const { 0: sign, index } of text.matchAll(SIGN)) {
    if (sign.length > 1) continue;
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (depth > DEEPEST) return text.slice(0, index).split('\n').length;
  }
  return undefined;
}

/** NB a string that never ends is one up to the end of its line. */
const SIGN = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|[[\]{}]/g;
