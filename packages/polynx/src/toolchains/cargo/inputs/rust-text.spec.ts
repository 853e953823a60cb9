import { expect, test } from 'vitest';
import { readRust } from './rust-text.js';

test.each<[string, string]>([
  ['let a = X;', 'code'],
  ['// X', 'comment'],
  ['/* a /* b */ X */', 'comment'],
  ['/* a /* b */ c */ X', 'code'],
  ['/// X', 'documentation'],
  ['//! X', 'documentation'],
  ['//// X', 'comment'],
  ['/** X */', 'documentation'],
  ['let a = "// X";', 'code'],
  ['let a = "\\""; // X', 'comment'],
  ['let a = r##"" // "# "##; X', 'code'],
  ['let a = b\'"\'; X // "', 'code'],
  ["fn f<'a>(a: &'a str) { '\\''; X }", 'code'],
  ['#[cfg(test)] fn f() { X }', 'tests'],
  ['#[cfg(test)] use a::{b, c}; X', 'code'],
  ['#[cfg(test)] static A: [u8; 2] = [1, X];', 'tests'],
  ['match a { #[cfg(test)] 1 => 2, _ => X }', 'code'],
  ['f(#[cfg(test)] 1, X)', 'code'],
  ['f(#[cfg(test)] X)', 'tests'],
  ['#[cfg(test)] // }\nmod a { X }', 'tests'],
  ['#[cfg_attr(test, derive(X))]', 'code'],
])('%s: %s', (text, place) => {
  expect(readRust(text).placeOf(text.indexOf('X'))).toBe(place);
});

test.each([
  ['brackets that never end', '('.repeat(40_000)],
  ['attributes', '#[cfg(test)]\n'.repeat(10_000)],
  ['attributes of nothing', '#[cfg(test)] x\n'.repeat(10_000)],
  ['attributes that never end', '#['.repeat(20_000)],
  ['tests that never end', '#[cfg(test)] mod a {'.repeat(10_000)],
  ['comments that never end', '/*'.repeat(40_000)],
  ['quotes', '"\\'.repeat(40_000)],
  ['comments between attributes', '#[a]\n//\n'.repeat(10_000)],
  ['conditions', `#[cfg(${'all('.repeat(20_000)}`],
])('%s take no time', (_, text) => {
  const start = performance.now();
  readRust(text).placeOf(text.length - 1);
  expect(performance.now() - start).toBeLessThan(4_000);
});
