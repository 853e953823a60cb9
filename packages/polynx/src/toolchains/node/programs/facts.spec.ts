import { describe, expect, it } from 'vitest';
import { tokensOf } from '../../shared/javascript/tokens.js';
import { factsOf } from './facts.js';
import type { Value } from './value.js';

function shown(value: Value | null): string {
  if (value === null) return '?';
  const base = { file: '@file ', cwd: '@cwd ', none: '' }[value.base];
  return `${base}${value.text}${value.open === true ? '…' : ''}`;
}

const facts = (text: string) => factsOf(tokensOf(text, 'vite.config.ts'));

describe('paths that a program states', () => {
  it.each([
    ["read('../a.txt')", ['../a.txt']],
    ["read(resolve(__dirname, '..', 'a'))", ['@file ../a']],
    ["read(path.join(import.meta.dirname, '../a', 'b'))", ['@file ../a/b']],
    ["read(new URL('../a', import.meta.url))", ['@file ../a']],
    ["read(fileURLToPath(new URL('../a', import.meta.url)))", ['@file ../a']],
    ["const here = dirname(fileURLToPath(import.meta.url)); read(join(here, 'a'))", ['@file a']],
    ["const root = resolve(__dirname, '../..'); read(join(root, 'a'))", ['@file ../../a']],
    ["const cwd = process.cwd(); read(join(cwd, 'a'))", ['@cwd a']],
    ['read(`${__dirname}/../a`)', ['@file ./../a']],
    ["read('../a/' + name)", ['../a/…']],
    ['read(`../a/${name}.json`)', ['../a/…']],
    ["read(join(__dirname, 'a', name))", ['@file a/…']],
    ["command === 'build' ? 1 : 2", []],
    ["read('no path at all')", []],
  ])('%s', (text, expected) => {
    expect(facts(text).mentions.map(shown)).toEqual(expected);
  });

  it('with the properties that they stand in', () => {
    const { mentions } = facts(
      "export default defineConfig({ resolve: { alias: { '@': './src' } }, publicDir: 'wasm' })",
    );
    expect(mentions.map(({ text, keys }) => `${keys.join('.')}=${text}`)).toEqual([
      'defineConfig.resolve.alias.@=./src',
      'defineConfig.publicDir=wasm',
    ]);
  });
});

describe('places that it writes to', () => {
  it.each([
    ["({ output: { dir: 'dist' } })", ['dir dist']],
    ["({ output: [{ file: pkg.main }, { file: 'b.js' }] })", ['file ?', 'file b.js']],
    ["const outDir = 'dist'; ({ outDir })", ['outDir dist']],
    ['f({ outDir })', ['outDir ?']],
    ["({ path: path.resolve(__dirname, 'dist') })", ['path @file dist']],
    ["({ outDir: process.env.OUT ?? 'dist' })", ['outDir ?']],
  ])('%s', (text, expected) => {
    expect(facts(text).settings.map(({ key, value }) => `${key} ${shown(value)}`)).toEqual(expected);
  });

  it.each([
    ["writeFileSync('a.txt', 'x')", ['a.txt']],
    ["await fs.promises.copyFile('a', join('dist', 'b'))", ['dist/b']],
    ['fs.writeFile(name, text)', ['?']],
    ['writeFileSync(`dist/${name}`, text)', ['dist/…']],
  ])('%s', (text, expected) => {
    expect(facts(text).writes.map(({ value }) => shown(value))).toEqual(expected);
  });
});

it.each([
  'resolve(',
  'resolve(a, ',
  '`${',
  'const { ',
  '} = process.env;',
  'join(`${x}',
  "'a' + ",
  '{ dir: ',
])('takes time in proportion to the length of %s', (piece) => {
  // NB quadratic, it takes minutes: no time is asserted, since machines differ.
  expect(facts(piece.repeat(5000)).imports).toEqual([]);
});

describe('imports, and what can be in no key', () => {
  it.each([
    ["import a from './a'; export * from './b'; require('./c'); import('./d')", './a ./b ./c ./d'],
    ["import(resolve(__dirname, 'a.js'))", './a.js'],
    ["// import './a'\nconst text = \"import './b'\"", ''],
  ])('%s', (text, expected) => {
    expect(
      facts(text)
        .imports.filter((name) => name.startsWith('.'))
        .join(' '),
    ).toBe(expected);
  });

  it.each([
    ["import { execSync } from 'node:child_process'", ['starts other programs']],
    ["const { $ } = await import('execa')", ['starts other programs']],
    ["Bun.spawn(['git'])", ['starts other programs']],
    ['await fetch(url)', ['reads from the network']],
    ['// child_process fetch(x)\ncache.fetch(x)', []],
    ['os.homedir()', ["looks into the user's home folder"]],
    ['f({ ...process.env })', ['looks at variables whose names it does not state']],
  ])('%s', (text, expected) => {
    expect(facts(text).does).toEqual(expected);
  });
});
