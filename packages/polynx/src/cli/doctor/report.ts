/** What the doctor found, as data and as text. */

/** `problem`: tasks fail because of it. `advice`: they run, but something is not as it should be. */
export type State = 'fine' | 'advice' | 'problem';

export interface Check {
  readonly state: State;
  readonly says: string;
  /** What to do. */
  readonly fix?: string;
  /** The long list behind it, shown with --verbose. */
  readonly list?: readonly string[];
  /** The same for programs. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface Section {
  readonly title: string;
  readonly checks: readonly Check[];
}

export function isHealthy(sections: readonly Section[]): boolean {
  return sections.every(({ checks }) => checks.every(({ state }) => state !== 'problem'));
}

const MARKS: Readonly<Record<State, string>> = { fine: '✔', advice: '!', problem: '✖' };

export function asText(sections: readonly Section[], verbose: boolean): string {
  const shown = sections.filter(({ checks }) => checks.length > 0);
  return shown
    .map(({ title, checks }) => [title, ...checks.map((check) => lines(check, verbose))].join('\n'))
    .join('\n\n');
}

function lines({ state, says, fix, list = [] }: Check, verbose: boolean): string {
  const hidden = !verbose && list.length > 0;
  return [
    `  ${MARKS[state]} ${indented(says, 4)}${hidden ? ' (--verbose lists them)' : ''}`,
    ...(fix === undefined ? [] : [`      ${indented(fix, 6)}`]),
    ...(verbose ? list.map((line) => `      - ${indented(line, 8)}`) : []),
  ].join('\n');
}

function indented(text: string, width: number): string {
  return text.replace(/\n/g, `\n${' '.repeat(width)}`);
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The first few, and how many more. */
export function some(items: readonly string[], shown = 3): string {
  return items.length <= shown
    ? items.join(', ')
    : `${items.slice(0, shown).join(', ')} and ${items.length - shown} more`;
}
