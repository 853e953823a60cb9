import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBinary, readDocument } from './shipped-file.js';

const folder = mkdtempSync(join(tmpdir(), 'polynx-shipped-'));
const root = join(folder, 'w');

beforeAll(() => {
  for (const file of ['outside/secret', 'outside/target/app', 'w/LICENSE', 'w/a/bin/app']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  for (const [at, to] of [
    ['a/LICENSE', '../LICENSE'],
    ['a/README.md', '../../outside/secret'],
    ['docs', '../outside'],
    ['target', '../outside/target'],
    ['a/bin/linked', '../../LICENSE'],
    ['a/bin/out', '../../../outside/secret'],
    ['null', '/dev/null'],
  ] as const)
    symlinkSync(to, join(root, at));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('what is shipped', () => {
  it('is a file of the workspace, also by a link inside', () => {
    expect(readDocument(root, 'a/LICENSE').toString()).toBe('w/LICENSE');
    expect(readBinary(root, 'a/bin/app').toString()).toBe('w/a/bin/app');
    expect(readBinary(root, 'a/bin/linked').toString()).toBe('w/LICENSE');
  });

  it('was built in a folder on another disk', () => {
    expect(readBinary(root, 'target/app').toString()).toBe('outside/target/app');
  });

  it.each(['a/README.md', 'docs/secret', 'null'])('is not what %s leads to', (path) => {
    expect(() => readDocument(root, path)).toThrow(`${path} is, or lies behind, a symbolic link that leaves`);
  });

  it.each(['a/bin/out', 'null'])('is no program that %s leads to', (path) => {
    expect(() => readBinary(root, path)).toThrow(`${path} is, or lies behind, a symbolic link that leaves`);
  });

  it('is no folder', () => {
    expect(() => readDocument(root, 'a')).toThrow('a is not a regular file.');
  });
});
