import { describe, expect, it } from 'vitest';
import type { Planned } from '../../pipes/planned.js';
import { placeFor } from './place.js';

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
];

describe('placeFor', () => {
  it.each([
    ['beside most libraries', 'x', 'lib', 'crates/new'],
    ['beside applications', 'x', 'service', 'bins/new'],
    ['never inside a project', 'y', 'service', 'services/new'],
    ['at the top, where its likes are', 'z', 'lib', 'new'],
    ['in the usual folder when it is the first', 'w', 'service', 'services/new'],
  ] as const)('puts a component %s', (_, toolchain, kind, expected) => {
    expect(placeFor({ name: 'new', kind, toolchain }, planned)).toBe(expected);
  });
});
