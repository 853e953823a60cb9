import { expect, test } from 'vitest';
import { reasonIn, withReason } from './uncached.js';

test.each(['git knows no Cargo.lock', 'build uses the shell (|)', 'a: b'])(
  'says and finds again: %s',
  (reason) => {
    expect(reasonIn(withReason('Compile it', reason))).toBe(reason);
    expect(reasonIn(`${withReason('Compile it', reason)}: cargo build`)).toBe(reason);
  },
);

test('a task that is cached has none', () => {
  expect(reasonIn(`${withReason('Compile it (all)', undefined)}: cargo build`)).toBeUndefined();
});
