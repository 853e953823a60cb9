/**
 * Just enough of a JavaScript/TypeScript lexer to walk over text without mistaking a string, a template, a comment, a regular
 * expression or JSX for code. https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar
 */
export interface Scan {
  readonly text: string;
  at: number;
  /** One entry per open parenthesis: whether it is the head of `if`, `while`, `for` or `with`. */
  readonly parens: boolean[];
}

export function isWordStart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code > 127
  );
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || (code >= 48 && code <= 57);
}

/** Moves behind the identifier or number here. */
export function skipWord(scan: Scan): void {
  const { text } = scan;
  let at = scan.at;
  while (isWordPart(text.charCodeAt(at))) at++;
  scan.at = at;
}

/** The identifier or number here; moves behind it. */
export function readWord(scan: Scan): string {
  const from = scan.at;
  skipWord(scan);
  return scan.text.slice(from, scan.at);
}

export function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

/** The value of the quoted string here; moves behind it. A string that is never closed ends with its line. */
export function readString(scan: Scan): string {
  const { text } = scan;
  const quote = text.charCodeAt(scan.at);
  const from = ++scan.at;
  let escaped = false;
  for (; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at);
    if (code === quote || code === 10) break;
    if (code !== 92) continue;
    escaped = true;
    scan.at++;
  }
  const raw = text.slice(from, scan.at++);
  return escaped ? raw.replace(/\\(.)/gs, '$1') : raw;
}

/** White space and comments; `comment` sees the text of each. */
export function skipTrivia(scan: Scan, comment?: (text: string) => void): void {
  for (;;) {
    const code = scan.text.charCodeAt(scan.at);
    if (code <= 32 || code === 160 || code === 0xfeff) scan.at++;
    else if (code !== 47 || !skipComment(scan, comment)) return;
  }
}

/** Moves behind the comment that starts here, if one does. */
export function skipComment(scan: Scan, comment?: (text: string) => void): boolean {
  const { text, at } = scan;
  const next = text.charCodeAt(at + 1);
  if (next !== 47 && next !== 42) return false;
  const end = next === 47 ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
  scan.at = end < 0 ? text.length : end + (next === 47 ? 0 : 2);
  comment?.(text.slice(at, scan.at));
  return true;
}

/** https://tc39.es/ecma262/#prod-RegularExpressionLiteral: a slash inside a class does not end it. */
export function skipRegex(scan: Scan): void {
  const { text } = scan;
  let inClass = false;
  for (scan.at++; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at);
    if (code === 10) return;
    if (code === 92) scan.at++;
    else if (code === 91) inClass = true;
    else if (code === 93) inClass = false;
    else if (code === 47 && !inClass) break;
  }
  scan.at++;
  readWord(scan);
}

/** The fixed parts of the template here, `null` for each `${…}`, whose code is handed to `inner`. */
export function readTemplate(scan: Scan, inner: () => void): (string | null)[] {
  const { text } = scan;
  const parts: (string | null)[] = [];
  let from = ++scan.at;
  const part = () => {
    if (scan.at > from) parts.push(text.slice(from, scan.at));
  };
  for (; scan.at < text.length; scan.at++) {
    const code = text.charCodeAt(scan.at);
    if (code === 96) break;
    if (code === 92) scan.at++;
    else if (code === 36 && text.charCodeAt(scan.at + 1) === 123) {
      part();
      parts.push(null);
      scan.at += 2;
      inner();
      from = scan.at--;
    }
  }
  part();
  scan.at++;
  return parts;
}
