/**
 * The line of each key of a TOML text, from 1, by the keys that lead there; the parser keeps no positions.
 * NB what an inline table holds has the line of the table.
 */
export function tomlLines(text: string): (keys: readonly string[]) => number | undefined {
  const lines = new Map<string, number>();
  const put = (keys: readonly string[], line: number) => {
    for (let length = 1; length <= Math.min(keys.length, DEEPEST); length++) {
      const key = keys.slice(0, length).join('\0');
      if (!lines.has(key)) lines.set(key, line);
    }
  };
  let table: readonly string[] = [];
  let isText = false;
  for (const [index, line] of text.split('\n').entries()) {
    const wasText = isText;
    if (isOddlyQuoted(line)) isText = !isText;
    if (wasText) continue;
    const header = headerOf(line);
    const keys = header === undefined ? keysBefore(line, '=') : [];
    if (header !== undefined) table = header;
    if (header !== undefined || keys.length > 0) put([...table, ...keys], index + 1);
  }
  return (keys) => {
    for (let length = keys.length; length > 0; length--) {
      const line = lines.get(keys.slice(0, length).join('\0'));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** Nothing that is asked for is a tenth as deep. */
const DEEPEST = 50;

/** A text of several lines begins or ends. */
function isOddlyQuoted(line: string): boolean {
  return ['"""', "'''"].some((quotes) => (line.split(quotes).length - 1) % 2 === 1);
}

function headerOf(line: string): string[] | undefined {
  const start = line.trimStart();
  if (!start.startsWith('[')) return undefined;
  return keysBefore(start.slice(start.startsWith('[[') ? 2 : 1), ']');
}

/** `a."b c".d` up to the sign; nothing where the line is none of keys. */
function keysBefore(line: string, sign: string): string[] {
  const keys: string[] = [];
  let key = '';
  let quote: string | undefined;
  for (const letter of line) {
    if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else key += letter;
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '.' || letter === sign) {
      keys.push(key);
      key = '';
      if (letter === sign) return keys;
    } else if (/[\w-]/.test(letter)) key += letter;
    else if (letter !== ' ' && letter !== '\t') return [];
  }
  return [];
}
