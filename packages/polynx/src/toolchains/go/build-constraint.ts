/**
 * Finds the build constraint of a .go file: the `//go:build` line, or the `// +build` lines where there is
 * none. Mirrors parseFileHeader and shouldBuild of go/build. https://pkg.go.dev/cmd/go#hdr-Build_constraints
 */

import { BYTE_ORDER_MARK } from '../shared/characters.js';

/** A constraint that no build meets, for lines that Go refuses. */
const NEVER = 'ignore';

/** `end` is where the package clause begins; most files have no word of a build before it. */
export function buildConstraint(text: string, end: number): string | undefined {
  const word = text.indexOf('build');
  if (word < 0 || word > end) return undefined;
  const { goBuild, plusBuild } = leadingComments(
    text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text,
  );
  if (goBuild.length > 1) return NEVER;
  if (goBuild[0] !== undefined) return goBuild[0] || NEVER;
  return plusBuild.length === 0
    ? undefined
    : plusBuild.map((line) => `(${fromPlusBuild(line)})`).join(' && ');
}

/**
 * A `//go:build` line may stand anywhere before the package clause outside of a block comment; a `// +build`
 * line only in the leading run of `//` comments, with a blank line after it.
 */
function leadingComments(text: string): { goBuild: string[]; plusBuild: string[] } {
  const goBuild: string[] = [];
  const plusBuild: string[] = [];
  let waiting: string[] = [];
  let ended = false;
  let inBlock = false;
  for (const line of lines(text)) {
    if (line === '' && !ended) {
      for (const one of waiting) plusBuild.push(one);
      waiting = [];
      continue;
    }
    if (!line.startsWith('//')) ended = true;
    if (!inBlock && /^\/\/go:build(\s|$)/.test(line)) goBuild.push(line.slice(10).trim());
    const plus = ended ? undefined : /^\/\/\s*\+build(?=\s|$)/.exec(line);
    if (plus) waiting.push(line.slice(plus[0].length).trim());
    const rest = afterBlockComments(line, inBlock);
    if (rest === 'code') break;
    inBlock = rest === 'block';
  }
  return { goBuild, plusBuild };
}

function* lines(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(start, end).trim();
    start = end + 1;
  }
}

/** Where a line leaves us: inside a block comment, between comments, or at the first code. */
function afterBlockComments(line: string, inBlock: boolean): 'block' | 'comment' | 'code' {
  let rest = line;
  let inside = inBlock;
  while (rest !== '') {
    if (inside) {
      const close = rest.indexOf('*/');
      if (close < 0) return 'block';
      inside = false;
      rest = rest.slice(close + 2).trim();
    } else if (rest.startsWith('//')) return 'comment';
    else if (rest.startsWith('/*')) {
      inside = true;
      rest = rest.slice(2).trim();
    } else return 'code';
  }
  return inside ? 'block' : 'comment';
}

/** `linux,!cgo darwin` means `(linux && !cgo) || darwin`. */
function fromPlusBuild(line: string): string {
  const clauses = line.split(/\s+/).filter((clause) => clause !== '');
  if (clauses.length === 0) return NEVER;
  return clauses.map((clause) => clause.split(',').map(plusBuildTag).join(' && ')).join(' || ');
}

function plusBuildTag(literal: string): string {
  const [, not = '', tag = ''] = /^(!?)(.*)$/.exec(literal) ?? [];
  if (literal === '!' || literal.startsWith('!!')) return NEVER;
  return `${not}${/^[\p{L}\p{Nd}_.]+$/u.test(tag) ? tag : NEVER}`;
}
