import { describe, expect, it } from 'vitest';
import { fileConstraint, nameConstraint, oneBuild, platformsFor, takes } from './constraints.js';

const on = (pair: string, cgo = true, tags: string[] = []) => {
  const [os = '', arch = ''] = pair.split('/');
  return oneBuild({ os, arch, cgo, release: 24, tags: new Set(tags) });
};

it.each<[file: string, constraint: string | undefined]>([
  ['linux.go', undefined],
  ['a_linux.go', 'linux'],
  ['a_linux_test.go', 'linux'],
  ['a_linux_arm64.go', 'linux && arm64'],
  ['a_arm64.go', 'arm64'],
  ['a_arm64_linux.go', 'linux'],
  ['a_unix.go', undefined],
  ['a_test.go', undefined],
  ['a.b_linux.go', undefined],
  ['_linux.go', 'linux'],
])('%s', (file, constraint) => {
  expect(nameConstraint(file)).toBe(constraint);
});

describe('one build', () => {
  it.each<[expression: string, pair: string, taken: boolean]>([
    ['linux && !cgo', 'linux/amd64', false],
    ['linux || windows', 'windows/amd64', true],
    ['!(linux || windows)', 'darwin/arm64', true],
    ['unix', 'darwin/arm64', true],
    ['unix', 'windows/amd64', false],
    ['linux', 'android/arm64', true],
    ['solaris', 'illumos/amd64', true],
    ['go1.24', 'linux/amd64', true],
    ['go1.25', 'linux/amd64', false],
    ['!go1.25', 'linux/amd64', true],
    ['gc && !gccgo', 'linux/amd64', true],
    ['ignore', 'linux/amd64', false],
    ['a.b_1', 'linux/amd64', false],
    ['linux &&', 'linux/amd64', false],
    ['linux darwin', 'linux/amd64', false],
  ])('%s on %s', (expression, pair, taken) => {
    expect(takes(expression, on(pair))).toBe(taken);
  });

  it('sees tags', () => {
    expect(takes('integration', on('linux/amd64', true, ['integration']))).toBe(true);
  });
});

describe('the union of all builds', () => {
  const union = (tags: string[] = [], anyTag = false) => ({ release: 22, tags: new Set(tags), anyTag });
  const counts = (constraint: string | undefined, ...args: Parameters<typeof union>) =>
    platformsFor(constraint, union(...args))?.length !== 0;

  it.each<[constraint: string, counted: boolean]>([
    ['windows && arm64', true],
    ['windows && s390x', false],
    ['linux && darwin', false],
    ['cgo', true],
    ['!cgo', true],
    ['race', true],
    ['!go1.22', false],
    ['go1.99', true],
    ['!go1.99', true],
    ['ignore', false],
    ['tools', false],
    ['!tools', true],
    ['goexperiment.jsonv2', true],
    ['zos', false],
  ])('%s', (constraint, counted) => {
    expect(counts(constraint)).toBe(counted);
  });

  it('counts the tags of the option, and for cache keys every tag but ignore', () => {
    expect(counts('tools', ['tools'])).toBe(true);
    expect(counts('!tools', ['tools'])).toBe(false);
    expect(counts('tools', [], true)).toBe(true);
    expect(counts('ignore', [], true)).toBe(false);
  });

  it('names the platforms', () => {
    expect(platformsFor(fileConstraint('a_windows.go', '386 || arm64'), union())).toEqual([
      { os: 'windows', arch: '386' },
      { os: 'windows', arch: 'arm64' },
    ]);
    expect(platformsFor('!tools', union())).toBeUndefined();
  });
});
