import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Step } from '../model/task.js';
import { discardInterrupted } from './interruption.js';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-interruption-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const STEP: Step = {
  command: { program: 'tool', args: [], cwd: '.' },
  exclusive: 'build/debug',
  records: { folder: 'build', prefix: 'done-' },
};

/** @param age in seconds */
function write(path: string, age: number): void {
  const time = Date.now() / 1000 - age;
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), '');
  utimesSync(join(root, path), time, time);
}

function left(): string[] {
  return FILES.filter((file) => existsSync(join(root, file)));
}

const FILES = ['build/debug/a/done-late', 'build/debug/a/done-early', 'build/debug/a/other'];

describe('What a tool wrote down', () => {
  beforeEach(() => {
    write('build/debug/a/done-late', 1);
    write('build/debug/a/done-early', 60);
    write('build/debug/a/other', 1);
  });

  it('while it was being stopped is taken away before the next run, once', () => {
    discardInterrupted(STEP, root).onStop?.();
    expect(left()).toEqual(FILES);
    discardInterrupted(STEP, root);
    expect(left()).toEqual(['build/debug/a/done-early', 'build/debug/a/other']);
    write('build/debug/a/done-late', 1);
    discardInterrupted(STEP, root);
    expect(left()).toEqual(FILES);
  });

  it('is believed where no run was stopped, or another one', () => {
    discardInterrupted(STEP, root);
    discardInterrupted({ ...STEP, exclusive: 'build/release' }, root).onStop?.();
    discardInterrupted(STEP, root);
    expect(left()).toEqual(FILES);
  });

  it('is no matter for steps that keep nothing', () => {
    expect(discardInterrupted({ command: STEP.command, exclusive: 'build/debug' }, root)).toEqual({});
  });

  it('may be gone by then', () => {
    discardInterrupted(STEP, root).onStop?.();
    rmSync(join(root, 'build'), { recursive: true });
    expect(() => discardInterrupted(STEP, root)).not.toThrow();
  });
});
