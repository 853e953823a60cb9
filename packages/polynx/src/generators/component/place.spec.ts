import { describe, expect, it } from 'vitest';
import type { Planned } from '../../pipes/planned.js';
import type { Kind } from '../../toolchains/toolchain.js';
import { type Folders, placeFor } from './place.js';

const project = (toolchain: string, root: string, type: string, manifest = `${root}/manifest`) =>
  ({ toolchain, project: { root, type, manifest } }) as unknown as Planned;

const planned = [
  project('x', 'crates/a', 'library'),
  project('x', 'crates/b', 'library'),
  project('x', 'tools/c', 'library'),
  project('x', 'bins/d', 'application'),
  project('y', 'services/e', 'library'),
  project('y', 'services/e/cmd/f', 'application', 'services/e/manifest'),
  project('z', 'g', 'library'),
  // A crate for Node: both are in one folder.
  project('x', 'crates/both', 'library'),
  project('v', 'crates/both', 'library'),
];

describe('placeFor', () => {
  const folderOf = (toolchain: string, kind: Kind, remembered: Folders = {}) =>
    placeFor({ kind, toolchain }, planned, remembered);

  it.each([
    ['beside most libraries', 'x', 'lib', 'crates'],
    ['beside applications', 'x', 'bin', 'bins'],
    ['never inside a project', 'y', 'service', 'services'],
    ['at the top, where its likes are', 'z', 'lib', '.'],
    ['where those of another toolchain are', 'w', 'service', 'services'],
    ['not among those of another kind', 'y', 'bin', 'bins'],
  ] as const)('puts a component %s', (_, toolchain, kind, expected) => {
    expect(folderOf(toolchain, kind)).toEqual({ folder: expected, isKnown: true });
  });

  it.each([
    ['in the usual folder when it is the first', 'w', 'lib', {}, 'libs'],
    ['in the folder that its toolchain proposes', 'w', 'lib', { lib: 'crates' }, 'crates'],
    [
      'in a folder of its own, where all others have names of other kinds',
      'x',
      'fn',
      { lib: 'crates' },
      'functions',
    ],
  ] as const)('puts a component %s', (_, toolchain, kind, proposed, expected) => {
    expect(placeFor({ kind, toolchain }, toolchain === 'w' ? [] : planned, {}, proposed).folder).toBe(
      expected,
    );
  });

  it('passes over a folder that has a manifest of another toolchain too', () => {
    expect(folderOf('v', 'web')).toEqual({ folder: 'apps', isKnown: false });
  });

  it('obeys what nx.json remembers', () => {
    expect(folderOf('x', 'lib', { lib: 'own/libs' })).toEqual({ folder: 'own/libs', isKnown: true });
  });
});
