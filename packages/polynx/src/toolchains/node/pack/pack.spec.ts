import { describe, expect, test } from 'vitest';
import { ExpectedError } from '../../../model/errors.js';
import { readCatalogs } from './catalogs.js';
import { publishedManifest } from './manifest.js';

const pnpm = `packages:
  - packages/*
catalog:
  is-number: ^7.0.0 # the last one
  "@scope/x": '1.2.3'
  core: workspace:^
catalogs:
  old:
    is-number: ^3.0.0
`;

const around = {
  file: 'a/package.json',
  version: (name: string) => ({ core: '1.2.3', './../core': '1.2.3', '@demo/core': '2.0.0' })[name],
  catalog: readCatalogs((file) => (file === 'pnpm-workspace.yaml' ? pnpm : undefined)),
};
const range = (name: string, said: string) =>
  (publishedManifest({ dependencies: { [name]: said } }, around)['dependencies'] as Record<string, string>)[
    name
  ];

describe('a range that others can install', () => {
  test.each([
    ['core', 'workspace:*', '1.2.3'],
    ['core', 'workspace:^', '^1.2.3'],
    ['core', 'workspace:~', '~1.2.3'],
    ['core', 'workspace:>=1 <3', '>=1 <3'],
    ['core', 'workspace:./../core', '1.2.3'],
    ['alias', 'workspace:core@^', 'npm:core@^1.2.3'],
    ['alias', 'workspace:@demo/core@*', 'npm:@demo/core@2.0.0'],
    ['is-number', 'catalog:', '^7.0.0'],
    ['is-number', 'catalog:old', '^3.0.0'],
    ['@scope/x', 'catalog:default', '1.2.3'],
    ['core', 'catalog:', '^1.2.3'],
    ['left-pad', '^1.0.0', '^1.0.0'],
  ])('%s: %s is %s', (name, said, expected) => {
    expect(range(name, said)).toBe(expected);
  });

  test.each([
    ['gone', 'workspace:*', 'a/package.json: dependencies.gone: no package of the workspace'],
    ['gone', 'catalog:', 'a/package.json: dependencies.gone: the catalog default has no gone'],
    ['core', 'link:../core', 'link:../core cannot be installed from a registry'],
  ])('%s: %s is refused', (name, said, message) => {
    expect(() => range(name, said)).toThrow(ExpectedError);
    expect(() => range(name, said)).toThrow(message);
  });
});

test('what is about development is left out, and publishConfig counts', () => {
  const manifest = {
    name: 'a',
    main: './src/index.ts',
    scripts: { build: 'tsc', postinstall: 'node x.js' },
    devDependencies: { core: 'workspace:*' },
    nx: { tags: ['x'] },
    publishConfig: { access: 'public', main: './dist/index.js' },
  };
  expect(publishedManifest(manifest, around)).toEqual({
    name: 'a',
    main: './dist/index.js',
    scripts: { postinstall: 'node x.js' },
    publishConfig: { access: 'public' },
  });
});

test('catalogs of Bun and Yarn are read too', () => {
  const bun = { workspaces: { packages: ['x'], catalog: { a: '1' }, catalogs: { b: { a: '2' } } } };
  const texts: Readonly<Record<string, string>> = {
    'package.json': JSON.stringify(bun),
    '.yarnrc.yml': 'nodeLinker: node-modules\ncatalog:\n  c: ^3.0.0\n',
  };
  const catalog = readCatalogs((file) => texts[file]);
  expect([catalog('default', 'a'), catalog('b', 'a'), catalog('default', 'c')]).toEqual(['1', '2', '^3.0.0']);
});

test.each([
  [
    'version 3',
    { targets: ['aarch64-apple-darwin', 'x86_64-pc-windows-msvc'] },
    ['darwin-arm64', 'win32-x64-msvc'],
  ],
  [
    'version 2',
    { triples: { additional: ['aarch64-unknown-linux-musl'] } },
    ['darwin-x64', 'linux-x64-gnu', 'win32-x64-msvc', 'linux-arm64-musl'],
  ],
  ['version 2 without its defaults', { triples: { defaults: false, additional: ['wasm32-wasi'] } }, []],
  ['a list of its own', { name: 'x' }, []],
])('a module of Node depends on its packages for each platform: %s', (_, napi, words) => {
  const { optionalDependencies = {} } = publishedManifest(
    { name: '@demo/a', version: '1.2.3', napi },
    around,
  );
  expect(optionalDependencies).toEqual(Object.fromEntries(words.map((word) => [`@demo/a-${word}`, '1.2.3'])));
});
