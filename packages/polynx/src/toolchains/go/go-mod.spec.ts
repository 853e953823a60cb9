import { describe, expect, it } from 'vitest';
import { ManifestError } from '../../model/errors.js';
import { parseGoMod } from './go-mod.js';

const parse = (text: string) => parseGoMod({ path: 'a/go.mod', text });

describe('parseGoMod', () => {
  it('reads blocks, quotes, comments and every directive', () => {
    const manifest = parse(`// Deprecated: use b.
module "example.com/a/v2" // the module
go 1.24.0
toolchain go1.25.1
godebug default=go1.21
require example.com/x v1.0.0 // indirect
require (
	// a comment alone
	\`example.com/y\` v2.0.0+incompatible
	"example.com/z" v0.0.0-20240101000000-0123456789ab // https://example.com
)
require ()
exclude example.com/x v0.9.0
retract [v1.0.0, v1.1.0] // oops
replace (
	example.com/x => ../x
	example.com/y v2.0.0 => example.com/fork v1.2.3
)
tool example.com/a/v2/cmd/gen
ignore ./node_modules
`);
    expect(manifest).toEqual({
      kind: 'module',
      path: 'example.com/a/v2',
      go: '1.24.0',
      requires: [
        { path: 'example.com/x', version: 'v1.0.0' },
        { path: 'example.com/y', version: 'v2.0.0+incompatible' },
        { path: 'example.com/z', version: 'v0.0.0-20240101000000-0123456789ab' },
      ],
      replaces: [
        { path: 'example.com/x', to: '../x' },
        { path: 'example.com/y', version: 'v2.0.0', to: 'example.com/fork', toVersion: 'v1.2.3' },
      ],
      tools: ['example.com/a/v2/cmd/gen'],
      ignores: ['./node_modules'],
      excludes: ['example.com/x v0.9.0'],
      settings: ['godebug default=go1.21', 'toolchain go1.25.1'],
    });
  });

  it('reads Windows line ends', () => {
    expect(parse('module a\r\n\r\nrequire (\r\n\tb v1.0.0\r\n)\r\n').requires).toEqual([
      { path: 'b', version: 'v1.0.0' },
    ]);
  });

  it.each([
    ['', 'a/go.mod:1: module: is missing'],
    ['module a\nmodule b', 'a/go.mod:2: repeated module directive'],
    ['module a\n\ngo 1', 'a/go.mod:3: go: invalid go version 1: must look like 1.23.0'],
    ['module a\nrequire (\n\tb v1.0.0\n', 'a/go.mod:2: the require block is never closed'],
    ['module a\nrequire b', 'a/go.mod:2: usage: require module/path v1.2.3'],
    ['module a\nfrobnicate b', 'a/go.mod:2: unknown directive frobnicate; known are module, go, toolchain'],
    ['module a\nreplace b => c', 'a/go.mod:2: replace b: c needs a version, or must begin with ./ or ../'],
    ['module a\nreplace b c', 'a/go.mod:2: usage: replace module/path'],
    ['module "a', 'a/go.mod:1: cannot read "a'],
    ['module a\n/* no */', 'a/go.mod:2: comments begin with //'],
    ["module a'b", "a/go.mod:1: cannot read 'b"],
    ['<<<<<<< HEAD\nmodule a', 'a/go.mod:1: unknown directive <<<<<<<'],
  ])('refuses %j', (text, message) => {
    expect(() => parse(text)).toThrow(ManifestError);
    expect(() => parse(text)).toThrow(message);
  });
});
