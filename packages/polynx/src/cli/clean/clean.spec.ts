/** What cleaning takes, in a workspace that has links, files of git and clones in the way. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HISTORY, keepRecord } from '../../adapters/history.js';
import { rowsOf, USUAL_LIMITS, whatGoes } from './index.js';
import { beyondLimits, type Limits } from './limits.js';

const DAY = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 11, 1);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-clean-'));
  write('nx.json', '{}');
  write('.gitignore', '.nx\ndist/*\n!dist/kept.txt\n');
  execFileSync('git', ['init', '--quiet'], { cwd: root });
});
afterEach(() => rmSync(root, { recursive: true }));

/** @param days before now that it changed */
function write(path: string, text = 'x', days = 0): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  age(path, days);
}

function age(path: string, days: number): void {
  const time = new Date(NOW - days * DAY);
  utimesSync(join(root, path), time, time);
}

function graph(outputs: readonly string[]): ProjectGraph {
  const targets = { build: { executor: 'x', outputs: outputs.map((path) => `{workspaceRoot}/${path}`) } };
  const data = { root: 'app', targets };
  return { nodes: { app: { name: 'app', type: 'app', data } }, dependencies: {} } as unknown as ProjectGraph;
}

async function goes(limits: Partial<Limits> = {}, outputs = ['dist/app/bin', 'dist/app/site']) {
  return whatGoes(root, { ...USUAL_LIMITS, ...limits }, graph(outputs), NOW);
}

const paths = async (...args: Parameters<typeof goes>) =>
  (await goes(...args)).map(({ path }) => path).sort();

describe('what is beyond a limit', () => {
  const all = [1, 2, 3, 4].map((days) => ({ path: `${days}`, bytes: 10, changed: NOW - days * DAY }));
  it.each<[string, Partial<Limits>, string[]]>([
    ['none', {}, []],
    ['age', { age: 2.5 * DAY }, ['3', '4']],
    ['number', { count: 1 }, ['2', '3', '4']],
    ['size', { size: 30 }, ['4']],
  ])('by %s', (_, limits, expected) => {
    expect(beyondLimits(all, { ...USUAL_LIMITS, ...limits }, NOW).map(({ path }) => path)).toEqual(expected);
  });
});

describe('cleaning takes', () => {
  it('outputs that are old, each whole, and what no task declares any more', async () => {
    write('dist/app/site/old.html', 'x', 60);
    write('dist/app/site/new.html', 'x', 1);
    write('dist/app/bin', 'x', 40);
    write('dist/gone/program', 'x', 40);
    age('dist/gone', 40);
    expect(await paths()).toEqual(['dist/app/bin', 'dist/gone']);
    for (const { remove } of await goes()) remove();
    expect(existsSync(join(root, 'dist/app/site/new.html'))).toBe(true);
    expect(await paths()).toEqual([]);
    for (const { remove } of await goes({ count: 0 })) remove();
    expect(existsSync(join(root, 'dist/app'))).toBe(false);
  });

  it('nothing that git tracks or would add, nothing of a clone, and nothing outside of a repository', async () => {
    write('dist/kept.txt', 'x', 90);
    write('dist/tracked/a', 'x', 90);
    write('dist/clone/.git/HEAD', 'x', 90);
    write('dist/more/deep/.git', 'x', 90);
    write('src/old', 'x', 90);
    for (const folder of ['tracked', 'clone', 'more']) age(`dist/${folder}`, 90);
    execFileSync('git', ['add', '--force', 'dist/tracked/a'], { cwd: root });
    expect(await paths({}, ['src/old', 'dist'])).toEqual([]);
    rmSync(join(root, '.git'), { recursive: true });
    expect(await paths()).toEqual([]);
  });

  it('a link, and never what is behind it', async () => {
    const other = mkdtempSync(join(tmpdir(), 'polynx-clean-other-'));
    try {
      writeFileSync(join(other, 'mine'), 'x');
      mkdirSync(join(root, 'dist/app/site'), { recursive: true });
      symlinkSync(other, join(root, 'dist/app/site/link'));
      symlinkSync(other, join(root, 'dist/out'));
      symlinkSync('/', join(root, 'dist/root'));
      const things = await goes({ count: 0 });
      expect(things.map(({ path }) => path).sort()).toEqual(['dist/app/site', 'dist/out', 'dist/root']);
      for (const { remove } of things) remove();
      expect(existsSync(join(other, 'mine'))).toBe(true);
      rmSync(join(root, 'dist'), { recursive: true });
      symlinkSync(other, join(root, 'dist'));
      expect(await paths({ count: 0 })).toEqual([]);
      mkdirSync(join(root, '.nx'));
      symlinkSync(other, join(root, '.nx/polynx'));
      expect(await paths({ count: 0 })).toEqual([]);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('records, what is known of old tasks, logs and results of Nix; by their names', async () => {
    const machine = { platform: 'linux-x64', cores: 2, node: 'v20' };
    for (const days of [300, 200, 0])
      keepRecord(
        root,
        { version: 1, id: 'r', command: [], start: NOW - days * DAY, end: NOW, machine, tasks: [] },
        { runs: 99, age: 999 * DAY, size: 1e9 },
      );
    write('.nx/polynx/runs/app%3Abuild.gz', 'x', 90);
    write('.nx/polynx/runs/app%3Atest.gz', 'x', 1);
    write('.nx/polynx/steps/a-1-1.json', 'x', 2);
    write('.nx/polynx/steps/b-1-1.json', 'x', 0);
    write('.nx/polynx/nix/logs/app/20260101T000000Z-1.log', 'x', 90);
    write('.nx/polynx/nix/logs/app/mine.log', 'x', 90);
    write('.nx/polynx/nix/roots/mine', 'x', 90);
    symlinkSync('/nix/store/x', join(root, '.nx/polynx/nix/roots/packages.x86_64-linux.app'));
    const things = await goes({ count: 1 });
    expect(rowsOf(things).map(([kind, count]) => [kind, count])).toEqual([
      ['recorded runs', '2'],
      ['what decided tasks', '1'],
      ['notes of killed runs', '1'],
      ['logs of Nix', '1'],
    ]);
    expect(
      rowsOf(await goes({ count: 0 }))
        .at(-1)
        ?.slice(0, 2),
    ).toEqual(['results that Nix keeps', '1']);
    for (const { remove } of await goes({ count: 0 })) remove();
    expect(existsSync(join(root, '.nx/polynx/nix/logs/app/mine.log'))).toBe(true);
    expect(existsSync(join(root, '.nx/polynx/nix/roots/mine'))).toBe(true);
    expect(existsSync(join(root, HISTORY))).toBe(true);
  });
});
