/** What is built: generated crates and Go modules, and which of them to edit. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { crates, goModules, type Sources } from './workspaces.js';

export type Kind = 'build' | 'vet' | 'test';

export interface Workload {
  /** `crates-50`, `modules-50`. */
  readonly name: string;
  readonly size: number;
  readonly kinds: readonly Kind[];
  /** What one command asks for. */
  readonly asked: readonly (readonly Kind[])[];
  readonly sources: Sources;
  /** The same as one peer wants it. */
  readonly peerSources: Sources;
  /** The tool alone, in one process. */
  bare(root: string, kind: Kind): { readonly program: string; readonly args: readonly string[] };
  /** Root of the project that nobody uses, and of the one that most use. */
  edited(root: string): { readonly leaf: string; readonly root: string };
  /** Adds a function, so that there is something to compile. */
  edit(root: string, project: string, number: number): void;
  /** Peers by their plugin, and Turborepo's flag. */
  readonly plugin: string;
  readonly flag: 'experimentalCargoWorkspaces' | 'experimentalGoWorkspaces';
  /** Peers cannot do more in a day. */
  readonly forPeers: boolean;
}

const PEERS_UP_TO = 50;

/** @throws for a name that is none. */
export function workload(name: string): Workload {
  const [, what, digits] = /^(crates|modules)-(\d+)$/.exec(name) ?? [];
  const size = Number(digits);
  if (what === undefined || !(size >= 2))
    throw new Error(`${name} is no workload: say crates-50 or modules-50`);
  const common = { name, size, forPeers: size <= PEERS_UP_TO };
  return what === 'crates' ? { ...common, ...rust(size) } : { ...common, ...go(size) };
}

type Rest = Omit<Workload, 'name' | 'size' | 'forPeers'>;

function rust(size: number): Rest {
  return {
    kinds: ['build'],
    asked: [['build']],
    sources: crates(size),
    peerSources: crates(size, 'monodon'),
    plugin: '@monodon/rust',
    flag: 'experimentalCargoWorkspaces',
    bare: () => ({ program: 'cargo', args: ['build', '--workspace', '--locked'] }),
    edited: (root) => extremes(cratesOf(root)),
    edit(root, project, number) {
      const source = ['src/lib.rs', 'src/main.rs'].map((file) => join(root, project, file)).find(existsSync);
      append(source, `\n#[allow(dead_code)]\npub fn bench_edit_${number}() -> u32 {\n    ${number}\n}\n`);
    },
  };
}

function go(size: number): Rest {
  return {
    kinds: ['build', 'vet', 'test'],
    asked: [['build'], ['vet'], ['test'], ['build', 'vet', 'test']],
    sources: goModules(size),
    peerSources: goModules(size),
    plugin: '@nx-go/nx-go',
    flag: 'experimentalGoWorkspaces',
    bare: (root, kind) => ({
      program: 'go',
      args: [kind, ...modulesOf(root).map(({ root: at }) => `./${at}/...`)],
    }),
    edited: (root) => extremes(modulesOf(root)),
    edit(root, project, number) {
      const folder = join(root, project);
      const source = readdirSync(folder).find((file) => file.endsWith('.go') && !file.endsWith('_test.go'));
      append(source && join(folder, source), `\nfunc BenchEdit${number}() int { return ${number} }\n`);
    },
  };
}

function append(file: string | undefined, text: string): void {
  if (file === undefined) throw new Error('there is no source to edit');
  appendFileSync(file, text);
}

interface Node {
  readonly root: string;
  readonly uses: readonly string[];
}

function cratesOf(root: string): Node[] {
  const manifests = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('/Cargo.toml') && !file.startsWith('node_modules') && !file.startsWith('target'),
  );
  return manifests.map((file) => {
    const paths = readFileSync(join(root, file), 'utf8').matchAll(/path = "([^"]+)"/g);
    return { root: join(file, '..'), uses: [...paths].map(([, path = '']) => join(file, '..', path)) };
  });
}

function modulesOf(root: string): Node[] {
  const { nodes, edges } = JSON.parse(readFileSync(join(root, 'expected-edges.json'), 'utf8')) as {
    nodes: { dir: string }[];
    edges: { from: string; to: string }[];
  };
  return nodes.map(({ dir }) => ({
    root: dir,
    uses: edges.filter(({ from }) => from === dir).map(({ to }) => to),
  }));
}

function extremes(nodes: readonly Node[]): { leaf: string; root: string } {
  const users = nodes.map((node) => ({ root: node.root, count: usersOf(node.root, nodes).size }));
  users.sort((a, b) => a.count - b.count || (a.root < b.root ? -1 : 1));
  const [leaf, root] = [users[0], users.at(-1)];
  if (leaf === undefined || root === undefined) throw new Error('there is no project');
  return { leaf: leaf.root, root: root.root };
}

function usersOf(root: string, nodes: readonly Node[]): Set<string> {
  const found = new Set<string>();
  const queue = [root];
  for (const one of queue) {
    for (const node of nodes) {
      if (!node.uses.includes(one) || found.has(node.root)) continue;
      found.add(node.root);
      queue.push(node.root);
    }
  }
  return found;
}

/**
 * A Go build cache that holds the standard library and nothing else: who starts from nothing has that all the
 * same, compiled with paths and, since that is how programs are published, without.
 */
export async function standardLibrary(folder: string): Promise<string> {
  const root = join(folder, 'standard-library');
  const cache = join(folder, 'standard-library-cache');
  await goModules(3)(root);
  const patterns = modulesOf(root).map(({ root: at }) => `./${at}/...`);
  for (const kind of [['build'], ['build', '-trimpath'], ['vet'], ['test']])
    await execa('go', [...kind, ...patterns], { cwd: root, env: { GOCACHE: cache } });
  return cache;
}
