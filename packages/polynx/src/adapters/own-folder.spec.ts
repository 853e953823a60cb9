import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { exclusively } from './lock.js';
import {
  appendOwn,
  listOwn,
  ownFolder,
  ownPlace,
  PRIVATE,
  readOwnText,
  removeOwn,
  tryWriteOwn,
  writeOwn,
} from './own-folder.js';
import { scratchFolder } from './scratch.js';

const FILE = '.nx/polynx/slices/one';
const folders: string[] = [];
let root = '';
/** Beside the workspace: nothing in it may change. */
let home = '';

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-own-'));
  folders.push(folder);
  [root, home] = [join(folder, 'w'), join(folder, 'home')];
  for (const one of [root, home]) mkdirSync(one);
  for (const name of ['one', 'files']) writeFileSync(join(home, name), 'mine');
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function homeIsAsItWas(): void {
  expect(readdirSync(home).sort()).toEqual(['files', 'one']);
  for (const name of ['one', 'files']) expect(readFileSync(join(home, name), 'utf8')).toBe('mine');
}

describe('a symbolic link in the place of', () => {
  describe.each(['.nx', '.nx/polynx', '.nx/polynx/slices', FILE])('%s', (path) => {
    beforeEach(() => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      symlinkSync(path === FILE ? join(home, 'one') : home, join(root, path));
    });

    it('is neither read, nor written, nor emptied', () => {
      expect(readOwnText(root, FILE)).toBeUndefined();
      tryWriteOwn(root, FILE, 'ours');
      expect(() => appendOwn(root, FILE, 'ours')).toThrow();
      if (path !== FILE) {
        expect(listOwn(root, dirname(FILE))).toEqual([]);
        removeOwn(root, FILE);
      }
      homeIsAsItWas();
    });

    it('is an error that says what to do', () => {
      expect(() => writeOwn(root, FILE, 'ours')).toThrow(
        `${path} is a symbolic link. polynx keeps its own files there`,
      );
      expect(() => ownPlace(root, FILE)).toThrow(`git rm --cached ${path}`);
    });
  });

  it('the folder of tasks that run fails the task', async () => {
    mkdirSync(join(root, '.nx/polynx'), { recursive: true });
    for (const name of ['locks', 'tmp']) symlinkSync(home, join(root, '.nx/polynx', name));
    await expect(exclusively(root, 'key', 'owner', async () => {})).rejects.toThrow(
      'locks is a symbolic link',
    );
    expect(() => scratchFolder(root)).toThrow(/\.nx\/polynx\/(?:locks|tmp) is a symbolic link/);
    homeIsAsItWas();
  });

  it('a file that is being written is replaced', () => {
    ownFolder(root, dirname(FILE));
    symlinkSync(join(home, 'one'), join(root, `${FILE}.${process.pid}`));
    writeOwn(root, FILE, 'ours');
    expect(readOwnText(root, FILE)).toBe('ours');
    homeIsAsItWas();
  });
});

it('something else than a file is read as if it was missing, and never waited for', () => {
  ownFolder(root, dirname(FILE));
  execaSync('mkfifo', [join(root, FILE)]);
  expect(readOwnText(root, FILE)).toBeUndefined();
  mkdirSync(join(root, '.nx/polynx/files'));
  expect(readOwnText(root, '.nx/polynx/files')).toBeUndefined();
});

describe('the folder', () => {
  it('hides itself from git and from Nx before anything else is in it', () => {
    writeOwn(root, FILE, 'ours');
    execaSync('git', ['init', '-q'], { cwd: root });
    expect(execaSync('git', ['status', '--porcelain'], { cwd: root }).stdout).toBe('');
    expect(readdirSync(join(root, '.nx'))).toEqual(['polynx']);
  });

  it('is hidden by the first that writes to it while no daemon of Nx may see that', () => {
    const note = join(root, '.nx/workspace-data/d/server-process.json');
    mkdirSync(dirname(note), { recursive: true });
    writeFileSync(note, '{}');
    writeOwn(root, FILE, 'ours');
    expect(existsSync(join(root, '.nx/polynx/.gitignore'))).toBe(false);
    rmSync(note);
    writeOwn(root, FILE, 'else');
    expect(readFileSync(join(root, '.nx/polynx/.gitignore'), 'utf8')).toContain('\n*\n');
    rmSync(join(root, '.nx/polynx/.gitignore'));
    symlinkSync(join(home, 'one'), join(root, '.nx/polynx/.gitignore'));
    writeOwn(root, FILE, 'a third');
    homeIsAsItWas();
  });

  it('is written to only where the content changes', () => {
    writeOwn(root, FILE, 'ours');
    utimesSync(join(root, FILE), 1, 1);
    writeOwn(root, FILE, 'ours');
    expect(statSync(join(root, FILE)).mtimeMs).toBe(1000);
    writeOwn(root, FILE, 'else');
    expect(readOwnText(root, FILE)).toBe('else');
    expect(readdirSync(join(root, '.nx/polynx/slices'))).toEqual(['one']);
  });

  it('keeps from others what it is asked to', () => {
    writeOwn(root, FILE, 'ours', PRIVATE);
    expect(lstatSync(join(root, FILE)).mode & 0o777).toBe(0o600);
    removeOwn(root, FILE);
    expect(existsSync(join(root, FILE))).toBe(false);
  });
});
