/** JSX, as far as needed to find the code inside it. https://facebook.github.io/jsx/ */
import { isQuote, readString, type Scan, skipTrivia } from './scanner.js';

/** Code between braces, up to and with the closing one. */
type Code = () => void;

/**
 * Moves behind the element that starts here. `<T>(x: T) => T` looks like one until no closing tag comes: then nothing is moved
 * and the answer is false.
 */
export function skipElement(scan: Scan, code: Code): boolean {
  const start = scan.at;
  if (tag(scan, code)) return true;
  scan.at = start;
  return false;
}

function tag(scan: Scan, code: Code): boolean {
  scan.at++;
  const name = tagName(scan);
  for (;;) {
    skipTrivia(scan);
    const char = scan.text[scan.at];
    if (char === '>') {
      scan.at++;
      return children(scan, name, code);
    }
    if (char === '/') {
      scan.at += 2;
      return scan.text[scan.at - 1] === '>';
    }
    if (!attributePart(scan, char, code)) return false;
  }
}

function attributePart(scan: Scan, char: string | undefined, code: Code): boolean {
  if (char === undefined) return false;
  if (char === '{') {
    scan.at++;
    code();
    return true;
  }
  if (char === '<') return scan.text[scan.at - 1] === '=' ? skipElement(scan, code) : typeArguments(scan);
  if (isQuote(char.charCodeAt(0))) return attributeString(scan, char);
  scan.at++;
  return /[\w$.:=-]/.test(char) || char.charCodeAt(0) > 127;
}

/** Unlike a string of the language it may hold line ends, and no escapes. */
function attributeString(scan: Scan, quote: string): boolean {
  const end = scan.text.indexOf(quote, scan.at + 1);
  scan.at = end + 1;
  return end >= 0;
}

function typeArguments(scan: Scan): boolean {
  let depth = 0;
  for (; scan.at < scan.text.length; scan.at++) {
    const code = scan.text.charCodeAt(scan.at);
    if (code === 60) depth++;
    else if (code === 62 && --depth === 0) {
      scan.at++;
      return true;
    } else if (isQuote(code)) {
      readString(scan);
      scan.at--;
    }
  }
  return false;
}

function children(scan: Scan, name: string, code: Code): boolean {
  const { text } = scan;
  while (scan.at < text.length) {
    const char = text.charCodeAt(scan.at);
    if (char === 123) {
      scan.at++;
      code();
    } else if (char !== 60) scan.at++;
    else if (text.charCodeAt(scan.at + 1) === 47) return closing(scan, name);
    else if (!skipElement(scan, code)) return false;
  }
  return false;
}

function closing(scan: Scan, name: string): boolean {
  scan.at += 2;
  skipTrivia(scan);
  const closed = tagName(scan);
  const end = scan.text.indexOf('>', scan.at);
  scan.at = end + 1;
  return end >= 0 && closed === name;
}

function tagName(scan: Scan): string {
  const match = /[\p{ID_Continue}$.:-]*/uy;
  match.lastIndex = scan.at;
  const [name = ''] = match.exec(scan.text) ?? [];
  scan.at += name.length;
  return name;
}
