/** Options of a target of another plugin, by the table of its executor. */
import type { Options, PeerExecutor, Place, Rule, Translation } from './peer.js';

export interface Translated {
  readonly options: Options;
  readonly notes: readonly string[];
  readonly unequal: readonly string[];
}

/** NB a flag that is off is as good as absent: both plugins hand on nothing then. */
export function translate(executor: PeerExecutor, options: Options, place: Place): Translated {
  const found = Object.entries(options)
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([name, value]) => translationOf(executor, name, value, place));
  return {
    options: found.reduce<Options>((all, one) => withOptions(all, one.options ?? {}), {}),
    notes: found.flatMap(({ notes = [] }) => notes),
    unequal: found.flatMap(({ unequal = [] }) => unequal),
  };
}

function translationOf(executor: PeerExecutor, name: string, value: unknown, place: Place): Translation {
  const rule: Rule | undefined = Object.hasOwn(executor.options, name) ? executor.options[name] : undefined;
  if (rule !== undefined) return rule(value, place);
  return executor.other?.(name, value) ?? { unequal: [`the option ${name}`] };
}

/** Lists grow: several options of theirs are arguments here. */
function withOptions(all: Options, more: Options): Options {
  const joined = Object.entries(more).map(([name, value]) => {
    const before = all[name];
    return [name, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value] as const;
  });
  return { ...all, ...Object.fromEntries(joined) };
}

/** A command line for `nx:run-commands`, as sh and cmd.exe both read it. */
export function quoted(line: readonly string[]): string {
  return line
    .map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, '\\$&')}"`))
    .join(' ');
}
