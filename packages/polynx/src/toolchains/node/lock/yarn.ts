import { dependenciesOf, EVERY_KIND, PRODUCTION } from '../package-json.js';
import { closureDigests, digest } from './graph.js';
import type { LockReader } from './reader.js';

/**
 * yarn.lock of Yarn 1 (https://classic.yarnpkg.com/lang/en/docs/yarn-lock/) and of Yarn 2 and later
 * (https://yarnpkg.com/configuration/yarnrc): blocks headed by the ranges that they answer.
 */
interface Entry {
  readonly text: string;
  readonly dependencies: readonly (readonly [name: string, range: string])[];
}

export function yarnLock(text: string): LockReader | undefined {
  const byRange = new Map<string, Entry>();
  for (const block of text.split(/\n(?=[^\s#])/)) {
    const [head = '', ...lines] = block.split(/\r?\n/);
    if (!head.endsWith(':') || head.startsWith('__metadata')) continue;
    const entry = { text: block, dependencies: dependencyLines(lines) };
    for (const range of head
      .slice(0, -1)
      .split(', ')
      .flatMap((part) => part.replaceAll('"', '').split(', ')))
      byRange.set(range, entry);
  }
  if (byRange.size === 0 && !text.includes('yarn lockfile v1')) return undefined;
  const named = groupByName(byRange.keys());
  /** NB `resolutions` answer a range under another one: then every version of that name may be meant. */
  const keysOf = ([name, range]: readonly [string, string]): readonly string[] => {
    const exact = [`${name}@${range}`, `${name}@npm:${range}`].find((key) => byRange.has(key));
    return exact === undefined ? (named.get(name) ?? []) : [exact];
  };
  const digestOf = closureDigests({
    identity: (key) => byRange.get(key)?.text ?? '',
    dependencies: (key) => (byRange.get(key)?.dependencies ?? []).flatMap(keysOf),
  });
  return ({ fields, local }, kinds) => {
    const lines: string[] = [];
    const names: string[] = [];
    for (const wanted of dependenciesOf(fields, kinds === 'all' ? EVERY_KIND : PRODUCTION)) {
      if (local.has(wanted[0])) continue;
      const keys = keysOf(wanted);
      const mayBeAbsent = fields.peerDependencies?.[wanted[0]] === wanted[1];
      if (keys.length === 0 && !mayBeAbsent) return undefined;
      if (keys.length > 0 && /^[\^~\d><=*]/.test(wanted[1])) names.push(wanted[0]);
      lines.push(...keys.map((key) => `${wanted[0]} ${digestOf(key)}`));
    }
    return { digest: digest(lines.sort().join('\n')), names };
  };
}

function groupByName(ranges: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const range of ranges) {
    const name = range.slice(0, range.indexOf('@', 1));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [range]);
    else group.push(range);
  }
  return groups;
}

/** `  dependencies:` and, indented once more, `name "range"` or `name: "range"`. */
function dependencyLines(lines: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  let isInside = false;
  for (const line of lines) {
    if (/^ {2}\S/.test(line)) isInside = /^ {2}(?:optionalD|d)ependencies:/.test(line);
    const found = isInside ? /^ {4}"?([^"\s]+?)"?:?\s+"?([^"\s][^"]*)"?$/.exec(line) : null;
    if (found !== null) out.push([found[1] ?? '', found[2] ?? '']);
  }
  return out;
}
