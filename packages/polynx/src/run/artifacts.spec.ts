import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { placeArtifacts } from './artifacts.js';

/** Files that may be renamed, and not replaced. */
const refusing = vi.hoisted(() => new Set<string>());
/** Files that may not be renamed. */
const stuck = vi.hoisted(() => new Set<string>());

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const renameSync = (from: string, to: string) => {
    if (stuck.has(from) || (refusing.has(to) && fs.existsSync(to)))
      throw Object.assign(new Error('in use'), { code: 'EPERM' });
    fs.renameSync(from, to);
  };
  return { ...fs, renameSync, default: { ...fs, renameSync } };
});

const root = mkdtempSync(join(tmpdir(), 'polynx-artifacts-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('an artifact replaces the one before it', () => {
  write('target/.polynx/app', 'new');
  write('target/app', 'old');
  placeArtifacts(root, [{ from: 'target/.polynx/app', to: 'target/app' }]);
  expect(read('target/app')).toBe('new');
  expect(existsSync(join(root, 'target/.polynx/app'))).toBe(false);
});

test('a folder replaces the one before it, which leaves nothing behind', () => {
  write('own/app/new', 'new');
  write('dist/app/old', 'old');
  placeArtifacts(root, [{ from: 'own/app', to: 'dist/app' }]);
  expect(readdirSync(join(root, 'dist'))).toEqual(['app']);
  expect(readdirSync(join(root, 'dist/app'))).toEqual(['new']);
});

test('where one is missing, none is put in place', () => {
  write('own/a', 'new');
  write('a', 'old');
  const artifacts = ['a', 'b'].map((name) => ({ from: `own/${name}`, to: name }));
  expect(() => placeArtifacts(root, artifacts)).toThrow('did not leave b');
  expect(read('a')).toBe('old');
});

test('a whole folder that a user named as the output is not lost', () => {
  write('target/.polynx/app/build/debug/app', 'new');
  write('target/debug/app', 'old');
  const artifact = { from: 'target/.polynx/app/build', to: 'target' };
  expect(() => placeArtifacts(root, [artifact])).toThrow(
    'The output target is a folder that holds other things',
  );
  expect(read('target/debug/app')).toBe('old');
});

test('a folder is not replaced by a file', () => {
  write('own/app', 'new');
  write('dist/app/page.html', 'old');
  expect(() => placeArtifacts(root, [{ from: 'own/app', to: 'dist/app' }])).toThrow('Name the files');
  expect(read('dist/app/page.html')).toBe('old');
});

test('a program that runs, and may not be replaced where the system is Windows, gets another name first', () => {
  write('target/.polynx/app', 'new');
  write('target/app', 'old');
  refusing.add(join(root, 'target/app'));
  placeArtifacts(root, [{ from: 'target/.polynx/app', to: 'target/app' }]);
  expect(read('target/app')).toBe('new');
  expect(readdirSync(join(root, 'target'))).toEqual(['.polynx', 'app']);
});

test('what cannot be put in its place leaves the earlier artifact, and says what the system says', () => {
  write('target/.polynx/app', 'new');
  write('target/app', 'old');
  refusing.add(join(root, 'target/app'));
  stuck.add(join(root, 'target/.polynx/app'));
  expect(() => placeArtifacts(root, [{ from: 'target/.polynx/app', to: 'target/app' }])).toThrow('in use');
  expect(read('target/app')).toBe('old');
  stuck.clear();
});
