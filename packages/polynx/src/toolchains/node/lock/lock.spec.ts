import { describe, expect, it } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { lockOf } from './lock.js';

const fields = { dependencies: { a: '^1', local: '*' }, devDependencies: { d: '^1' } };

/**
 * One workspace in the words of each package manager: the member `m` uses a, which uses b; d is for
 * development; c is for others.
 */
const LOCKS: Readonly<Record<string, string>> = {
  'package-lock.json': JSON.stringify({
    packages: {
      '': { dependencies: { c: '^1' } },
      m: fields,
      'node_modules/a': { version: '1.0.0', integrity: 'A', dependencies: { b: '^1' } },
      'node_modules/b': { version: '1.0.0', integrity: 'X', dependencies: { b: '^1' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'B', dependencies: { a: '*' } },
      'node_modules/c': { version: '1.0.0', integrity: 'C' },
      'node_modules/d': { version: '1.0.0', integrity: 'D' },
      'node_modules/local': { resolved: 'local', link: true },
    },
  }),
  'pnpm-lock.yaml': `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      c:
        specifier: ^1
        version: 1.0.0

  m:
    dependencies:
      a:
        specifier: ^1
        version: 1.0.0(d@1.0.0)
      local:
        specifier: workspace:*
        version: link:../local
    devDependencies:
      d:
        specifier: ^1
        version: 1.0.0

packages:

  a@1.0.0:
    resolution: {integrity: A}

  b@2.0.0:
    resolution: {integrity: B}

  c@1.0.0:
    resolution: {integrity: C}

  d@1.0.0:
    resolution: {integrity: D}

snapshots:

  a@1.0.0(d@1.0.0):
    dependencies:
      b: 2.0.0

  b@2.0.0:
    dependencies:
      a: 1.0.0(d@1.0.0)

  c@1.0.0: {}

  d@1.0.0: {}
`,
  'yarn.lock': `# yarn lockfile v1


a@^1:
  version "1.0.0"
  integrity A
  dependencies:
    b "^2"

b@^2, b@^2.0.0:
  version "2.0.0"
  integrity B
  dependencies:
    a "^1"

c@^1:
  version "1.0.0"
  integrity C

d@^1:
  version "1.0.0"
  integrity D
`,
  'bun.lock': `{
  "workspaces": {
    "": { "dependencies": { "c": "^1" } },
    "m": { "name": "m", "dependencies": { "a": "^1", "local": "*" }, "devDependencies": { "d": "^1" }, },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "b": "^2" } }, "A"],
    "a/b": ["b@2.0.0", "", { "dependencies": { "a": "^1" } }, "B"],
    "b": ["b@1.0.0", "", {}, "X"],
    "c": ["c@1.0.0", "", {}, "C"],
    "d": ["d@1.0.0", "", {}, "D"],
  }
}`,
};

function digest(file: string, text: string, kinds: 'all' | 'production'): string | undefined {
  const lock = lockOf(
    createTree([file], () => text),
    '.',
  );
  return lock?.read({ root: 'm', fields, local: new Set(['local']) }, kinds)?.digest;
}

/** The same lock with another checksum of one package. */
function bump(text: string, checksum: string): string {
  return text.replace(new RegExp(`(integrity"?:? ?"?|")${checksum}(?=["}\\n])`), '$1changed');
}

describe.each(Object.entries(LOCKS))('%s', (file, text) => {
  it.each([
    ['a direct dependency', 'A', true, true],
    ['one that a dependency brings, in a circle', 'B', true, true],
    ["another member's", 'C', false, false],
    ['one for development', 'D', true, false],
  ])('%s changes the digest', (_, checksum, all, production) => {
    const changed = bump(text, checksum);
    expect(changed).not.toBe(text);
    expect(digest(file, text, 'all')).toBeDefined();
    expect(digest(file, changed, 'all') !== digest(file, text, 'all')).toBe(all);
    expect(digest(file, changed, 'production') !== digest(file, text, 'production')).toBe(production);
  });

  it('names the direct dependencies from a registry', () => {
    const lock = lockOf(
      createTree([file], () => text),
      '.',
    );
    const member = { root: 'm', fields, local: new Set(['local']) };
    expect(lock?.read(member, 'all')?.names).toEqual(['a', 'd']);
    expect(lock?.read(member, 'production')?.names).toEqual(['a']);
  });

  it('gives no answer for what it cannot read', () => {
    expect(digest(file, '<<<<<<< ours\n{', 'all')).toBeUndefined();
    expect(digest(file, '', 'all')).toBeUndefined();
  });
});
