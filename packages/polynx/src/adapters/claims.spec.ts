import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../model/claim.js';
import { compact } from '../model/compact.js';
import { discardUnfounded } from './claims.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-claims-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const LONG_AGO = new Date('2020-01-01');

function write(path: string, text: string, time?: Date): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (time !== undefined) utimesSync(file, time, time);
}

/**
 * The tool compiles what is there. File systems stamp files that are written right after each other alike.
 */
async function compile(
  note = 'target/note',
  isNew: boolean | undefined = true,
  base = 'crate',
): Promise<string[]> {
  await sleep(30);
  const from = Date.now();
  write(note, '');
  return verify(from, note, isNew, base);
}

function verify(
  from = Date.now() + 1000,
  note = 'target/note',
  isNew: boolean | undefined = false,
  base = 'crate',
): string[] {
  const claim: Claim = compact({
    note: join(root, note),
    base: join(root, base),
    isNew,
    grounds: () => ({
      files: ['src/lib.rs'],
      folders: [{ path: 'data', except: ['ignored'], border: 'Cargo.toml' }],
    }),
  });
  const removed = discardUnfounded([claim], { workspaceRoot: root, from, to: Math.max(from, Date.now()) });
  return removed.map((file) => file.slice(root.length + 1));
}

const KEPT: string[] = [];
const REMOVED = ['target/note'];

describe('what a tool takes over', () => {
  beforeEach(() => {
    write('crate/src/lib.rs', 'one', LONG_AGO);
    write('crate/data/sub/a.txt', 'one', LONG_AGO);
  });

  it.each<[string, () => void, string[]]>([
    ['nothing has changed', () => {}, KEPT],
    ['a file is the same again', () => write('crate/src/lib.rs', 'one'), KEPT],
    [
      'a file has another content and an older time',
      () => write('crate/src/lib.rs', 'two', new Date('2019-01-01')),
      REMOVED,
    ],
    ['size and time are the same', () => write('crate/src/lib.rs', 'two', LONG_AGO), REMOVED],
    ['a file is gone', () => rmSync(join(root, 'crate/src/lib.rs')), REMOVED],
    ['a file in a folder has changed', () => write('crate/data/sub/a.txt', 'two', LONG_AGO), REMOVED],
    ['a folder has one more file', () => write('crate/data/b.txt', 'two', LONG_AGO), REMOVED],
    ['a file that does not count has changed', () => write('crate/data/ignored/b.txt', 'two'), KEPT],
    [
      'a package of its own lies in the folder',
      () => {
        write('crate/data/inner/Cargo.toml', '');
        write('crate/data/inner/b.txt', 'two');
      },
      KEPT,
    ],
  ])('%s', async (_, change, expected) => {
    expect(await compile()).toEqual(KEPT);
    change();
    expect(verify()).toEqual(expected);
  });

  it('a folder that was put in the place of another one is noticed, whatever its times', async () => {
    write('other/src/lib.rs', 'two', LONG_AGO);
    expect(await compile()).toEqual(KEPT);
    renameSync(join(root, 'crate/src'), join(root, 'crate/old'));
    renameSync(join(root, 'other/src'), join(root, 'crate/src'));
    expect(verify()).toEqual(REMOVED);
  });

  it('what has changed while the tool was at work may have been read before or after', async () => {
    await sleep(30);
    const from = Date.now();
    write('target/note', '');
    await sleep(30);
    write('crate/src/lib.rs', 'two', LONG_AGO);
    expect(verify(from, 'target/note', true)).toEqual(KEPT);
    expect(verify()).toEqual(REMOVED);
  });

  it('an archive that keeps whole seconds brings its records along', async () => {
    await compile();
    const note = join(root, 'target/note');
    const second = new Date(Math.floor(statSync(note).mtimeMs / 1000) * 1000);
    write('crate/src/lib.rs', 'one');
    utimesSync(note, second, second);
    expect(verify()).toEqual(KEPT);
  });

  describe('that was compiled by hand', () => {
    it('is believed where nothing was touched since', async () => {
      expect(await compile('target/note', false)).toEqual(KEPT);
      write('crate/src/lib.rs', 'two', LONG_AGO);
      expect(verify()).toEqual(REMOVED);
    });

    it('is not believed where it comes from the future', async () => {
      await compile();
      rmSync(join(root, 'target/note.polynx'), { force: true });
      const later = new Date(Date.now() + 60_000);
      utimesSync(join(root, 'target/note'), later, later);
      write('crate/src/lib.rs', 'two');
      expect(verify()).toEqual(REMOVED);
    });

    it.each<[string, () => void]>([
      ['a file was touched', () => write('crate/src/lib.rs', 'one', LONG_AGO)],
      [
        'a folder was put in its place',
        () => {
          renameSync(join(root, 'crate'), join(root, 'old'));
          renameSync(join(root, 'old'), join(root, 'crate'));
        },
      ],
      ['the repository has more worktrees', () => write('.git/worktrees/other/HEAD', '')],
      ['this is a worktree', () => write('.git', 'gitdir: elsewhere')],
    ])('is not believed where %s', async (_, change) => {
      await sleep(30);
      write('target/note', '');
      await sleep(30);
      change();
      expect(verify()).toEqual(REMOVED);
    });
  });

  it('each of two checkouts that share a folder of results has its own', async () => {
    write('other/src/lib.rs', 'two', LONG_AGO);
    write('other/data/sub/a.txt', 'one', LONG_AGO);
    expect(await compile()).toEqual(KEPT);
    expect(verify(undefined, 'target/note', false, 'other')).toEqual(REMOVED);
  });

  it('a unit of the same name that the tool did not touch is left alone', async () => {
    write('target/note', '');
    write('crate/src/lib.rs', 'two');
    await sleep(50);
    expect(verify(Date.now(), 'target/note', true)).toEqual(KEPT);
  });
});
