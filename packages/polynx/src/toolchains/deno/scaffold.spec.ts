import { describe, expect, test } from 'vitest';
import { createTree } from '../../model/tree.js';
import { scaffold } from './scaffold.js';

const tree = (files: Readonly<Record<string, string>>) =>
  createTree(Object.keys(files).sort(), (path) => files[path]);
const request = { name: 'new', kind: 'lib', directory: 'libs/new' } as const;

describe('wire', () => {
  test.each([
    [
      'an array',
      '{\n  // members\n  "workspace": ["./a"] // first\n}\n',
      '{\n  // members\n  "workspace": ["./a", "./libs/new"] // first\n}\n',
    ],
    [
      'members',
      '{ "workspace": { "members": ["a"] } }',
      '{ "workspace": { "members": ["a", "./libs/new"] } }',
    ],
    ['no workspace yet', '{}', '{\n  "workspace": [\n    "./libs/new"\n  ]\n}'],
  ])('%s', (_, before, after) => {
    expect(scaffold.wire(request, tree({ 'deno.json': before }))).toEqual({ 'deno.json': after });
  });

  test.each(['["./libs/*"]', '["libs/new/"]', '["./**"]'])('nothing where %s has it already', (members) => {
    expect(scaffold.wire(request, tree({ 'deno.json': `{ "workspace": ${members} }` }))).toEqual({});
  });

  test('the nearest workspace', () => {
    const files = { 'deno.json': '{ "workspace": ["x"] }', 'libs/deno.jsonc': '{ "workspace": [] }' };
    expect(Object.keys(scaffold.wire(request, tree(files)))).toEqual(['libs/deno.jsonc']);
  });

  test('a workspace where there is none, with those that stood alone', () => {
    expect(scaffold.wire(request, tree({}))).toEqual({
      'deno.json': '{\n  "workspace": ["./libs/new"]\n}\n',
    });
    expect(scaffold.wire(request, tree({ 'tools/x/deno.json': '{}' }))['deno.json']).toContain('"./tools/x"');
    const locked = { 'tools/x/deno.json': '{}', 'tools/x/deno.lock': '{}' };
    expect(() => scaffold.wire(request, tree(locked))).toThrow('tools/x/deno.lock: belongs to a folder');
  });
});

test('a name takes the scope of its neighbours', () => {
  const named = (files: Readonly<Record<string, string>>) =>
    JSON.parse(scaffold.files(request, tree(files))['libs/new/deno.json'] ?? '').name;
  expect(named({ 'a/deno.json': '{ "name": "@demo/a" }' })).toBe('@demo/new');
  expect(named({})).toBe('@local/new');
});
