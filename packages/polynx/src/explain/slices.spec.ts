import { expect, it } from 'vitest';
import { changesBetween } from './slices.js';

const REGISTRY = 'registry+https://github.com/rust-lang/crates.io-index';
const sum = (digit: string) => digit.repeat(64);

it.each<[what: string, before: string, after: string, changes: readonly string[]]>([
  ['nothing', 'itoa 1.0.0', 'itoa 1.0.0', []],
  [
    'a bumped crate',
    `itoa 1.0.0 ${REGISTRY} ${sum('a')}\nserde 1.0.0 ${REGISTRY} ${sum('b')}\n{}\n[[{}],[]]`,
    `itoa 1.0.1 ${REGISTRY} ${sum('c')}\nserde 1.0.0 ${REGISTRY} ${sum('b')}\n{}\n[[{}],[]]`,
    ['itoa 1.0.0 -> 1.0.1'],
  ],
  [
    'a crate of the same version with another checksum',
    `itoa 1.0.0 ${REGISTRY} ${sum('a')}`,
    `itoa 1.0.0 ${REGISTRY} ${sum('b')}`,
    ['itoa 1.0.0 has other contents'],
  ],
  ['a crate come and one gone', 'a 1.0.0\nb 2.0.0', 'a 1.0.0\nc 3.0.0', ['b 2.0.0 removed', 'c 3.0.0 added']],
  ['two versions side by side', 'a 1.0.0\na 2.0.0', 'a 1.0.0\na 2.1.0', ['a 2.0.0 -> 2.1.0']],
  [
    'a profile and a lint',
    '{"resolver":"2","profile":{"release":{"lto":true}}}\n[[{"lints":{"rust":{"unused":"warn"}}}],[]]',
    '{"resolver":"2","profile":{"release":{"lto":false,"strip":true}}}\n[[{"lints":{"rust":{"unused":"deny"}}}],[]]',
    [
      'lints.rust.unused "warn" -> "deny"',
      'profile.release.lto true -> false',
      'profile.release.strip true added',
    ],
  ],
  [
    'a module of go.work with its sums',
    'go 1.22\nexample.com/x v1.0.0\nexample.com/x v1.0.0 h1:a=\nexample.com/x v1.0.0/go.mod h1:b=',
    'go 1.22\nexample.com/x v1.1.0\nexample.com/x v1.1.0 h1:c=\nexample.com/x v1.1.0/go.mod h1:d=',
    ['example.com/x v1.0.0 -> v1.1.0'],
  ],
  [
    'packages of deno.lock',
    JSON.stringify({
      root: {},
      imports: [],
      lock: `jsr:@std/path@1.0.0 ${sum('a')}\nnpm:chalk@5.3.0 sha512-x`,
    }),
    JSON.stringify({
      root: {},
      imports: [],
      lock: `jsr:@std/path@1.0.8 ${sum('b')}\nnpm:chalk@5.3.0 sha512-x`,
    }),
    ['jsr:@std/path 1.0.0 -> 1.0.8'],
  ],
  [
    'the only package of deno.lock',
    JSON.stringify({ root: {}, lock: `jsr:@std/path@1.0.0 ${sum('a')}` }),
    JSON.stringify({ root: { unstable: ['kv'] }, lock: `jsr:@std/path@1.0.8 ${sum('b')}` }),
    ['jsr:@std/path 1.0.0 -> 1.0.8', 'root.unstable "kv" added'],
  ],
])('%s', (_, before, after, changes) => {
  expect(changesBetween(before, after)).toEqual(changes);
});
