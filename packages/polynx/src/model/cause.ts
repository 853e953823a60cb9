/**
 * The line of a log that says why: the first that begins as compilers, test runners and shells begin an
 * error, else the last one. NB each expression looks at the beginning of a line, and none of them
 * backtracks: a log is anybody's text.
 */
const BEGINNINGS: readonly RegExp[] = [
  /^(?:error|fatal|panic|Error|ERROR)(?:\[\w{1,20}\])?: /,
  /^(?:FAIL|--- FAIL:|not ok|✖|×|✗|\[ERROR\])/,
  /^thread '/,
  /^\w{1,40}(?:Error|Exception)\b/,
  /^npm (?:ERR!|error) /,
  // `main.go:3:2: undefined: x`, `src/app.ts(3,2): error TS2304`.
  /^[^\s:()]{1,300}(?::\d{1,9}:\d{1,9}|\(\d{1,9},\d{1,9}\)):? /,
];

const LONGEST = 300;

/** @param log without colours */
export function causeIn(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim().slice(0, LONGEST))
    .filter((line) => line !== '');
  const first = lines.find((line) => BEGINNINGS.some((beginning) => beginning.test(line)));
  return first ?? lines.at(-1);
}
