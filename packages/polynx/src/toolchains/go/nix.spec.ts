import { expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import type { NixWorld } from '../toolchain.js';
import { nix } from './nix.js';

const SUM = [
  'example.test/a v1.0.0 h1:A=',
  'example.test/a v1.0.0/go.mod h1:B=',
  'example.test/b v2.0.0/go.mod h1:C=',
  '',
].join('\n');

function world(known: unknown, asked: string[][]): NixWorld {
  return {
    tree: createTree(['go.sum'], () => SUM),
    known: () => known,
    sha256: (file) => `hash of ${file}`,
    ask: async ({ args }) => {
      asked.push([...args]);
      const told = args
        .filter((arg) => arg.includes('@'))
        .map((arg) => {
          const [path = '', version = ''] = arg.split('@');
          const zip = args[0] === 'mod' ? { Zip: `/cache/${arg}.zip` } : {};
          return JSON.stringify(
            { Path: path, Version: version, GoMod: `/cache/${arg}.mod`, ...zip },
            null,
            '\t',
          );
        });
      return { exitCode: 0, stdout: told.join('\n'), stderr: '' };
    },
  };
}

const LOCK = {
  modules: {
    'example.test/a@v1.0.0': {
      mod: 'hash of /cache/example.test/a@v1.0.0.mod',
      zip: 'hash of /cache/example.test/a@v1.0.0.zip',
    },
    'example.test/b@v2.0.0': { mod: 'hash of /cache/example.test/b@v2.0.0.mod' },
  },
};

it('a module gets the hashes of the files that a proxy serves, and only its go.mod where go.sum names no more', async () => {
  const asked: string[][] = [];
  const locks = await nix.locks(['go.sum'], world(undefined, asked));
  expect(locks.get('go.sum')).toEqual(LOCK);
  expect(asked).toEqual([
    ['mod', 'download', '-json', 'example.test/a@v1.0.0'],
    ['list', '-m', '-json', 'example.test/b@v2.0.0'],
  ]);
});

it('go is not asked for what is known, so that a machine without it can check', async () => {
  const asked: string[][] = [];
  const locks = await nix.locks(['go.sum'], world(LOCK, asked));
  expect(locks.get('go.sum')).toEqual(LOCK);
  expect(asked).toEqual([]);
});
