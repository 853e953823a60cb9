import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { emitted, readTsConfig } from './tsconfig.js';

function emits(files: Readonly<Record<string, unknown>>, path = 'p') {
  const tree = createTree(Object.keys(files).sort(), (file) => JSON.stringify(files[file]));
  const config = readTsConfig(tree, path);
  return config && emitted(config);
}

describe('what tsc leaves behind', () => {
  it.each<[string, Record<string, unknown>, readonly string[] | undefined]>([
    ['no folder: beside the sources', { 'p/tsconfig.json': {} }, undefined],
    ['nothing', { 'p/tsconfig.json': { compilerOptions: { noEmit: true } } }, []],
    [
      'nothing, as a package of the repository says',
      {
        'p/tsconfig.json': { extends: '@x/tsconfig/base.json' },
        'c/package.json': { name: '@x/tsconfig' },
        'c/base.json': { extends: './deep' },
        'c/deep.json': { compilerOptions: { noEmit: true } },
      },
      [],
    ],
    [
      'nothing, as the configuration that such a package exports says',
      {
        'p/tsconfig.json': { extends: ['@x/tsconfig/base'] },
        'c/package.json': { name: '@x/tsconfig', exports: { './base': './configs/base.json' } },
        'c/configs/base.json': { compilerOptions: { noEmit: true } },
      },
      [],
    ],
    [
      'only its state, for the next time',
      { 'p/tsconfig.json': { compilerOptions: { noEmit: true, incremental: true } } },
      ['p/tsconfig.tsbuildinfo'],
    ],
    [
      'a list of references with no files',
      { 'p/tsconfig.json': { include: [], references: [{ path: './a' }] } },
      [],
    ],
    ['a list of references only', { 'p/tsconfig.json': { files: [], references: [{ path: './a' }] } }, []],
    ['a folder', { 'p/tsconfig.json': { compilerOptions: { outDir: 'dist' } } }, ['p/dist', 'p/dist']],
    [
      'a folder named by what it extends, from there',
      { 'p/tsconfig.json': { extends: '../base' }, 'base.json': { compilerOptions: { outDir: 'out' } } },
      ['out', 'out'],
    ],
    [
      'a folder of the extending file',
      {
        'p/tsconfig.json': { extends: '../base.json' },
        'base.json': { compilerOptions: { outDir: '${configDir}/out' } },
      },
      ['p/out', 'p/out'],
    ],
    [
      'types elsewhere and the state beside the folder that rootDir leads to',
      {
        'p/tsconfig.json': {
          compilerOptions: { composite: true, rootDir: 'src', outDir: 'dist', declarationDir: 'types' },
        },
      },
      ['p/dist', 'p/types', 'p/tsconfig.tsbuildinfo'],
    ],
  ])('%s', (_, files, expected) => {
    expect(emits(files)).toEqual(expected);
  });

  it('does not choose between two packages of one name', () => {
    const files: Record<string, string> = {
      'p/tsconfig.json': '{"extends":"x/base.json"}',
      'a/package.json': '{"name":"x"}',
      'a/base.json': '{}',
      'b/package.json': '{"name":"x"}',
    };
    const tree = createTree(Object.keys(files).sort(), (file) => files[file]);
    expect(readTsConfig(tree, 'p')?.complete).toBe(false);
  });

  it('takes ${configDir} for the folder of the file that extends', () => {
    const files: Record<string, string> = {
      'p/tsconfig.json': '{"extends":"../base.json"}',
      'base.json': '{"include":["${configDir}/src"],"exclude":["${configDir}/src/old","lib"]}',
    };
    const config = readTsConfig(
      createTree(Object.keys(files).sort(), (file) => files[file]),
      'p',
    );
    expect([config?.include, config?.exclude]).toEqual([['p/src'], ['p/src/old', 'lib']]);
  });

  it('says when a part of the chain is not here', () => {
    const tree = createTree(['tsconfig.json'], () => '{"extends":"@tsconfig/node20"}');
    expect(readTsConfig(tree, '.')?.complete).toBe(false);
  });

  it('ends where a chain comes back', () => {
    const tree = createTree(['tsconfig.json'], () => '{"extends":"./tsconfig.json"}');
    expect(readTsConfig(tree, '.')?.complete).toBe(false);
  });
});
