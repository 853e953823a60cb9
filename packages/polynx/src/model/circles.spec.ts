import { expect, it } from 'vitest';
import { circlesOf } from './circles.js';

it.each<readonly [string, Record<string, string[]>, string[]]>([
  ['a chain has none', { a: ['b'], b: ['c'], c: [] }, []],
  ['two that lead to each other', { a: ['b'], b: ['a'] }, ['a b']],
  ['above, in and below a circle', { a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }, ['b c']],
  ['between two circles', { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['e'], e: ['d'] }, ['a b', 'd e']],
  ['two circles with a node in common', { a: ['b', 'c'], b: ['a'], c: ['a'] }, ['a b c']],
  ['two ways to one node', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
  ['a node that no line names', { a: ['x'], b: ['x', 'a'] }, []],
])('circles: %s', (_, edges, expected) => {
  const circles = circlesOf(new Map(Object.entries(edges)));
  const members = new Map<string, string[]>();
  for (const [node, circle] of circles) members.set(circle, [...(members.get(circle) ?? []), node]);
  expect([...members.values()].map((nodes) => nodes.sort().join(' ')).sort()).toEqual(expected);
});

it('a chain of any length ends', () => {
  const chain = Array.from({ length: 20_000 }, (_, at): [string, string[]] => [`${at}`, [`${at + 1}`]]);
  expect(circlesOf(new Map(chain)).size).toBe(0);
});
