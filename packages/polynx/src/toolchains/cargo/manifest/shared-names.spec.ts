import { expect, test } from 'vitest';
import type { Crate } from './crates.js';
import { placesApart } from './shared-names.js';

function crate(
  directory: string,
  bins: readonly string[],
  libs: readonly string[] = [],
  more: { name?: string; target?: string; isProject?: boolean } = {},
): Crate {
  const { name = directory, target = 'target', isProject = true } = more;
  return {
    directory,
    name,
    isProject,
    workspace: { config: { targetDirectory: target, triple: 'x86_64-unknown-linux-gnu' } },
    targets: {
      bins: bins.map((bin) => ({ name: bin, requiredFeatures: [] })),
      ...(libs.length === 0 ? {} : { lib: { name: libs[0], crateTypes: ['cdylib'], path: 'src/lib.rs' } }),
      hasBenches: false,
    },
  } as unknown as Crate;
}

test.each<[string, Crate[], Record<string, { folder: string; isWhole: boolean }>]>([
  ['nothing in common', [crate('a', ['x']), crate('b', ['y'])], {}],
  [
    'two programs of one name, but for capitals',
    [crate('a', ['serve']), crate('b', ['Serve', 'other']), crate('c', ['y'])],
    { a: { folder: 'a', isWhole: false }, b: { folder: 'b', isWhole: false } },
  ],
  [
    'two C libraries of one name: intermediate files have no hash either',
    [crate('a', [], ['plug']), crate('b', ['x'], ['plug'])],
    { a: { folder: 'a', isWhole: true }, b: { folder: 'b', isWhole: true } },
  ],
  [
    'crates of one name in workspaces that share a target folder',
    [crate('x/app', ['app'], [], { name: 'app' }), crate('y/app', ['app'], [], { name: 'app' })],
    { 'x/app': { folder: 'app-x-app', isWhole: false }, 'y/app': { folder: 'app-y-app', isWhole: false } },
  ],
  ['other target folders', [crate('a', ['x']), crate('b', ['x'], [], { target: 'b/target' })], {}],
  ['a crate that is only compiled', [crate('a', ['x']), crate('b', ['x'], [], { isProject: false })], {}],
])('%s', (_, crates, expected) => {
  expect(Object.fromEntries(placesApart(crates))).toEqual(expected);
});
