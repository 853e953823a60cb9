import { expect, test } from 'vitest';
import type { Crate } from '../manifest/crates.js';
import { closuresOf } from './closure.js';

type Graph = Readonly<Record<string, readonly string[]>>;

/** Each crate has a place outside of the repository too, called after it. */
function cratesOf(graph: Graph): ReadonlyMap<string, Crate> {
  const workspace = { patches: new Map(), manifest: { workspace: { resolver: '2' } } };
  return new Map(
    Object.entries(graph).map(([directory, targets]) => [
      directory,
      {
        directory,
        workspace,
        edges: targets.map((target) => ({ directory: target, kind: 'normal', here: true })),
        outside: [`/${directory}`],
        thirdParty: [],
      } as unknown as Crate,
    ]),
  );
}

function walked(graph: Graph, start: string): string[] {
  const seen = new Set([start]);
  for (const at of seen) for (const next of graph[at] ?? []) seen.add(next);
  return [...seen];
}

const GRAPHS: readonly (readonly [string, Graph])[] = [
  ['a chain', { a: ['b'], b: ['c'], c: ['d'], d: [] }],
  ['a chain that ends in a circle', { a: ['b'], b: ['c'], c: ['d'], d: ['c'] }],
  ['a circle', { a: ['b'], b: ['a'] }],
  ['a crate that needs itself', { a: ['b'], b: ['b'] }],
  ['a chain that splits', { a: ['b'], b: ['c', 'd'], c: ['e'], d: ['e'], e: ['f'], f: [] }],
  ['one dependency said twice', { a: ['b', 'b'], b: ['c'], c: [] }],
  ...Array.from({ length: 200 }, (_, seed): readonly [string, Graph] => [`graph ${seed}`, randomGraph(seed)]),
];

function randomGraph(seed: number): Graph {
  const names = [...'abcdefgh'];
  let state = seed * 7919 + 1;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const targets = () => Array.from({ length: next(3) }, () => names[next(names.length)] ?? 'a');
  return Object.fromEntries(names.map((name) => [name, targets()]));
}

test.each(GRAPHS)('closures that share the ones behind them are those of a walk: %s', (_, graph) => {
  const crates = cratesOf(graph);
  for (const crate of crates.values()) {
    const { production, development } = closuresOf(crate, crates);
    expect(production.crates.map(({ directory }) => directory)).toEqual(walked(graph, crate.directory));
    expect(production.outside).toEqual(walked(graph, crate.directory).map((directory) => `/${directory}`));
    expect(development).toBe(production);
  }
});

test('with patches, each closure is walked by itself', () => {
  const crates = cratesOf({ a: ['b'], b: [], c: [] });
  const workspace = { patches: new Map([['x', 'c']]), manifest: { workspace: { resolver: '2' } } };
  const asking = { ...crates.get('b'), thirdParty: [{ name: 'x', kind: 'normal', here: true }] };
  const patched = new Map(crates)
    .set('a', { ...crates.get('a'), workspace } as unknown as Crate)
    .set('b', asking as unknown as Crate);
  const closureOf = (name: string) =>
    closuresOf(patched.get(name) as Crate, patched).production.crates.map(({ directory }) => directory);
  expect(closureOf('b')).toEqual(['b']);
  expect(closureOf('a')).toEqual(['a', 'b', 'c']);
});
