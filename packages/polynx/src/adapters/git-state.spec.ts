import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GitFact } from '../model/git-facts.js';
import { gitState } from './git-state.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-git-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: readonly string[]): string {
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() };
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  return execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
    cwd: root,
    env,
    stdio: [...stdio],
  })
    .toString()
    .trimEnd();
}

function state(facts: readonly GitFact[], ask = git): Promise<string> {
  const answer = async (args: readonly string[]) => {
    try {
      return ask(...args);
    } catch {
      return undefined;
    }
  };
  return gitState(facts, answer, (file) => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  });
}

function commit(file: string, text: string): void {
  writeFileSync(join(root, file), text);
  git('add', '-A');
  git('commit', '-qm', 'x');
}

test('each fact is another exactly where its question is answered otherwise', async () => {
  git('init', '-q', '-b', 'main');
  expect(await state(['commit', 'branch'])).toBe('commit: none\nbranch: refs/heads/main');
  commit('a', '1');
  const first = git('rev-parse', 'HEAD');
  expect(await state(['commit', 'dirty', 'untracked'])).toBe(
    `commit: ${first}\ndirty: clean\nuntracked: false`,
  );
  writeFileSync(join(root, 'new'), '');
  expect(await state(['dirty', 'untracked'])).toBe('dirty: clean\nuntracked: true');
  writeFileSync(join(root, 'a'), '2');
  const changes = await state(['changes']);
  expect(await state(['dirty'])).toBe('dirty: changed');
  writeFileSync(join(root, 'a'), '3');
  expect(await state(['dirty'])).toBe('dirty: changed');
  expect(await state(['changes'])).not.toBe(changes);
  git('add', 'a');
  expect(await state(['dirty'])).toBe('dirty: staged');
  const tags = await state(['tags']);
  git('tag', 'v1');
  expect(await state(['tags'])).not.toBe(tags);
  expect(await state(['commit'])).toBe(`commit: ${first}`);
});

test('a shallow clone has another history and the same commit', async () => {
  git('init', '-q', '-b', 'main');
  for (const text of ['1', '2', '3']) commit('a', text);
  const [commitHere, history] = [await state(['commit']), await state(['history'])];
  const whole = root;
  root = join(whole, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth=1', `file://${whole}`, root], { stdio: 'ignore' });
  expect(await state(['commit'])).toBe(commitHere);
  expect(await state(['history'])).not.toBe(history);
  root = whole;
});

test('without a repository nothing is known; without git, what its files say', async () => {
  expect(await state(['commit', 'dirty', 'history'])).toBe('commit: none\ndirty: none\nhistory: none');
  git('init', '-q', '-b', 'main');
  commit('a', '1');
  const missing = () => {
    throw new Error('no git');
  };
  const before = await state(['commit'], missing);
  expect(before).toMatch(/^commit: none\nHEAD: ref: refs\/heads\/main /);
  commit('a', '2');
  expect(await state(['commit'], missing)).not.toBe(before);
});
