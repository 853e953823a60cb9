import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headOf } from './git-head.js';

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polynx-head-'));
  await git('init', '--quiet', '--initial-branch=some/branch');
});
afterEach(() => rmSync(root, { recursive: true }));

async function git(...args: string[]): Promise<string> {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid'];
  return (await execa('git', [...who, ...args], { cwd: root })).stdout;
}

const commit = () => git('commit', '--quiet', '--allow-empty', '--message=one');
const current = () => git('rev-parse', 'HEAD');

describe('what is checked out', () => {
  it('a branch before its first commit', () => {
    expect(headOf(root)).toEqual({ branch: 'some/branch' });
  });

  it('a branch, also where git has packed its references', async () => {
    await commit();
    expect(headOf(root)).toEqual({ branch: 'some/branch', commit: await current() });
    await git('pack-refs', '--all');
    expect(headOf(root)).toEqual({ branch: 'some/branch', commit: await current() });
  });

  it('a commit', async () => {
    await commit();
    await git('checkout', '--quiet', '--detach');
    expect(headOf(root)).toEqual({ commit: await current() });
  });

  it('a branch of a worktree, and of a folder in it', async () => {
    await commit();
    await git('worktree', 'add', '--quiet', '-b', 'other', 'beside');
    const expected = { branch: 'other', commit: await current() };
    expect(headOf(join(root, 'beside'))).toEqual(expected);
    expect(headOf(join(root, 'beside/packages/app'))).toEqual(expected);
  });

  it('nothing outside of a repository', () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(headOf(root)).toEqual({});
  });
});
