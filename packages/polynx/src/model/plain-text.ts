/** Text that becomes a line of another format: a field of a package, a name in an archive, a message. */
import { ExpectedError } from './errors.js';

/** Where a line may end, what no field holds, and what turns round the text behind it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL_IN_TEXT = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** @param field as the user writes it */
export function oneLine(field: string, value: string | undefined): void {
  refuse(field, value, CONTROL);
}

/** Lines and tabs are fine. */
export function severalLines(field: string, value: string | undefined): void {
  refuse(field, value, CONTROL_IN_TEXT);
}

function refuse(field: string, value: string | undefined, characters: RegExp): void {
  const [found] = characters.exec(value ?? '') ?? [];
  if (found === undefined) return;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new ExpectedError(
    `${field} has the control character U+${code}: ${JSON.stringify(value)}.\n  A package would have it as a line, or a field, of its own.`,
  );
}
