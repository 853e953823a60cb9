/**
 * The answers of docs/how-do-i as data: per question, the files that the reader edits and the commands that
 * the reader runs.
 * - A block whose first line is a comment with a path (`# Cargo.toml`, `// nx.json`) is merged into that
 * file.
 * - A block `sh` is run. The block `text` behind it holds lines of its output; `…` stands for any characters.
 * - `<!-- not run: reason -->` in front of a block `sh` leaves it out, `<!-- after a change of PATH -->`
 * edits that file before.
 */
import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml, stringify as stringifyToml } from 'smol-toml';

export type Step =
  | { readonly kind: 'edit'; readonly file: string; readonly text: string }
  | {
      readonly kind: 'run';
      readonly commands: string;
      readonly output: readonly string[];
      /** A file that changes before. */
      readonly changed: string | undefined;
    }
  | { readonly kind: 'left out'; readonly commands: string; readonly reason: string };

export interface Question {
  readonly title: string;
  readonly steps: readonly Step[];
}

const BLOCK = /(?:<!-- ([^\n]*?) -->\n\s*)?^```(\w+)\n(.*?)^```$/gms;

export function questionsOf(page: string): Question[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ title: section.split('\n', 1)[0] ?? '', steps: stepsIn(section) }));
}

function stepsIn(section: string): Step[] {
  const steps: Step[] = [];
  for (const [, note = '', language = '', text = ''] of section.matchAll(BLOCK)) {
    const file = /^(?:#|\/\/) (\S+)\n/.exec(text)?.[1];
    const last = steps.at(-1);
    if (note.startsWith('not run: ')) steps.push({ kind: 'left out', commands: text, reason: note.slice(9) });
    else if (language === 'sh')
      steps.push({
        kind: 'run',
        commands: text,
        output: [],
        changed: /^after a change of (\S+)$/.exec(note)?.[1],
      });
    else if (language === 'text' && last?.kind === 'run')
      steps[steps.length - 1] = { ...last, output: text.split('\n').filter((line) => line.trim() !== '') };
    else if (file !== undefined) steps.push({ kind: 'edit', file, text: text.slice(text.indexOf('\n') + 1) });
  }
  return steps;
}

/** What the file holds once a reader has entered the block. */
export function edited(file: string, before: string | undefined, block: string): string {
  if (before === undefined) return block;
  if (/\.jsonc?$/.test(file))
    return `${JSON.stringify(merged(parseJsonc(before), parseJsonc(block)), null, 2)}\n`;
  if (file.endsWith('.toml')) return stringifyToml(merged(parseToml(before), parseToml(block)) as object);
  return `${before}\n${block}`;
}

/** Tables key by key, plugins by their name; everything else is replaced. */
function merged(before: unknown, block: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(block)) {
    const nameOf = (entry: unknown) => (entry as { plugin?: string } | undefined)?.plugin;
    const name = nameOf(block[0]);
    if (name === undefined) return block;
    return before.map((entry) => (nameOf(entry) === name ? merged(entry, block[0]) : entry));
  }
  if (!isTable(before) || !isTable(block)) return block;
  const keys = new Set([...Object.keys(before), ...Object.keys(block)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in before && key in block ? merged(before[key], block[key]) : (block[key] ?? before[key]),
    ]),
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function contains(output: string, line: string): boolean {
  let at = 0;
  for (const part of line.trim().split('…')) {
    const found = output.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
