import { describe, expect, it } from 'vitest';
import type { Resolved } from './features.js';
import { differencesOf, groupsOf } from './groups.js';

/**
 * `{ serde: ['std', undefined] }`: features for programs, then for build scripts and macros; undefined: not
 * compiled there.
 */
function crate(
  name: string,
  packages: Readonly<Record<string, readonly [target?: string | undefined, host?: string | undefined]>>,
  files: readonly string[] = [name],
) {
  const features = new Map<string, string>();
  const compiled = new Map<string, { host: boolean; target: boolean }>();
  for (const [id, [target, host]] of Object.entries(packages)) {
    if (target !== undefined) features.set(`${id} target`, target);
    if (host !== undefined) features.set(`${id} host`, host);
    compiled.set(id, { host: host !== undefined, target: target !== undefined });
  }
  const resolved: Resolved = { features, compiled };
  return { name, resolved, files };
}

const names = (...crates: ReturnType<typeof crate>[]) =>
  groupsOf(crates).map((group) => group.map(({ name }) => name).join('+'));

describe('crates that share a process', () => {
  it.each([
    ['nothing in common', ['a+b'], [crate('a', { x: ['f'] }), crate('b', { y: ['g'] })]],
    ['the same features', ['a+b'], [crate('a', { x: ['f'] }), crate('b', { x: ['f'] })]],
    ['different features', ['a', 'b'], [crate('a', { x: ['f'] }), crate('b', { x: ['f,g'] })]],
    [
      'the first group that fits',
      ['a+c', 'b+d'],
      [
        crate('a', { x: ['f'] }),
        crate('b', { x: ['g'] }),
        crate('c', { x: ['f'] }),
        crate('d', { x: ['g'] }),
      ],
    ],
    [
      'different features on different sides',
      ['a+b'],
      [crate('a', { x: ['f'] }), crate('b', { x: [undefined, 'g'] })],
    ],
    ['files of one name', ['a', 'b'], [crate('a', {}, ['tool']), crate('b', {}, ['tool'])]],
    [
      'a package of build scripts that the program of the other links: its debug information would change',
      ['a', 'b'],
      [crate('a', { x: [undefined, 'f'] }), crate('b', { x: ['f'] })],
    ],
    [
      'a package that both use on both sides',
      ['a+b'],
      [crate('a', { x: ['f', 'f'] }), crate('b', { x: ['f', 'f'] })],
    ],
    [
      'two that only build scripts use',
      ['a+b'],
      [crate('a', { x: [undefined, 'f'] }), crate('b', { x: [undefined, 'f'] })],
    ],
  ] as const)('%s: %j', (_, expected, crates) => {
    expect(names(...crates)).toEqual(expected);
  });
});

it('what keeps crates apart is named by package, with the features of each', () => {
  const common = 'path+file:///repo/crates/common#0.1.0';
  const serde = 'registry+https://example.com/index#serde@1.0.0';
  const groups = groupsOf([
    crate('a', { [common]: [''], [serde]: ['std', 'std'] }),
    crate('b', { [common]: ['loud'], [serde]: ['std,derive', 'std,derive'] }),
    crate('c', { [common]: ['loud'], same: ['x'] }),
  ]);
  expect(differencesOf(groups)).toEqual([
    'features of common: none / loud',
    'features of serde: std / std,derive',
  ]);
  expect(differencesOf(groups.slice(1))).toEqual([]);
});
