import { expect, it } from 'vitest';
import { directivesIn } from './directives.js';

const HEAD = '// Copyright\n\n//go:build windows\n\n';

it('keeps what go vet checks of a file for another system, and nothing of its code', () => {
  expect(directivesIn(`${HEAD}package a\n\nfunc A() {}\n`)).toBe(HEAD.trimEnd().concat('\n'));
  expect(directivesIn(`${HEAD}package a\n\nfunc B() {}\n`)).toBe(directivesIn(`${HEAD}package a\n`));
});

it.each(['//go:build linux', '// +build linux', '//+build linux', '\t//go:debug madvdontneed=1'])(
  'keeps %s behind the package clause, where it is a mistake',
  (line) => {
    expect(directivesIn(`package a\n\n${line}\n`)).toBe(line);
  },
);
