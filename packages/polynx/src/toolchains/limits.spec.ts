/**
 * What a hostile manifest is answered with: a limit with its number. That nothing takes long is shown by
 * tools/fuzz.
 */
import { describe, expect, it, test } from 'vitest';
import { submodulePaths } from '../model/gitmodules.js';
import { createTree } from '../model/tree.js';
import { parseCargoToml } from './cargo/manifest/cargo-toml.js';
import { readConfig } from './cargo/manifest/config.js';
import { parseDenoJson } from './deno/deno-json.js';
import { excluder } from './deno/files.js';
import { parseGoMod } from './go/go-mod.js';
import { parseGoWork } from './go/go-work.js';
import { readCatalogs } from './node/pack/catalogs.js';
import { resolveScript } from './node/scripts.js';
import { readTsConfig } from './node/tsconfig.js';
import { pnpmPackages } from './node/workspaces.js';
import { beforeWildcard, withoutStars } from './shared/wildcard.js';

const treeOf = (texts: Readonly<Record<string, string>>) =>
  createTree(Object.keys(texts).sort(), (file) => texts[file]);

describe('depth', () => {
  test('of values', () => {
    const text = `{"imports":${'{"a":'.repeat(501)}1${'}'.repeat(501)}}`;
    expect(() => parseDenoJson({ path: 'deno.json', text })).toThrow(
      'deno.json:1: nests deeper than 500 levels',
    );
    expect(() => parseDenoJson({ path: 'deno.json', text: `{"x":"${'['.repeat(9999)}"}` })).not.toThrow();
  });

  test('of conditions', () => {
    const condition = `cfg(${'not('.repeat(200)}unix${')'.repeat(201)}`;
    const text = `[package]\nname = "a"\n[target.'${condition}'.dependencies]\nx = "1"\n`;
    expect(() => parseCargoToml({ path: 'Cargo.toml', text })).toThrow(
      'Cargo.toml: target: nests cfg(…) deeper than 100 levels',
    );
  });
});

describe('number', () => {
  test('of tables', () => {
    const text = '[[bin]]\n'.repeat(10_001);
    expect(() => parseCargoToml({ path: 'Cargo.toml', text })).toThrow(
      'Cargo.toml: has more than 10,000 tables',
    );
  });

  test.each([
    ['go.work', parseGoWork, 'use ./a\n'],
    ['go.mod', parseGoMod, 'require a v1.0.0\n'],
  ])('of directives in %s', (path, parse, line) => {
    const text = line.repeat(20_001);
    expect(() => parse({ path, text })).toThrow(`${path}:20001: has more than 20,000 directives`);
  });
});

describe('scripts', () => {
  const reasonOf = (scripts: Readonly<Record<string, string>>) =>
    resolveScript({ root: '.', get: (name) => scripts[name], names: Object.keys(scripts) }, 'build').opaque;

  it.each<[string, Record<string, string>, string]>([
    [
      'that call each other',
      Object.fromEntries(
        ['build', 'b', 'c', 'd', 'e'].map((name, index, all) => [
          name,
          index < 4
            ? Array(9)
                .fill(`npm run ${all[index + 1]}`)
                .join(' && ')
            : 'tsc',
        ]),
      ),
      'it runs more than 200 scripts',
    ],
    [
      'longer than a shell takes',
      { build: `tsc ${'a'.repeat(131_072)}` },
      'build uses the shell (a line of more than 128 KB)',
    ],
    ['of many commands', { build: 'tsc && '.repeat(300) }, 'build has more than 200 commands'],
    [
      'with programs in front of programs',
      { build: `${'env '.repeat(50)}tsc` },
      'it runs a program by way of more than 20 others',
    ],
    [
      'by an expression that could take for ever',
      { build: 'pnpm run /a.*a.*b/', 'a-a-b': 'tsc' },
      'pnpm run /a.*a.*b/ is not a script of this package',
    ],
  ])('%s', (_, scripts, reason) => {
    expect(reasonOf(scripts)).toBe(reason);
  });
});

describe('files that name each other', () => {
  test('tsconfig.json: ten name ten more, nine times', () => {
    const names = Array.from({ length: 10 }, (_, index) => `t${index}.json`);
    const texts = names.map((name, index): [string, string] => [
      name,
      JSON.stringify({ extends: Array(10).fill(`./t${index + 1}.json`) }),
    ]);
    const config = readTsConfig(
      treeOf({ ...Object.fromEntries(texts), 't10.json': '{"compilerOptions":{"outDir":"dist"}}' }),
      't0.json',
    );
    expect(config?.chain).toEqual([...names, 't10.json']);
    expect(config?.options['outDir']).toBe('dist');
  });

  test('.cargo/config.toml: the file wins over what it includes, and of that the last', () => {
    const tree = treeOf({
      '.cargo/config.toml': 'include = ["a.toml", "b.toml"]\n',
      '.cargo/a.toml': 'include = ["b.toml"]\n[build]\ntarget-dir = "a"\n',
      '.cargo/b.toml': 'include = ["a.toml"]\n[build]\ntarget-dir = "b"\n',
    });
    expect(readConfig('.', tree)).toMatchObject({
      targetDirectory: 'b',
      files: ['.cargo/config.toml', '.cargo/b.toml', '.cargo/a.toml'],
    });
  });
});

describe('small readers', () => {
  it.each([
    ['a/*/b', 'a'],
    ['*', ''],
    ['a/b', 'a/b'],
    ['a?/b', ''],
  ])('%s up to its wildcard is %j', (path, folder) => {
    expect(beforeWildcard(path, '*?')).toBe(folder);
  });

  it.each([
    ['dist/**', 'dist'],
    ['dist/*/**', 'dist'],
    ['dist/*.js', 'dist/*.js'],
  ])('%s without its stars is %s', (pattern, folder) => {
    expect(withoutStars(pattern)).toBe(folder);
  });

  test('exclude of deno.json', () => {
    const excludes = (pattern: string) =>
      excluder([parseDenoJson({ path: 'deno.json', text: JSON.stringify({ exclude: [pattern] }) })]);
    expect(['gen/a.ts', 'gen/b/c.ts', 'generic.ts'].map(excludes('gen/**'))).toEqual([true, true, false]);
    expect(['gen/a.ts', 'a/gen/b.ts'].map(excludes('**/gen'))).toEqual([true, true]);
  });

  test('pnpm-workspace.yaml', () => {
    const text =
      'packages: # of us\r\n  - apps/* # programs\r\n  # none\r\n  - "libs/#"\r\ncatalog:\r\n  react: ^18 # old\r\n';
    expect(pnpmPackages(text)).toEqual(['apps/*', 'libs/#']);
    expect(
      readCatalogs((file) => (file === 'pnpm-workspace.yaml' ? text : undefined))('default', 'react'),
    ).toBe('^18');
  });

  test('.gitmodules', () => {
    expect(submodulePaths('[submodule "a"]\n\tpath = a b \r\n\turl = ../path = x\n\tpath="q\\"r"\n')).toEqual(
      ['a b', 'q"r'],
    );
  });
});
