import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { findPin } from './pin.js';

describe('the version of Deno that a repository asks for', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['nothing', {}, undefined],
    ['.dvmrc with a version', { '.dvmrc': '2.9.6\n' }, '2.9.6'],
    ['with a v', { '.dvmrc': 'v2.9.6' }, '2.9.6'],
    ['as a setting', { '.dvmrc': 'registry_version=x\r\ndeno_version=2.9.6\r\n' }, '2.9.6'],
    ['a range is no pin', { '.dvmrc': '~2.9' }, undefined],
    ['a canary is no pin', { '.dvmrc': 'canary' }, undefined],
    ['.tool-versions', { '.tool-versions': 'nodejs 24.1.0\ndeno 2.9.6 # newest\n' }, '2.9.6'],
    ['of other tools only', { '.tool-versions': 'nodejs 24.1.0\n' }, undefined],
    ['several versions are no pin', { '.tool-versions': 'deno 2.9.6 2.8.0\n' }, undefined],
    ['the nearest one', { '.dvmrc': '2.9.6', 'apps/.dvmrc': '2.8.0' }, '2.8.0'],
    ['the nearest, though it is no pin', { '.dvmrc': '2.9.6', 'apps/.dvmrc': 'lts' }, undefined],
  ])('%s', (_, files, version) => {
    const tree = createTree(Object.keys(files).sort(), (file) => files[file]);
    expect(findPin('apps/cli', tree)?.version).toBe(version);
  });
});
