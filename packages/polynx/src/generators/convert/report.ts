import type { Outcome } from './outcome.js';
import { placed, type Shared } from './places.js';

const SHOWN = 12;

/** What was done, what is different now, and what has no equal. */
export function reportOf(
  name: string,
  outcomes: readonly Outcome[],
  common: Shared,
  removed: readonly string[],
  names: ReadonlyMap<string, string>,
): string[] {
  const idOf = ({ entry }: Outcome) => `${names.get(entry.root) ?? entry.root}:${entry.target}`;
  const written = outcomes.filter(({ entry, as }) => !entry.isInferred && as !== undefined);
  const reduced = written.filter((one) => placed(one, common).next !== undefined);
  const gone = written.length - reduced.length;
  return [
    `${name}:`,
    ...(gone === 0
      ? []
      : [`  ${gone === 1 ? '1 target is' : `${gone} targets are`} inferred by polynx: no entry is left`]),
    ...section('Reduced to what differs', reduced.map(idOf)),
    ...section(
      'In the options of polynx in nx.json',
      common.map(({ path, value }) => `${path.join('.')}: ${JSON.stringify(value)}`),
    ),
    ...section(
      'Different now',
      grouped(outcomes.flatMap((one) => one.notes.map((note) => [note, idOf(one)]))),
    ),
    ...section(
      'No equal; kept as the command that it ran',
      outcomes.flatMap((one) => (one.kept === undefined ? [] : [`${idOf(one)}: ${one.kept.join('; ')}`])),
    ),
    ...section('Removed', removed),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`    and ${lines.length - SHOWN} more`] : [];
  return [`  ${title}:`, ...lines.slice(0, SHOWN).map((line) => `    ${line}`), ...more];
}

/** One line for what is said of many. */
function grouped(pairs: readonly (readonly string[])[]): string[] {
  const groups = new Map<string, string[]>();
  for (const [note = '', id = ''] of pairs) groups.set(note, [...(groups.get(note) ?? []), id]);
  return [...groups].map(([note, ids]) => {
    const more = ids.length > 4 ? ` and ${ids.length - 4} more` : '';
    return `${ids.slice(0, 4).join(', ')}${more}: ${note}`;
  });
}
