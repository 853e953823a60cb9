import { closureDigests, digest } from './graph.js';
import type { LockReader } from './reader.js';

/**
 * pnpm-lock.yaml, versions 6 to 9 (https://github.com/pnpm/spec/tree/master/lockfile). pnpm writes it, always
 * in one form, so it is cut up by indentation: a general YAML parser takes seconds where this takes
 * milliseconds. An unexpected form gives no answer.
 */
type Block = readonly string[];

export function pnpmLock(text: string): LockReader | undefined {
  const version = /^lockfileVersion: '?(\d+)/m.exec(text)?.[1];
  if (version !== '6' && version !== '9') return undefined;
  const sections = cut(text.split(/\r?\n/), 0);
  const packages = entries(sections.get('packages'));
  const snapshots = version === '9' ? entries(sections.get('snapshots')) : packages;
  const importers = sections.has('importers')
    ? entries(sections.get('importers'))
    : new Map([['.', rootImporter(sections)]]);
  const bare = (key: string) => key.replace(/\(.*$/s, '');
  const digestOf = closureDigests({
    identity: (key) => [...(packages.get(bare(key)) ?? []), ...(snapshots.get(key) ?? [])].join('\n'),
    dependencies: (key) => below(snapshots.get(key)).flatMap((one) => keyOf(one, snapshots) ?? []),
  });
  return ({ root, local }, kinds) => {
    const importer = importers.get(root);
    if (importer === undefined) return undefined;
    const found = imported(importer, kinds)
      .filter(([name, resolved]) => !(local.has(name) && resolved.startsWith('link:')))
      .map(([name, resolved]) => ({ name, resolved, key: keyOf([name, resolved], snapshots) }));
    const lines = found.map(
      ({ name, resolved, key }) => `${name} ${resolved} ${key === undefined ? '' : digestOf(key)}`,
    );
    const isPlain = ({ name, resolved, key }: (typeof found)[number]) =>
      key !== undefined && /^\d/.test(resolved) && packages.has(bare(key)) && bare(key).includes(`${name}@`);
    return { digest: digest(lines.sort().join('\n')), names: found.filter(isPlain).map(({ name }) => name) };
  };
}

/** Lines by their key at one depth; each keeps the lines below it. */
function cut(lines: Block, depth: number): Map<string, string[]> {
  const out = new Map<string, string[]>();
  const indent = ' '.repeat(depth);
  let current: string[] | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const isKey = line.startsWith(indent) && line[depth] !== ' ' && line[depth] !== undefined;
    if (!isKey) {
      current?.push(line);
      continue;
    }
    const found = /^(?:'((?:[^']|'')*)'|"([^"]*)"|([^'"].*?)):(?: (.*))?$/s.exec(line.slice(depth));
    const key = found?.[1]?.replaceAll("''", "'") ?? found?.[2] ?? found?.[3];
    current = found?.[4] === undefined ? [] : [found[4]];
    if (key !== undefined) out.set(key, current);
  }
  return out;
}

function entries(block: Block | undefined): ReadonlyMap<string, string[]> {
  return cut(block ?? [], 2);
}

/** A single project has no importers section before version 9. */
function rootImporter(sections: ReadonlyMap<string, string[]>): string[] {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => {
    const lines = sections.get(kind);
    return lines === undefined ? [] : [`    ${kind}:`, ...lines.map((line) => `    ${line}`)];
  });
}

/**
 * `react: {specifier, version}`; the version is `18.2.0(peer@1)`, `link:../a`, or a whole key for an alias.
 */
function imported(importer: Block, kinds: 'all' | 'production'): [string, string][] {
  const groups = cut(importer, 4);
  const wanted = ['dependencies', 'optionalDependencies', ...(kinds === 'all' ? ['devDependencies'] : [])];
  return wanted.flatMap((group) =>
    [...cut(groups.get(group) ?? [], 6)].map(([name, lines]): [string, string] => {
      const version = lines.find((line) => line.trimStart().startsWith('version: '));
      return [name, unquote(version?.trimStart().slice('version: '.length) ?? '')];
    }),
  );
}

function below(snapshot: Block | undefined): [string, string][] {
  const groups = cut(snapshot ?? [], 4);
  return ['dependencies', 'optionalDependencies'].flatMap((group) =>
    [...cut(groups.get(group) ?? [], 6)].map(([name, [version = '']]): [string, string] => [
      name,
      unquote(version),
    ]),
  );
}

function keyOf(
  [name, version]: readonly [string, string],
  snapshots: ReadonlyMap<string, unknown>,
): string | undefined {
  const candidates = [`${name}@${version}`, `/${name}@${version}`, version];
  return candidates.find((candidate) => snapshots.has(candidate));
}

function unquote(text: string): string {
  return text.replace(/^(['"])(.*)\1$/, '$2');
}
