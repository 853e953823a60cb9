/** Comments that Deno reads. https://docs.deno.com/runtime/fundamentals/typescript/ */
export interface CommentImports {
  readonly specifiers: string[];
  /** JavaScript: `require` and JSDoc count. */
  readonly script: boolean;
  /** No code came before: `/// <reference>` and `@jsxImportSource` count only here. */
  header: boolean;
  jsxSource?: string;
  /** `@ts-types` of the comment before the next statement. */
  types: string | undefined;
}

const TYPES = /^\/\/\s*@(?:deno|ts)-types\s*=\s*(?:["']([^"']+)["']|(\S+))/;
const SELF_TYPES = /^\/[/*]\s*@ts-self-types\s*=\s*(?:["']([^"']+)["']|([^\s*]+))/;
const REFERENCE = /^\/\/\/\s*<reference\s.*?\b(?:path|types)\s*=\s*["']([^"']+)["']/;
const JSX_SOURCE = /^\/\*[\s*]*@jsxImportSource\s+([^\s*]+)/;
const JSX_SOURCE_TYPES = /^\/\*[\s*]*@jsxImportSourceTypes\s+([^\s*]+)/;
/**
 * A type between braces, or the tag `@import`, in pieces: one expression for all of it would take quadratic
 * time.
 */
const JSDOC =
  /[{}@]|\bimport\s*\(\s*["'](?<type>[^"']+)["']\s*\)|(?<=@)import\b|\bfrom\s+["'](?<from>[^"']+)["']/g;

export function commentImports(found: CommentImports, comment: string): void {
  if (!comment.includes('@') && !comment.startsWith('///') && !comment.includes('import')) return;
  const types = TYPES.exec(comment);
  found.types = types?.[1] ?? types?.[2];
  if (found.header) headerComment(found, comment);
  if (found.script && comment.startsWith('/**')) {
    found.specifiers.push(...jsdocImports(comment));
  }
}

/** `{import("x").A}` and `@import { A } from "x"`: one of each brace, one of each tag. */
function* jsdocImports(comment: string): Generator<string> {
  let brace = false;
  let tag = false;
  for (const { 0: text, groups: { type, from } = {} } of comment.matchAll(JSDOC)) {
    if (text === '{') brace = true;
    else if (text === '}') brace = false;
    else if (text === '@') tag = false;
    else if (text === 'import') tag = true;
    else if (type !== undefined && brace) {
      brace = false;
      yield type;
    } else if (from !== undefined && tag) {
      tag = false;
      yield from;
    }
  }
}

function headerComment(found: CommentImports, comment: string): void {
  const self = SELF_TYPES.exec(comment);
  const named = self?.[1] ?? self?.[2] ?? REFERENCE.exec(comment)?.[1] ?? JSX_SOURCE_TYPES.exec(comment)?.[1];
  if (named !== undefined) found.specifiers.push(named);
  const source = JSX_SOURCE.exec(comment)?.[1];
  if (source !== undefined) found.jsxSource = source;
}
