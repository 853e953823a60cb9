import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { compareWithKey, type TaskKnowledge } from './comparison.js';
import type { Access, AccessKind } from './strace-log.js';

const knowledge: TaskKnowledge = {
  workspaceRoot: '/w',
  scratch: '/scratch',
  inputsAmong: async (files) => new Set(files.filter((file) => /^web\/src\/.*\.ts$/.test(file))),
  outputsAmong: (files) => new Set(files.filter((file) => file.startsWith('web/dist/'))),
  wouldBeInput: (file) => /^web\/src\/.*\.ts$/.test(file),
  inputs: ['web/src/a.ts', 'web/src/unused.ts'],
  outputs: ['web/dist'],
  isSliced: (file) => file === 'package-lock.json',
  isToolState: (file) => file.startsWith('target/'),
  takesListed: (program, file) => program !== 'go' || file.endsWith('.go'),
  isFile: (file) => !file.endsWith('/gone.txt'),
  isThere: () => true,
};

async function findings(
  accesses: readonly (readonly [AccessKind, string])[],
  options = { verbose: false, unused: false },
  program = 'tsc',
): Promise<string[]> {
  const all = accesses.map(([kind, path]): Access => ({ kind, path, program }));
  const wrote: Access = { kind: 'write', path: '/w/web/dist/index.js', program: 'tsc' };
  return (await compareWithKey([...all, wrote], knowledge, options)).map(
    ({ kind, path }) => `${kind}: ${path}`,
  );
}

describe('what is declared', () => {
  it('is a cache of a tool, in the workspace too', async () => {
    vi.stubEnv('GOMODCACHE', '/w/web/modules');
    expect(await findings([['read', '/w/web/modules/x@v1/x.go']])).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('is what a compiler is named that lists the folder for its own files', async () => {
    const accesses = [
      ['list', '/w/names'],
      ['read', '/w/names/one.json'],
    ] as const;
    expect(await findings(accesses, undefined, 'go')).toEqual(['read, in no key: names/one.json']);
  });

  it.each([
    ['an input', [['read', '/w/web/src/a.ts']]],
    ['a lock that is in a slice', [['read', '/w/package-lock.json']]],
    [
      'what is in every key',
      [
        ['read', '/w/nx.json'],
        ['read', '/w/.gitignore'],
      ],
    ],
    [
      'a package that the lock names',
      [
        ['read', '/w/node_modules/x/index.js'],
        ['list', '/w/web/node_modules'],
      ],
    ],
    [
      'the system and caches of tools',
      [
        ['read', '/usr/lib/libc.so'],
        ['read', '/root/.cargo/registry/x'],
        ['read', '/scratch/cache/x'],
      ],
    ],
    [
      'what the task wrote before',
      [
        ['write', '/w/web/dist/a.js'],
        ['read', '/w/web/dist/a.js'],
      ],
    ],
    [
      'a file in a folder that the task made',
      [
        ['remove', '/w/web/tmp'],
        ['read', '/w/web/tmp/x'],
      ],
    ],
    [
      'what an earlier run of the task left',
      [
        ['list', '/w/web/dist'],
        ['read', '/w/web/dist/.tsbuildinfo'],
      ],
    ],
    ['a temporary file that is gone', [['write', '/w/web/gone.txt']]],
    ['what the tool keeps for itself', [['write', '/w/target/x.d']]],
    [
      'a folder whose new files would be inputs',
      [
        ['list', '/w/web/src'],
        ['read', '/w/web/src/a.ts'],
      ],
    ],
    ['a folder from which nothing is read', [['list', '/w/docs']]],
    ['what a compiler keeps in the temporary folder', [['read', `${tmpdir()}/node-compile-cache/v22/a`]]],
    ['a tool in a folder of the path', [['read', join(dirname(process.execPath), 'tool')]]],
  ] as const)('is %s', async (_, accesses) => {
    expect(await findings(accesses)).toEqual([]);
  });
});

describe('undeclared', () => {
  it.each([
    ['a file of the repository', [['read', '/w/shared/names.json']], 'read, in no key: shared/names.json'],
    ['a file beside the repository', [['read', '/neighbour/x.go']], 'read, in no key: /neighbour/x.go'],
    [
      'a file that is written',
      [['write', '/w/web/src/generated.ts']],
      'written, no output: web/src/generated.ts',
    ],
  ] as const)('is %s', async (_, accesses, expected) => {
    expect(await findings(accesses)).toEqual([expected]);
  });

  it('is a folder whose files are taken in, where a new one would not be noticed', async () => {
    const accesses = [
      ['list', '/w/names'],
      ['read', '/w/names/one.json'],
    ] as const;
    expect(await findings(accesses)).toEqual(['read, in no key: names/one.json', 'listed, in no key: names']);
  });

  it('is a decisive file that is looked for, where that is asked for', async () => {
    const accesses = [
      ['absent', '/w/tsconfig.json'],
      ['absent', '/w/web/x.js'],
    ] as const;
    expect(await findings(accesses)).toEqual([]);
    expect(await findings(accesses, { verbose: true, unused: false })).toEqual([
      'looked for, in no key: tsconfig.json',
    ]);
  });
});

it('manifests of other packages are read by a package manager, to find the workspace of a script', async () => {
  const silent = { verbose: false, unused: false };
  const accesses = [
    ['read', '/w/other/package.json'],
    ['read', '/w/.npmrc'],
  ] as const;
  expect(await findings(accesses, silent, 'npm')).toEqual(['read, in no key: .npmrc']);
  expect(await findings(accesses, silent, 'node vite.js')).toEqual([
    'read, in no key: other/package.json',
    'read, in no key: .npmrc',
  ]);
});

it('an output that is never written is a finding', async () => {
  const found = await compareWithKey(
    [],
    { ...knowledge, isFile: () => false },
    { verbose: false, unused: false },
  );
  expect(found).toEqual([{ kind: 'declared output, never written', path: 'web/dist' }]);
});

it('an output that a tool finds up to date by its state is none', async () => {
  const state: Access = { kind: 'read', path: '/w/target/state', program: 'tsc' };
  const found = (isThere: boolean) =>
    compareWithKey(
      [state],
      { ...knowledge, isFile: () => false, isThere: () => isThere },
      { verbose: false, unused: false },
    );
  expect(await found(true)).toEqual([]);
  expect(await found(false)).toHaveLength(1);
});

it('inputs that nothing read are listed where that is asked for', async () => {
  const found = await findings([['read', '/w/web/src/a.ts']], { verbose: false, unused: true });
  expect(found).toEqual(['declared input, never read: web/src/unused.ts']);
});
