import type { Tree } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { rememberFolder } from './remember.js';

function remembered(before: string | undefined): unknown {
  let text = before;
  const host = {
    read: () => text ?? null,
    write: (_: string, written: string) => {
      text = written;
    },
  } as unknown as Tree;
  rememberFolder(host, 'lib', 'libs');
  rememberFolder(host, 'bin', 'apps');
  return JSON.parse(text ?? '');
}

const folders = { lib: 'libs', bin: 'apps' };

describe('folders are defaults of the generator in nx.json', () => {
  it.each([
    ['without defaults', '{}', { generators: { 'polynx:component': { folders } } }],
    ['without nx.json', undefined, { generators: { 'polynx:component': { folders } } }],
    [
      'beside others',
      '{ "generators": { "polynx:component": { "linter": "eslint" } } }',
      { generators: { 'polynx:component': { linter: 'eslint', folders } } },
    ],
    [
      'in the other form',
      '{ "generators": { "polynx": { "component": {} } } }',
      { generators: { polynx: { component: { folders } } } },
    ],
  ])('%s', (_, before, expected) => expect(remembered(before)).toEqual(expected));
});
