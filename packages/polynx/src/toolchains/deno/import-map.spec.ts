import { expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { parseDenoJson } from './deno-json.js';
import { importMapOf } from './import-map.js';

const config = (path: string, imports: Readonly<Record<string, string>>) =>
  parseDenoJson({ path, text: JSON.stringify({ imports }) });

// NB what `deno info` of 2.9 says of each.
it.each([
  ['with ./', './src/u.ts', 'file:m/src/u.ts'],
  ['without', 'src/u.ts', 'file:m/src/u.ts'],
  ['a single name', 'u', 'file:m/u'],
  ['that leads to another member', '../other/u.ts', 'file:other/u.ts'],
  ['of a package', 'jsr:@std/fs@1', 'jsr:@std/fs@1'],
  ['of the web', 'https://example.org/u.ts', 'https://example.org/u.ts'],
])('an address of a member, %s: %s', (_, address, expected) => {
  const tree = createTree([], () => undefined);
  const root = config('deno.json', {});
  const map = importMapOf(root, [root, config('m/deno.json', { '#u': address })], tree);
  expect(map.lookup('#u', 'm/src/a.ts')?.value).toBe(expected);
  expect(map.lookup('#u', 'other/a.ts')).toBeUndefined();
});

it('a folder of a member, without ./, is a prefix', () => {
  const root = config('deno.json', {});
  const map = importMapOf(
    root,
    [root, config('m/deno.json', { '#d/': 'src/' })],
    createTree([], () => undefined),
  );
  expect(map.lookup('#d/u.ts', 'm/a.ts')?.value).toBe('file:m/src/u.ts');
});
