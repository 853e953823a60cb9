import { describe, expect, it } from 'vitest';
import { readHeader } from './source-header.js';

describe('imports', () => {
  it.each<[name: string, text: string, imports: string[]]>([
    ['single', 'package a\nimport "fmt"', ['fmt']],
    ['raw', 'package a\nimport `fmt`', ['fmt']],
    ['grouped with names', 'package a\nimport (\n\tx "a/b"\n\t_ "c"\n\t. "d"\n)', ['a/b', 'c', 'd']],
    [
      'several declarations and semicolons',
      'package a; import "b"; import ("c"; "d")\nimport ()\nimport "e"',
      ['b', 'c', 'd', 'e'],
    ],
    ['names beyond ASCII', 'package a\nimport größe "b"', ['b']],
    [
      'comments everywhere',
      '/* import "no" */ package /* a */ a // import "no"\nimport /* x */ ( // "no"\n"b" /* "no" */; "c"\n/*\n"no"\n*/)',
      ['b', 'c'],
    ],
    ['nothing after the first declaration', 'package a\nvar x = `\nimport "no"\n`\nimport "no"', []],
    ['a byte order mark', '\ufeffpackage a\nimport "b"', ['b']],
    ['Windows line ends', 'package a\r\nimport (\r\n\t"b"\r\n)\r\n', ['b']],
    ['an escape', 'package a\nimport "a\\x2fb"', ['a/b']],
    ['an identifier that begins like import', 'package a\nimporter("no")', []],
    ['an end in the middle', 'package a\nimport ("b"; "c', ['b']],
    ['an unclosed comment', 'package a /* import "no"', []],
    ['a stray slash', 'package a\nimport / "no"', []],
  ])('%s', (_, text, imports) => {
    expect(readHeader(text).imports).toEqual(imports);
  });
});

it.each([
  ['package main\n', 'main'],
  ['// Package x is y.\npackage x_test // import "x"', 'x_test'],
  ['', ''],
  ['packages a', ''],
])('package of %j', (text, name) => {
  expect(readHeader(text).package).toBe(name);
});

describe('constraint', () => {
  it.each<[name: string, text: string, constraint: string | undefined]>([
    ['go:build', '//go:build linux && !cgo\n\npackage a', 'linux && !cgo'],
    [
      'after a licence that speaks of a package',
      '// The package build licence.\n\n//go:build a\npackage a',
      'a',
    ],
    ['after a block comment', '/* x\n*/\n//go:build a\n\npackage a', 'a'],
    ['inside a block comment', '/*\n//go:build a\n*/\npackage a', undefined],
    ['after the package clause', 'package a\n//go:build b', undefined],
    ['two lines', '//go:build a\n//go:build b\n\npackage a', 'ignore'],
    ['an empty line', '//go:build\n\npackage a', 'ignore'],
    ['another directive', '//go:buildx a\n\npackage a', undefined],
    ['+build', '// +build a,!b c\n// +build d\n\npackage a', '(a && !b || c) && (d)'],
    ['+build without a blank line after it', '// +build a\npackage a', undefined],
    ['+build after a block comment', '/* x */\n// +build a\n\npackage a', undefined],
    ['go:build wins', '//go:build a\n// +build b\n\npackage a', 'a'],
  ])('%s', (_, text, constraint) => {
    expect(readHeader(text).constraint).toBe(constraint);
  });
});

it('finds directives in the body, and not in strings', () => {
  const header = readHeader(`package a

import _ "embed"

//go:generate stringer
//go:embed a.txt "b c.txt" \`d\`
var x string

const no = \`
//go:embed no
\`
var q, s = '"', "//go:embed no" //go:embed e/*
`);
  expect(header.embeds).toEqual(['a.txt', 'b c.txt', 'd', 'e/*']);
  expect(header.generates).toBe(true);
  expect(readHeader('package a\n//go:embed x\n').embeds).toEqual([]);
  expect(readHeader('package a\n //go:generate x\n').generates).toBe(false);
});
