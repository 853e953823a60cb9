import { expect, it } from 'vitest';
import { chainBetween } from './why-depends.js';

const graph = (edges: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(edges).map(([from, to]) => [from, to.split(' ').map((target) => ({ target }))]),
  );

it.each([
  ['of one edge', { a: 'b' }, ['a b']],
  ['the shortest of several', { a: 'c b', c: 'd', d: 'b' }, ['a b']],
  ['around a circle', { a: 'c', c: 'a d', d: 'b c' }, ['a c', 'c d', 'd b']],
  ['of none, where nothing leads there', { a: 'c', b: 'a' }, []],
])('a chain is %s', (_, edges, expected) => {
  expect(chainBetween('a', 'b', graph(edges)).map((pair) => pair.join(' '))).toEqual(expected);
});

it('no chain leads from a project to itself', () => {
  expect(chainBetween('a', 'a', graph({ a: 'b', b: 'a' }))).toEqual([]);
});
