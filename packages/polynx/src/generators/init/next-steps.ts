/** What is left to do when the files are there. */
import type { Tree } from '@nx/devkit';
import { parse } from 'jsonc-parser';
import { changedFiles, ignoredOnly } from '../../adapters/git.js';
import { diskReader } from '../../model/disk-reader.js';
import { readNxJson } from './nx-json.js';

/** Besides what the generator writes: what an installation does. */
const INSTALLED = [
  ...['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  ...['yarn.lock', 'bun.lock', 'bun.lockb', 'nx', 'nx.bat', '.nx/nxw.js'],
];

/** A first file that git does not know yet, or one that differs from the last commit. */
export async function commitLines(root: string, written: readonly string[]): Promise<string[]> {
  const files = await changedFiles(root, [
    ...new Set(['nx.json', '.gitignore', ...written, ...INSTALLED, ...packedFile(root)]),
  ]);
  if (files.length === 0) return [];
  // NB many a repository ignores `*.tgz`, and the next clone would have no polynx.
  const unseen = await ignoredOnly(root, packedFile(root));
  const force = unseen.length === 0 ? '' : ` && git add --force ${unseen.join(' ')}`;
  return ['', `Commit: git add ${files.join(' ')}${force}`];
}

/** The packed polynx that nx.json or package.json names. */
function packedFile(root: string): string[] {
  const texts = ['nx.json', 'package.json'].map((name) => diskReader(root).read(name) ?? '');
  return texts.flatMap((text) => {
    const [, path] = /"polynx": ?"file:([^"]+\.tgz)"/.exec(text) ?? [];
    return path === undefined ? [] : [path.replace(/^(?:\.\.?\/)+/, '')];
  });
}

export function nextLines(host: Pick<Tree, 'exists' | 'read'>): string[] {
  const [nx, polynx] = programs(host);
  const steps = [
    [`${nx} run-many -t build test`, 'a second time it comes from the cache'],
    [`${nx} graph`, 'what depends on what'],
    [`${polynx} doctor`, 'what is missing here, and what is not cached'],
  ] as const;
  const width = Math.max(...steps.map(([command]) => command.length));
  return ['', 'Next:', ...steps.map(([command, why]) => `  ${command.padEnd(width)}  # ${why}`)];
}

/** How Nx and polynx are started here. */
function programs(host: Pick<Tree, 'exists' | 'read'>): readonly [nx: string, polynx: string] {
  const { installation } = readNxJson(host.read('nx.json', 'utf-8') ?? '{}');
  if (installation !== undefined) return ['./nx', '.nx/installation/node_modules/.bin/polynx'];
  const starter = host.exists('pnpm-lock.yaml')
    ? 'pnpm'
    : host.exists('bun.lock') || host.exists('bun.lockb')
      ? 'bunx'
      : host.exists('yarn.lock')
        ? 'yarn'
        : 'npx';
  return [`${starter} nx`, `${starter} polynx`];
}

/** What turbo.json says is read where it stands; who wants to do without it finds the same here. */
export function turboLines(host: Pick<Tree, 'exists' | 'read'>): string[] {
  const file = ['turbo.json', 'turbo.jsonc'].find((name) => host.exists(name));
  const declared = file === undefined ? {} : declaredIn(host.read(file, 'utf-8') ?? '{}');
  const lines = Object.entries(declared).map(
    ([name, task]) => `    ${JSON.stringify(name)}: ${JSON.stringify(task)}`,
  );
  if (lines.length === 0) return [];
  return [
    '',
    `${file} declares outputs, inputs or env of ${lines.length === 1 ? '1 task' : `${lines.length} tasks`}: polynx reads them from there. nx g polynx:convert --from=turbo.json moves them. By hand, in its options in nx.json:`,
    '  "node": { "declared": {',
    lines.join(',\n'),
    '  } }',
  ];
}

function declaredIn(text: string): Record<string, object> {
  const { tasks, pipeline } = (parse(text, [], { allowTrailingComma: true }) ?? {}) as Record<
    string,
    unknown
  >;
  const all = Object.entries((tasks ?? pipeline ?? {}) as Record<string, Record<string, unknown>>);
  const kept = all
    .filter(([name]) => !name.includes('#') && !name.startsWith('//'))
    .map(([name, task]) => [name, declarationOf(task)] as const)
    .filter(([, task]) => Object.keys(task).length > 0);
  return Object.fromEntries(kept);
}

function declarationOf(task: Readonly<Record<string, unknown>>): object {
  const fields = ['outputs', 'inputs', 'env'].flatMap((field) => {
    const list = task?.[field];
    const plain = Array.isArray(list)
      ? list.filter((one) => typeof one === 'string' && !one.startsWith('$'))
      : [];
    return plain.length === 0 ? [] : [[field, plain] as const];
  });
  return Object.fromEntries(fields);
}
