/** Comments that Deno reads. https://docs.deno.com/runtime/fundamentals/typescript/ */
interface CommentImports {
  readonly specifiers: string[];
  readonly script: boolean;
  readonly header: boolean;
  jsxSource?: string;
  types: string | undefined;
}

const TYPES = /^\/\/\s*@(?:deno|ts)-types\s*=\s*(?:["']([^"']+)["']|(\S+))/;
const SELF_TYPES = /^\/[/*]\s*@ts-self-types\s*=\s*(?:["']([^"']+)["']|([^\s*]+))/;
const REFERENCE = /^\/\/\/\s*<reference\s.*?\b(?:path|types)\s*=\s*["']([^"']+)["']/;
const JSX_SOURCE = /^\/\*[\s*]*@jsxImportSource\s+([^\s*]+)/;
const JSX_SOURCE_TYPES = /^\/\*[\s*]*@jsxImportSourceTypes\s+([^\s*]+)/;
const JSDOC = /\{[^}]*?\bimport\s*\(\s*["']([^"']+)["']\s*\)|@import\b[^@]*?\bfrom\s+["']([^"']+)["']/g;

export function commentImports(found: CommentImports, comment: string): void {
  if (!comment.includes('@') && !comment.startsWith('///') && !comment.includes('import')) return;
  const types = TYPES.exec(comment);
  found.types = types?.[1] ?? types?.[2];
  if (found.header) headerComment(found, comment);
  if (found.script && comment.startsWith('/**')) {
    for (const [, type, from] of comment.matchAll(JSDOC)) found.specifiers.push(type ?? from ?? '');
  }
}

function headerComment(found: CommentImports, comment: string): void {
  const self = SELF_TYPES.exec(comment);
  const named = self?.[1] ?? self?.[2] ?? REFERENCE.exec(comment)?.[1] ?? JSX_SOURCE_TYPES.exec(comment)?.[1];
  if (named !== undefined) found.specifiers.push(named);
  const source = JSX_SOURCE.exec(comment)?.[1];
  if (source !== undefined) found.jsxSource = source;
}
