/** What is kept of Nix, in a repository that has links and files of others committed in its place. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logReader } from '../../adapters/nix/log.js';
import { forgetOthers } from '../../adapters/nix/shell.js';
import { workPlace } from '../../adapters/nix/work-place.js';
import { count, countersIn, openJournal } from './run-nix.js';
import type { Session } from './session.js';
import { COMMANDS } from './workspace-commands.js';

let folder = '';
let root = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polynx-nix-places-'));
  root = join(folder, 'w');
  write('home/thesis.doc', 'mine');
  write('w/flake.nix', '');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function link(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(join(folder, 'home'), join(root, path));
}

const NIX = '.nx/polynx/nix';

const sessionWith = (env: Session['env'] = {}): Session =>
  ({
    root,
    env,
    place(path: string) {
      const found = workPlace(root, env, path);
      mkdirSync(dirname(found), { recursive: true });
      return found;
    },
    ask: async () => ({ exitCode: 0, stdout: '0 store paths deleted, 0 MiB freed', stderr: '' }),
  }) as unknown as Session;

describe('a link in the place of', () => {
  it.each([NIX, `${NIX}/logs`, `${NIX}/logs/app`])('%s: no log is written or removed behind it', (path) => {
    link(path);
    expect(() => openJournal(sessionWith(), 'app')).toThrow(`${path} is a symbolic link`);
    expect(readdirSync(join(folder, 'home'))).toEqual(['thesis.doc']);
  });

  it('the counters: what it leads to stays', () => {
    mkdirSync(join(root, NIX), { recursive: true });
    symlinkSync(join(folder, 'home/thesis.doc'), join(root, NIX, 'counters.json'));
    expect(countersIn(sessionWith())).toEqual({ built: 0, fetched: 0, present: 0 });
    expect(() => count(sessionWith(), { built: 1 })).toThrow('counters.json is a symbolic link');
    expect(readFileSync(join(folder, 'home/thesis.doc'), 'utf8')).toBe('mine');
  });

  it('the folder that NIX_BUILD_WORKSPACE names, if that lies in the workspace', () => {
    link('work');
    const session = sessionWith({ NIX_BUILD_WORKSPACE: 'work' });
    expect(() => openJournal(session, 'app')).toThrow('work is a symbolic link');
    const own = sessionWith({ NIX_BUILD_WORKSPACE: join(folder, 'elsewhere') });
    expect(openJournal(own, 'app').file).toContain(join(folder, 'elsewhere/logs/app/'));
  });
});

describe('what is old', () => {
  it('is removed of logs by the names that they have', () => {
    const logs = `w/${NIX}/logs/app`;
    for (let day = 10; day < 30; day++) write(`${logs}/202601${day}T000000Z-1.log`, '');
    for (const other of ['notes.txt', '1.log', '20260101T000000Z-1.log.bak']) write(`${logs}/${other}`, '');
    mkdirSync(join(folder, logs, '20260101T000000Z-1.log'));
    const { file } = openJournal(sessionWith(), 'app');
    const left = readdirSync(join(folder, logs));
    expect(left).toEqual(expect.arrayContaining(['notes.txt', '1.log', '20260101T000000Z-1.log.bak']));
    expect(left.filter((name) => /^202601[12]/.test(name))).toHaveLength(9);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is removed of dev shells by the names that they have, and never through a link', () => {
    const shells = join(root, NIX, 'shells');
    const nameOf = (index: number) => index.toString(16).padStart(32, '0');
    for (let index = 0; index < 8; index++) mkdirSync(join(shells, nameOf(index)), { recursive: true });
    for (const other of ['mine', 'ABCDEF', `${nameOf(1)}.bak`]) mkdirSync(join(shells, other));
    symlinkSync(join(folder, 'home'), join(shells, nameOf(100)));
    writeFileSync(join(shells, nameOf(101)), 'a file');
    forgetOthers({ folder: join(shells, nameOf(0)) });
    const left = readdirSync(shells);
    expect(left).toEqual(
      expect.arrayContaining(['mine', 'ABCDEF', `${nameOf(1)}.bak`, nameOf(0), nameOf(100), nameOf(101)]),
    );
    expect(left.filter((name) => /^0{31}[0-7]$/.test(name))).toHaveLength(5);
    expect(existsSync(join(folder, 'home/thesis.doc'))).toBe(true);
  });

  it('is removed of results where they are links that a build made', async () => {
    const roots = join(root, NIX, 'roots');
    mkdirSync(roots, { recursive: true });
    for (const name of ['packages.x86_64-linux.app', 'packages.x86_64-linux.app-dev', 'mine'])
      symlinkSync(join(folder, 'home'), join(roots, name));
    writeFileSync(join(roots, 'packages.x86_64-linux.file'), 'mine');
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await COMMANDS.gc(sessionWith(), { command: 'gc', olderThan: 0 } as never);
    log.mockRestore();
    expect(readdirSync(roots).sort()).toEqual(['mine', 'packages.x86_64-linux.file']);
    expect(readdirSync(join(folder, 'home'))).toEqual(['thesis.doc']);
  });
});

it('a log keeps no secret', () => {
  const { file, note } = openJournal(sessionWith(), 'app');
  note("unable to download 'https://user:SEKRET@cache.example.com'");
  note('access-tokens = github.com=SEKRET');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain("'https://cache.example.com'");
  expect(text).not.toContain('SEKRET');
});

it('what Nix says is shown without secrets', () => {
  const heard: string[] = [];
  const read = logReader({ message: (_, text) => heard.push(text), line: (_, text) => heard.push(text) });
  const said = (entry: object) => `@nix ${JSON.stringify(entry)}\n`;
  read(said({ action: 'msg', level: 0, msg: "error: unable to download 'https://u:SEKRET@h/x'" }));
  read(said({ action: 'start', id: 1, type: 105, fields: ['/nix/store/x.drv'] }));
  read(said({ action: 'result', id: 1, type: 101, fields: ['machine h login u password SEKRET'] }));
  read('warning: access-tokens = h=SEKRET\n');
  expect(heard).toEqual([
    "error: unable to download 'https://h/x'",
    'machine h login u password …',
    'warning: access-tokens = …',
  ]);
});
