import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { run } from './run.js';

describe('A command that is no child of ours', () => {
  it('has all it says heard, however busy we are when it begins', async () => {
    let heard = '';
    const ended = run(
      { program: 'sh', args: ['-c', 'echo one; echo two >&2'], cwd: '.' },
      {
        workspaceRoot: tmpdir(),
        install: '',
        apart: true,
        messages: true,
        sink: (text) => {
          heard += text;
        },
      },
    );
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    const { messages } = await ended;
    expect([messages.join(''), heard]).toEqual(['one', 'two\n']);
  });
});
