import { describe, expect, it } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { nodeOptions } from '../options.js';
import type { Package } from '../packages.js';
import { declarations } from './declared.js';

/** What is said of `gen` in the package `p`. */
function said(files: Readonly<Record<string, unknown>>, fields: object = {}, options: object = {}) {
  const tree = createTree(Object.keys(files).sort(), (file) => JSON.stringify(files[file]));
  const one = { root: 'p', workspace: '.', fields } as Package;
  return declarations(tree, nodeOptions.parse(options), () => undefined)(one, 'gen');
}

describe('what people say of a script', () => {
  it('in targets of package.json and project.json, where it is still the script', () => {
    const gen = {
      outputs: ['...', '{projectRoot}/dist'],
      inputs: [
        'default',
        '^production',
        '{workspaceRoot}/a.txt',
        { env: 'A' },
        { fileset: '{projectRoot}/b' },
      ],
    };
    const files = { 'p/project.json': { targets: { gen: { executor: 'nx:noop', outputs: ['x'] } } } };
    expect(said(files, { nx: { targets: { gen } } })).toEqual([
      {
        source: 'p/package.json',
        isOwn: true,
        mayLeave: true,
        outputs: ['{projectRoot}/dist'],
        inputs: ['{workspaceRoot}/a.txt', '{projectRoot}/b'],
        env: ['A'],
        suffices: true,
      },
    ]);
    expect(said({ 'p/project.json': { targets: { gen: { outputs: [] } } } })).toMatchObject([
      { source: 'p/project.json', outputs: [], suffices: true },
    ]);
  });

  it('in the options of the plugin, by pattern; inputs alone are not enough', () => {
    const declared = { 'g*': { inputs: ['../x'] }, other: { outputs: [] } };
    expect(said({}, {}, { declared })).toMatchObject([
      { source: 'nx.json', inputs: ['../x'], suffices: false },
    ]);
  });

  it.each<[string, object, unknown]>([
    ['outputs', { outputs: [] }, { suffices: true }],
    ['variables', { env: ['A'], passThroughEnv: ['B'] }, { suffices: true, env: ['A', 'B'] }],
    ['only an order', { dependsOn: ['^build'] }, { suffices: false }],
    ['that it is not cached', { cache: false }, { uncached: 'turbo.json says "cache": false' }],
    ['that it does not end', { persistent: true }, { uncached: 'turbo.json says that it does not end' }],
    [
      'that every variable decides',
      { env: ['*'] },
      { uncached: 'turbo.json says that every variable decides' },
    ],
  ])('in turbo.json: %s', (_, gen, expected) => {
    expect(said({ 'turbo.json': { tasks: { gen } } })[0]).toMatchObject(expected as object);
  });

  it('of the whole workspace, in turbo.json', () => {
    const turbo = {
      globalDependencies: ['tsconfig.json'],
      globalEnv: ['CI'],
      globalPassThroughEnv: ['COMMIT'],
      tasks: { gen: {} },
    };
    expect(said({ 'turbo.json': turbo })[1]).toMatchObject({
      inputs: ['$TURBO_ROOT$/tsconfig.json'],
      env: ['CI'],
      suffices: false,
    });
    expect(said({ 'turbo.json': { ...turbo, tasks: {} } })).toEqual([]);
  });
});
