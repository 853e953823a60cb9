import { dependenciesOf, EVERY_KIND, PRODUCTION } from '../package-json.js';
import { closureDigests, digest } from './graph.js';
import type { LockReader } from './lock.js';

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
  const keyOf = ([name, range]: readonly [string, string]) =>
    [`${name}@${range}`, `${name}@npm:${range}`].find((key) => byRange.has(key));
  const digestOf = closureDigests({
    identity: (key) => byRange.get(key)?.text ?? '',
    dependencies: (key) => (byRange.get(key)?.dependencies ?? []).flatMap((one) => keyOf(one) ?? []),
  });
  return ({ fields, local }, kinds) => {
    const lines: string[] = [];
    for (const wanted of dependenciesOf(fields, kinds === 'all' ? EVERY_KIND : PRODUCTION)) {
      if (local.has(wanted[0])) continue;
      const key = keyOf(wanted);
      const isPeer = fields.peerDependencies?.[wanted[0]] === wanted[1];
      if (key !== undefined) lines.push(`${wanted[0]} ${digestOf(key)}`);
      // A range the lock does not answer: overridden by `resolutions`, or not installed yet.
      else if (!isPeer) return undefined;
    }
    return digest(lines.sort().join('\n'));
  };
}

/** `  dependencies:` and, indented once more, `name "range"` or `name: "range"`. */
function dependencyLines(lines: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  let isInside = false;
  for (const line of lines) {
    if (/^ {2}\S/.test(line)) isInside = /^ {2}(?:optionalD|d)ependencies:/.test(line);
    const found = isInside ? /^ {4}"?([^"\s]+?)"?:?\s+"?([^"]+)"?$/.exec(line) : null;
    if (found !== null) out.push([found[1] ?? '', found[2] ?? '']);
  }
  return out;
}
