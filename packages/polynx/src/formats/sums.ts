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

export function parseSums(text: string): Sum[] {
  return text.split('\n').flatMap((line) => {
    const [, digest = '', file = ''] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    return file === '' ? [] : [{ file, sha256: digest }];
  });
}
