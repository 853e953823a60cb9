import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { scaffold } from './scaffold.js';

const tree = (files: Record<string, string>) => createTree(Object.keys(files).sort(), (path) => files[path]);
const lib = (directory: string) => ({ name: 'My Greeter', kind: 'lib' as const, directory });

it('names the package in Go’s way', () => {
  expect(Object.keys(scaffold.files(lib('libs/greeter'), tree({})))).toEqual([
    'libs/greeter/go.mod',
    'libs/greeter/mygreeter.go',
    'libs/greeter/mygreeter_test.go',
  ]);
});

describe('go.mod', () => {
  const gomod = (files: Record<string, string>) =>
    scaffold.files(lib('libs/greeter'), tree(files))['libs/greeter/go.mod'];
  it.each<[name: string, files: Record<string, string>, text: string]>([
    ['alone', {}, 'module example.com/libs/greeter\n\ngo 1.26\n'],
    [
      'below a root module',
      { 'go.mod': 'module ex.com/shop\ngo 1.24.1\n' },
      'module ex.com/shop/libs/greeter\n\ngo 1.24.1\n',
    ],
    [
      'beside another',
      { 'api/go.mod': 'module ex.com/shop/api\ngo 1.23\n' },
      'module ex.com/shop/libs/greeter\n\ngo 1.23\n',
    ],
    [
      'in a workspace that is older',
      { 'go.work': 'go 1.21\nuse ./api\n', 'api/go.mod': 'module ex.com/shop/api\n' },
      'module ex.com/shop/libs/greeter\n\ngo 1.21\n',
    ],
    ['beside a broken one', { 'api/go.mod': 'modul\n' }, 'module example.com/libs/greeter\n\ngo 1.26\n'],
  ])('%s', (_, files, text) => {
    expect(gomod(files)).toBe(text);
  });
});

describe('go.work', () => {
  const wired = (text: string) => scaffold.wire(lib('libs/greeter'), tree({ 'go.work': text }))['go.work'];
  it.each<[name: string, before: string, after: string]>([
    [
      'a block with comments',
      'go 1.24\n\nuse (\n\t./a // first\n\t// more to come\n)\n\n// end\n',
      'go 1.24\n\nuse (\n\t./a // first\n\t// more to come\n\t./libs/greeter\n)\n\n// end\n',
    ],
    [
      'single lines',
      'use ./a // first\nuse ./b\ngo 1.24\n',
      'use ./a // first\nuse ./b\nuse ./libs/greeter\ngo 1.24\n',
    ],
    ['no member yet', 'go 1.24', 'go 1.24\n\nuse ./libs/greeter\n'],
    ['there already', 'go 1.24\nuse ./libs/greeter // here\n', 'go 1.24\nuse ./libs/greeter // here\n'],
  ])('%s', (_, before, after) => {
    expect(wired(before)).toBe(after);
  });

  it('is made with the first module; where others stand alone, so does the new one', () => {
    expect(scaffold.wire(lib('libs/greeter'), tree({}))).toEqual({
      'go.work': 'go 1.26\n\nuse ./libs/greeter\n',
    });
    expect(scaffold.wire(lib('libs/greeter'), tree({ 'api/go.mod': 'module a\n' }))).toEqual({});
  });
});

it('writes what go.mod has no room for into project.json', () => {
  const request = {
    name: 'api',
    kind: 'service',
    directory: 'services/api',
    platforms: ['linux-arm64'],
  } as const;
  const files = scaffold.files({ ...request, packaging: ['archive', 'deb'] }, tree({}));
  expect(JSON.parse(files['services/api/project.json'] ?? '')).toEqual({
    name: 'api',
    metadata: { polynx: { platforms: ['linux-arm64'], packages: { formats: ['deb'] } } },
  });
  expect(Object.keys(scaffold.files(request, tree({})))).toContain('services/api/project.json');
  expect(Object.keys(scaffold.files(lib('libs/greeter'), tree({})))).not.toContain(
    'libs/greeter/project.json',
  );
});
