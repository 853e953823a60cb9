import { expect, it } from 'vitest';
import { vetScan } from './vetted.js';

it.each([
  ['nothing, where nothing says when it is built', 'package a\n\nvar X = 1\n', ''],
  [
    'the constraint and what follows it',
    '//go:build windows\n\npackage a\n\nvar X = 1\n',
    '//go:build windows\n\npackage a',
  ],
  [
    'a line that stands too far down',
    'package a\n\n//go:build windows\n\nvar X = 1\n\nvar Y = 2\n',
    'package a\n\n//go:build windows\n\nvar X = 1',
  ],
  ['the old form', '// +build windows\npackage a\n', '// +build windows\npackage a\n'],
  ['a setting', '//go:debug panicnil=1', '//go:debug panicnil=1'],
  ['not what vet does not judge', 'package a\n\n//go:noinline\nfunc f() {}\n', ''],
])('vet reads %s', (_, text, facts) => {
  expect(vetScan.facts(text, 'a_windows.go')).toBe(facts);
});
