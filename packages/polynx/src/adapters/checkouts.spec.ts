import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCheckouts } from './checkouts.js';

const folder = mkdtempSync(join(tmpdir(), 'polynx-checkouts-'));
const at = (path: string) => join(folder, path);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: string[]): void {
  const own = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'protocol.file.allow=always'];
  execFileSync('git', [...own, ...args], { cwd: at(cwd), stdio: 'pipe' });
}

function repository(path: string): void {
  mkdirSync(at(path), { recursive: true });
  writeFileSync(at(`${path}/a.txt`), path);
  git(path, 'init', '--quiet');
  git(path, 'add', '.');
  git(path, 'commit', '--quiet', '-m', 'one');
}

const find = (path: string, files: string[] = []) => findCheckouts(at(path), files);

beforeAll(() => {
  repository('library');
  repository('plain');
  repository('whole');
  git('whole', 'submodule', '--quiet', 'add', at('library'), 'libs/sub [x]');
  git('whole', 'commit', '--quiet', '-m', 'two');
  mkdirSync(at('whole/packages/app'), { recursive: true });
});

describe('checkouts inside a workspace', () => {
  it('a repository without any has none, and so has a folder without git', () => {
    expect(find('plain')).toEqual({ worktrees: [], submodules: [] });
    mkdirSync(at('no-repository'));
    expect(find('no-repository')).toEqual({ worktrees: [], submodules: [] });
  });

  it('are worktrees of this repository wherever they lie, and submodules', () => {
    for (const place of ['.claude/worktrees/one', 'zz', '../elsewhere'])
      git('whole', 'worktree', 'add', '--quiet', '--detach', place);
    expect(find('whole')).toEqual({
      worktrees: ['.claude/worktrees/one', 'zz'],
      submodules: ['libs/sub [x]'],
    });
  });

  it('inside a worktree the others are none of it, and the worktree itself is the workspace', () => {
    git('elsewhere', 'worktree', 'add', '--quiet', '--detach', 'inner');
    expect(find('elsewhere')).toEqual({ worktrees: ['inner'], submodules: ['libs/sub [x]'] });
  });

  it('a workspace below the top of the repository sees what lies in it', () => {
    git('whole', 'worktree', 'add', '--quiet', '--detach', 'packages/app/tree');
    expect(find('whole/packages/app')).toEqual({ worktrees: ['tree'], submodules: [] });
    git('whole', 'worktree', 'remove', 'packages/app/tree');
  });

  it('a worktree that git has another path of says itself what it is', () => {
    renameSync(at('whole/zz'), at('whole/yy'));
    const moved = ['yy/packages/app/Cargo.toml', 'a.txt'];
    expect(find('whole', moved).worktrees).toEqual(['.claude/worktrees/one', 'yy']);
    const file = readFileSync(at('whole/yy/.git'), 'utf8');
    writeFileSync(at('whole/yy/.git'), `gitdir: /gone${file.slice(file.indexOf('/.git/worktrees'))}`);
    expect(find('whole', moved).worktrees).toEqual(['.claude/worktrees/one', 'yy']);
  });

  it('a clone inside, and a submodule called like a worktree, stay', () => {
    git('plain', 'clone', '--quiet', '.', 'clone');
    git('plain', 'submodule', '--quiet', 'add', at('library'), 'worktrees/x');
    expect(find('plain', ['clone/a.txt', 'worktrees/x/a.txt'])).toEqual({
      worktrees: [],
      submodules: ['worktrees/x'],
    });
    expect(dirname('worktrees/x')).toBe('worktrees');
  });
});
