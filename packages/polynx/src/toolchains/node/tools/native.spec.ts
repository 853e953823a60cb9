import { describe, expect, test } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { effectOf } from './index.js';
import { NATIVE, napiCrate } from './native.js';
import type { Effect } from './tool.js';

const PACKAGE = '[package]\nname = "x"\n';
const ADDON = `${PACKAGE}[lib]\ncrate-type = ["cdylib"]\n[dependencies]\nnapi-derive = "2"\n`;
const MANIFESTS: Readonly<Record<string, string>> = {
  'Cargo.toml': PACKAGE,
  'node/Cargo.toml': ADDON,
  'node/inner/Cargo.toml': PACKAGE,
};
const tree = createTree(Object.keys(MANIFESTS), (file) => MANIFESTS[file]);

function napi(line: string): Effect | undefined {
  return NATIVE['napi']?.({
    program: 'napi',
    args: line.split(' '),
    env: {},
    cwd: '.',
    root: '.',
    fields: { napi: { name: 'css' } },
    tree,
    promised: [],
    nested: [],
    isIgnored: () => false,
    packageNamed: () => undefined,
    isBuild: true,
  });
}

describe('napi build: which crate, and where to', () => {
  test.each([
    ['build', '.', ['css.node', 'index.d.ts']],
    ['build --platform', '.', ['css.*.node', 'index.js', 'index.d.ts']],
    // Not the crate at the root: an edit of node/ would have been a stale hit.
    ['build --platform --cargo-cwd node', 'node', ['css.*.node', 'index.js', 'index.d.ts']],
    ['build --cwd node', 'node', ['node/css.node', 'node/index.d.ts']],
    ['build --release dist', '.', ['dist/css.node', 'dist/index.d.ts']],
    ['build --dts types.d.ts --js=false --platform lib', '.', ['lib/css.*.node', 'lib/types.d.ts']],
    ['build --manifest-path node/Cargo.toml -o dist', 'node', ['dist/css.node', 'dist/index.d.ts']],
  ])('napi %s', (line, crate, writes) => {
    expect(napi(line)).toEqual({ compiles: [crate], writes });
  });

  test.each([
    ['build --target x86_64-pc-windows-msvc', 'another platform'],
    ['build -c napi.json', 'from another file'],
    ['build --cargo-flags=--manifest-path=node/Cargo.toml', 'more than a library'],
    ['build --platform -- -p other', 'more than a library'],
    ['build --cargo-cwd gone', 'was not found'],
    ['artifacts', 'is no build'],
  ])('napi %s is not cached', (line, reason) => {
    expect(napi(line)?.refuse).toContain(reason);
  });
});

test.each([
  ['.', 'node'],
  ['node/inner', undefined],
])('the library for Node inside %s', (root, crate) => {
  expect(napiCrate(root, tree)).toBe(crate);
});

describe('programs that make a package of what another language has', () => {
  const texts: Readonly<Record<string, string>> = {
    'p/schema.json': '{ "properties": { "a": { "$ref": "#/$defs/a" } } }',
    'p/away.json': '{ "$ref": "../other.json" }',
  };
  const around = createTree(Object.keys(texts), (file) => texts[file]);
  const effect = (line: string) => {
    const [program = '', ...args] = line.split(' ');
    const call = { program, args, env: {}, cwd: 'p', root: 'p', fields: {}, tree: around };
    const rest = { promised: [], nested: [], isIgnored: () => false, packageNamed: () => undefined };
    return effectOf({ ...call, ...rest, isBuild: true }, []);
  };

  test.each([
    ['wasm-bindgen ../target/x.wasm --target web --out-dir pkg', ['p/pkg'], 'target/x.wasm'],
    ['wasm-bindgen --out-dir=pkg x.wasm', ['p/pkg'], 'p/x.wasm'],
    ['json2ts --input schema.json --output dist/index.d.ts', ['p/dist/index.d.ts'], undefined],
    ['json2ts schema.json dist/index.d.ts', ['p/dist/index.d.ts'], undefined],
  ])('%s', (line, writes, produced) => {
    const found = effect(line);
    expect(found.refuse).toBeUndefined();
    expect(found.writes).toEqual(writes);
    expect(found.produced?.includes(produced ?? '')).toBe(produced !== undefined);
  });

  test.each([
    ['wasm-bindgen ../target/x.wasm', 'without one module'],
    ['wasm-bindgen a.wasm b.wasm --out-dir pkg', 'without one module'],
    ['json2ts --input absent.json --output a.ts', 'without one file'],
    ['json2ts --input schema.json', 'without one file'],
    ['json2ts --input away.json --output a.ts', 'refers to other files'],
  ])('%s is not cached', (line, reason) => expect(effect(line).refuse).toContain(reason));
});
