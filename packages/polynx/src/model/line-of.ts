/**
 * The first line at or after the field's own that has the name as a word, from 1. A guess, only used to point
 * at something.
 */
export function lineOf(text: string, field: string, name: string): number | undefined {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.includes(field));
  const at = lines.findIndex((line, index) => index >= from && hasWord(line, name));
  return from < 0 || at < 0 ? undefined : at + 1;
}

/** NB an empty word is found at the end of a line for ever. */
function hasWord(line: string, word: string): boolean {
  if (word === '') return false;
  const isPart = (sign: string | undefined) => sign !== undefined && /[\w-]/.test(sign);
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1))
    if (!isPart(line[at - 1]) && !isPart(line[at + word.length])) return true;
  return false;
}
