import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { messageOf, unwritable } from './unwritable.js';

const error = (code: string, path: string, syscall = 'mkdir') =>
  Object.assign(new Error(`${code}: words, ${syscall} '${path}'`), { code, path, syscall });

it('a full disk is named with the command that shows it', () => {
  expect(messageOf(error('ENOSPC', '/repo/dist/api', 'write'))).toBe(
    '/repo/dist/api cannot be written: no space left on device (ENOSPC).\n  Free some space: df -h /repo/dist',
  );
});

it('other errors keep the words of the system', () => {
  expect(messageOf(error('ENOENT', join(tmpdir(), 'none/of/it')))).toMatch(/^ENOENT: words/);
  expect(messageOf(new Error('plain'))).toBe('plain');
});

it('a tool that fails for another reason is not second-guessed', () => {
  const plan = { steps: [], artifacts: [], writes: [{ folder: '/proc/none', setting: 'X' }] };
  expect(unwritable('/', plan, 'error[E0425]: cannot find value `x`\n')).toEqual([]);
});
