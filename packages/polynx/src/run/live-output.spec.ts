import { describe, expect, it } from 'vitest';
import { liveOutput } from './live-output.js';

function printed(isOnly: boolean, env: Record<string, string>, ...chunks: string[]): string {
  let all = '';
  const live = liveOutput('api:test', isOnly, env, (text) => {
    all += text;
  });
  for (const chunk of chunks) live(chunk);
  return all;
}

describe('what a task in a batch prints while it runs', () => {
  it('is shown in whole lines with its name, where several run', () => {
    const chunks = ['running 2 te', 'sts\nok\n', 'half'];
    expect(printed(false, { NX_TUI: 'true' }, ...chunks)).toBe('api:test: running 2 tests\napi:test: ok\n');
  });

  it('is shown as it comes, where it runs alone', () => {
    expect(printed(true, { NX_STREAM_OUTPUT: 'true' }, 'ha', 'lf')).toBe('half');
  });

  it('waits for the end of the task elsewhere: Nx would print it twice', () => {
    expect(printed(true, { NX_TUI: 'false' }, 'text\n')).toBe('');
  });
});
