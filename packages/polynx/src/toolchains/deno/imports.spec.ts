import { describe, expect, test } from 'vitest';
import { scanImports } from './imports.js';

const found = (text: string, path = 'a.ts') => scanImports(path, text).specifiers;

describe('statements', () => {
  test.each([
    ['import "a"', ['a']],
    ["import a, { b as c, type d } from 'a'", ['a']],
    ['import * as a from"a"', ['a']],
    ['import type { A } from "a"', ['a']],
    ['import { "from" as from } from "a"', ['a']],
    ['import from from "a"', ['a']],
    ['import a from\n  "a"', ['a']],
    ['import j from "./j.json" with { type: "json" }', ['./j.json']],
    ['import a = require("a")', ['a']],
    ['import A = B.C; import "d"', ['d']],
    ['export * from "a"; export * as b from "b"', ['a', 'b']],
    ['export { a, b as "from" } from "a"', ['a']],
    ['export type { A } from "a"; export type * from "b"', ['a', 'b']],
    ['export { a }; const b = "from"', []],
    ['export const from = "a"; export default "b"', []],
    ['declare module "a" {}', ['a']],
    ['type A = import("a").A; let b: typeof import("b")', ['a', 'b']],
    ['await import("a"); import(`b`)', ['a', 'b']],
    ['import.meta.url; x.import("a"); ({ import: 1 })', []],
    ['const x = { ...import("a") }', ['a']],
    ['import /* why */ "a" // b', ['a']],
    ['#!/usr/bin/env deno\nimport "a"', ['a']],
    ['const a = 1', []],
    ['import', []],
    ['import {', []],
    ['import("', []],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));

  test('require counts in JavaScript only', () => {
    expect(found('require("a"); x.require("b")', 'a.cjs')).toEqual(['a']);
    expect(found('require("a")')).toEqual([]);
  });
});

describe('what is no code', () => {
  test.each([
    ['comments', '// import "a"\n/* import "b" */ import "c"', ['c']],
    ['strings', `const a = 'import "x"'; const b = "it's \\" import('y')"; import "c"`, ['c']],
    ['templates', 'const a = `import("x") ${import("b")} ${`${import("c")}`} import("y")`', ['b', 'c']],
    ['a regular expression after an operator', 'const a = /["`]/; import "b"', ['b']],
    ['a regular expression with a class', 'x = /[/"]/; import "b"', ['b']],
    ['a regular expression after a condition', 'if (a) /`/.test(b); import "c"', ['c']],
    ['a division', 'const a = b / c; import "d"; const e = f() / 2', ['d']],
    ['a division after an increment', 'a++ / 2; b! / 3; import "d" // /', ['d']],
    ['an unclosed string', `const a = "oops\nimport "b"`, ['b']],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));
});

describe('JSX', () => {
  test.each([
    ['text with quotes', `const a = <p>don't \` "say"</p>; import("b")`, ['b']],
    ['code in braces', 'const a = <A b={import("c")} {...d}>{import("e")}</A>; import("f")', ['c', 'e', 'f']],
    ['self-closing behind a brace', 'const a = <A b={c}/>; import("d")', ['d']],
    ['fragments', 'const a = <><b/>`</>; import("c")', ['c']],
    ['type arguments', 'const a = <A<string> b="`">x</A>; import("c")', ['c']],
    ['a generic arrow function', 'const a = <T,>(b: T) => b; import("c")', ['c']],
    ['a generic function type', 'type A = <T>(b: T) => T; const a = <p>`</p>; import("c")', ['c']],
    ['a comparison', 'if (a < b) import("c"); d > e', ['c']],
  ])('%s', (_, text, expected) => expect(found(text, 'a.tsx')).toEqual(expected));

  test('pragma', () => {
    expect(scanImports('a.tsx', '/** @jsxImportSource npm:preact */\nexport {}').jsxSource).toBe(
      'npm:preact',
    );
    expect(scanImports('a.tsx', 'let a;\n/** @jsxImportSource preact */').jsxSource).toBeUndefined();
  });
});

describe('comments that name files', () => {
  test.each([
    ['// @ts-types="./a.d.ts"\nimport "./a.js"', 'a.ts', ['./a.js', './a.d.ts']],
    ['// @deno-types=./a.d.ts\nexport * from "./a.js"', 'a.ts', ['./a.js', './a.d.ts']],
    ['// @ts-types="./a.d.ts"\nlet b; import "./a.js"', 'a.ts', ['./a.js']],
    ['/// <reference types="./a.d.ts" />\n/// <reference path="./b.ts" />', 'a.ts', ['./a.d.ts', './b.ts']],
    ['let a;\n/// <reference path="./b.ts" />', 'a.ts', []],
    ['/// <reference lib="dom" />', 'a.ts', []],
    ['/* @ts-self-types="./a.d.ts" */\nexport {}', 'a.js', ['./a.d.ts']],
    ['/** @type {import("./a.ts").A} */ let b', 'a.js', ['./a.ts']],
    ['/** @import { A } from "./a.ts" */', 'a.js', ['./a.ts']],
    ['/** @type {import("./a.ts").A} */ let b', 'a.ts', []],
  ])('%s', (text, path, expected) => expect(found(text, path)).toEqual(expected));
});

test.each([
  ['import(`./a/${b}.ts`)', [{ parts: ['./a/', null, '.ts'], json: false }]],
  ['import("./a/" + b)', [{ parts: ['./a/', null], json: false }]],
  ['import(`./a/${b}`, { with: { type: "json" } })', [{ parts: ['./a/', null], json: true }]],
  ['import(`${a}/b`)', []],
  ['import(a)', []],
])('computed: %s', (text, expected) => expect(scanImports('a.ts', text).patterns).toEqual(expected));
