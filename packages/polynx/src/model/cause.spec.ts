import { expect, it } from 'vitest';
import { causeIn } from './cause.js';

it.each([
  [
    'rustc',
    'Compiling a v1\nerror[E0425]: cannot find value `x`\n --> src/lib.rs:1:1\nerror: could not compile',
    'error[E0425]: cannot find value `x`',
  ],
  ['go', '# example.com/api\n./main.go:3:2: undefined: x\n', './main.go:3:2: undefined: x'],
  [
    'tsc',
    "src/a.ts(3,2): error TS2304: Cannot find name 'x'.",
    "src/a.ts(3,2): error TS2304: Cannot find name 'x'.",
  ],
  ['a test of go', 'ok  a\n--- FAIL: TestX (0.00s)\nFAIL', '--- FAIL: TestX (0.00s)'],
  ['a panic', "thread 'main' panicked at src/main.rs:2:5:\nno", "thread 'main' panicked at src/main.rs:2:5:"],
  ['a thrown error', '    at x\nTypeError: y is not a function', 'TypeError: y is not a function'],
  ['anything else', 'working\n\nit did not work\n\n', 'it did not work'],
  ['silence', '\n \n', undefined],
])('the cause of a failure of %s', (_, log, cause) => {
  expect(causeIn(log)).toBe(cause);
});
