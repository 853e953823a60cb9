import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { gitIndex, parseIndex, stateOfIndex } from './git-index.js';
import { findLinks } from './links.js';

const root = mkdtempSync(join(tmpdir(), 'polynx-index-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: root, stdio: 'pipe' });
const FILES = [
  'a/b/c.go',
  'ab.go',
  'cmd/api/main.go',
  'größe/ähnlich.go',
  'größe/änderung.go',
  'x'.repeat(200),
];

describe('what git tracks', () => {
  it('is as git itself lists it, in each form of the file', () => {
    git('init', '-q');
    for (const file of FILES) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '');
    }
    git('add', '.');
    for (const version of ['2', '3', '4']) {
      git('update-index', '--index-version', version);
      expect(gitIndex(root).files()).toEqual(FILES);
      expect(gitIndex(join(root, 'cmd')).files()).toEqual(['api/main.go']);
    }
  });

  it('has another state when git has written it', () => {
    const before = stateOfIndex(root);
    expect(stateOfIndex(join(root, 'cmd'))).toBe(before);
    git('rm', '-q', '--cached', 'ab.go');
    expect(stateOfIndex(root)).not.toBe(before);
    expect(stateOfIndex('/')).toBe('');
  });

  it('is nothing where there is no repository, and where the file is cut off or none', () => {
    expect(gitIndex('/').files()).toEqual([]);
    expect(parseIndex(Buffer.from('text'))).toEqual([]);
    expect(() => parseIndex(Buffer.from('DIRC\0\0\0\x02\0\0\0\x05'))).toThrow(RangeError);
  });
});

describe('symbolic links that git tracks', () => {
  it('lead to files, to folders, and out of the workspace; those that lead nowhere are left out', () => {
    const place = mkdtempSync(join(tmpdir(), 'polynx-links-'));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    const run = (...args: readonly string[]) => execFileSync('git', [...args], { cwd: place });
    run('init', '-q');
    mkdirSync(join(place, 'app/shared'), { recursive: true });
    writeFileSync(join(place, 'app/shared/a.txt'), '');
    writeFileSync(join(place, 'above.txt'), '');
    const links = {
      file: 'shared/a.txt',
      folder: 'shared',
      hop: 'folder/a.txt',
      lost: 'x',
      out: '../above.txt',
    };
    for (const [name, to] of Object.entries(links)) symlinkSync(to, join(place, 'app', name));
    run('add', '.');
    expect(findLinks(join(place, 'app'))).toEqual([
      { path: 'file', to: 'shared/a.txt', isFile: true },
      { path: 'folder', to: 'shared' },
      { path: 'hop', to: 'shared/a.txt', isFile: true },
      { path: 'out', to: realpathSync(join(place, 'above.txt')), isFile: true },
    ]);
    expect(findLinks('/')).toEqual([]);
  });
});
