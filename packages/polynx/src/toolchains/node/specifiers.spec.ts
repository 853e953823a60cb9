import { describe, expect, it } from 'vitest';
import { specifierScan } from './specifiers.js';

const leaving = (text: string, path = 'a/b.ts') => specifierScan.facts(text, path).away;

describe('specifiers that may lead out of a package', () => {
  it.each([
    ['import a, { b } from "../x"; export * from "@/y"', ['../x', '@/y']],
    ['import /* why */ a from /* from "@/no" */ "@/x"', ['@/x']],
    ['import(/* webpackChunkName: "no" */ "@/x"); require("@/y")', ['@/x', '@/y']],
    ['import { page } from "$lib/x"', ['$lib/x']],
    ['const a = require.resolve("@/x"), b = import.meta.resolve("@/y")', ['@/x', '@/y']],
    ['new URL("../x.wasm", import.meta.url); readFileSync("../y.json")', ['../x.wasm', '../y.json']],
    ['const a = `../x`, b = `../${y}`, c = "../z\\x31"', ['../x', '../z1']],
    ['let a: import("@/x").A; import b = require("@/y"); declare module "@/z" {}', ['@/x', '@/y', '@/z']],
    ['/** @type {import("@/x").A} */\n/// <reference path="../y.d.ts" />', ['@/x', '../y.d.ts']],
    ['import "./x"; import "./y/../../z"; import "node:fs"', ['./y/../../z']],
    ['// import "../x"\n/* require("@/y") */', []],
    [`const help = 'import x from "@/y"'; const a = /from "@\\/z"/`, []],
  ])('%s', (text, expected) => expect(leaving(text)).toEqual(expected));

  it('of JSX, in JavaScript of any name', () => {
    expect(leaving(`const a = <img alt='"' src="../x.png">don't</img>; import("@/y")`, 'a.js')).toEqual([
      '@/y',
      '../x.png',
    ]);
  });

  it.each([
    ['a.vue', '<p>don\'t</p><script>import a from "@/x"; import b from "../y"</script>', ['@/x', '../y']],
    ['a.svelte', '<script>import { a } from "$lib/x"; import(`../${b}`)</script>', ['$lib/x']],
    [
      'a.scss',
      '@use "../x"; @import url(../y.css); @forward "@/z"; a { src: url( ../w.png ) }',
      ['../x', '@/z', '../y.css', '../w.png'],
    ],
    ['a.mdx', "import A from '../x'\n\n# It's", ['../x']],
  ])('%s', (path, text, expected) => expect(leaving(text, path)).toEqual(expected));
});

it('finds neighbours', () => {
  const text = 'import "./x"; import "../y"; readFileSync("./no"); /// <reference path="z.d.ts" />';
  expect(specifierScan.facts(text, 'a.ts').beside).toEqual(['./x', './z.d.ts']);
});
