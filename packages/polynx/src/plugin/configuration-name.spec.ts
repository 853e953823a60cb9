import { describe, expect, it } from 'vitest';
import { configurationIn, unknownConfiguration } from './configuration-name.js';

describe('the configuration of a command line', () => {
  it.each<[string, string | undefined]>([
    ['build api -c relase', 'relase'],
    ['build api -c=relase', 'relase'],
    ['run-many -t build --configuration=relase', 'relase'],
    ['run-many -t build --configuration relase', 'relase'],
    ['run api:build:relase', 'relase'],
    ['run api:build', undefined],
    ['run api:deno:build:relase', undefined],
    ['build api', undefined],
    ['run api -- -c relase', undefined],
    ['run-many -t build -p a:b:c', undefined],
  ])('%s: %s', (line, expected) => {
    expect(configurationIn(['node', '/bin/nx', ...line.split(' ')])).toBe(expected);
  });
});

describe('a configuration', () => {
  const target = (configurations?: object) => ({ executor: 'x', ...(configurations && { configurations }) });
  const graphOf = (targets: object) => ({ nodes: { app: { data: { targets } } } }) as never;
  const graph = graphOf({ build: target({ release: {}, ci: {} }), test: target(), 'deno:build': target() });

  it.each([
    ['that a target has', 'release', undefined],
    [
      'that is nearly one',
      'relase',
      'No target has a configuration relase. Did you mean release?\nKnown: ci, release.',
    ],
    ['that is none', 'zebra', 'No target has a configuration zebra.\nKnown: ci, release.'],
    ['that may be a target', 'test', undefined],
  ])('%s', (_, name, expected) => {
    expect(unknownConfiguration(name, graph)).toBe(expected);
  });

  it('where there are none at all', () => {
    expect(unknownConfiguration('release', graphOf({ build: target() }))).toContain(
      'No target has configurations.',
    );
  });
});
