/** What the demo says, and how long each part took. */
import { performance } from 'node:perf_hooks';

const isPlain = process.env['NO_COLOR'] !== undefined || !process.stdout.isTTY;
const paint = (code: number) => (text: string) => (isPlain ? text : `\u001b[${code}m${text}\u001b[0m`);

export const bold = paint(1);
const dim = paint(2);

export function say(text = ''): void {
  console.log(text === '' ? '' : text.replace(/^/gm, '  '));
}

export interface Section<T> {
  readonly result: T;
  readonly seconds: number;
}

export const showSeconds = ({ seconds }: { readonly seconds: number }): string => `${seconds.toFixed(1)} s`;

/** A heading, the work, and the seconds it took. */
export async function section<T>(title: string, work: () => Promise<T>): Promise<Section<T>> {
  console.log(`\n${bold(title)}`);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  say(dim(showSeconds({ seconds })));
  return { result, seconds };
}

/** Rows with their columns under each other. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
