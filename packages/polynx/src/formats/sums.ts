/** The format of `sha256sum -c`, and how it is read again. */
import { createHash } from 'node:crypto';

export interface Sum {
  readonly file: string;
  readonly sha256: string;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function sumsText(sums: readonly Sum[]): string {
  return [...sums]
    .sort((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, sha256: digest }) => `${digest}  ${file}\n`)
    .join('');
}

/** With the numbers of the lines that are none. */
export function readSums(text: string): { readonly sums: readonly Sum[]; readonly junk: readonly number[] } {
  const sums = parseSums(text);
  const junk = text.split('\n').flatMap((line, index) => (line === '' || LINE.test(line) ? [] : index + 1));
  return { sums, junk };
}

/** NB no control characters: a name with a line's end, or with a carriage return, is another name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const LINE = /^([0-9a-f]{64}) [ *]([^\x00-\x1f\x7f]+)$/;

export function parseSums(text: string): Sum[] {
  return text.split('\n').flatMap((line) => {
    const [, digest = '', file = ''] = LINE.exec(line) ?? [];
    return file === '' ? [] : [{ file, sha256: digest }];
  });
}
