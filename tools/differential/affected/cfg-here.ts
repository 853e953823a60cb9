/**
 * Whether `[target.'cfg(…)'.dependencies]` counts on this machine, as `rustc --print cfg` lists what is set.
 * A feature counts as set.
 */
import { execFileSync } from 'node:child_process';

let lines: ReadonlySet<string> | undefined;

export function countsHere(target: string | null | undefined): boolean {
  if (target === null || target === undefined) return true;
  lines ??= new Set(execFileSync('rustc', ['--print', 'cfg']).toString().trim().split('\n'));
  const condition = /^cfg\((.*)\)$/s.exec(target)?.[1];
  if (condition === undefined) return target === hostTriple();
  const tokens = condition.match(/\w+\s*=\s*"[^"]*"|\w+|[(),]/g) ?? [];
  return evaluate(tokens, lines);
}

let triple: string | undefined;

function hostTriple(): string | undefined {
  triple ??= /^host: (.*)$/m.exec(execFileSync('rustc', ['-vV']).toString())?.[1];
  return triple;
}

/** One operand, which it takes from the front. */
function evaluate(tokens: string[], set: ReadonlySet<string>): boolean {
  const token = (tokens.shift() ?? '').replaceAll(/\s*=\s*/g, '=');
  const next = tokens.shift();
  if (next !== '(') {
    if (next !== undefined) tokens.unshift(next);
    return set.has(token) || token.startsWith('feature=');
  }
  const operands: boolean[] = [];
  for (let front = tokens[0]; front !== undefined && front !== ')'; front = tokens[0]) {
    if (front === ',') tokens.shift();
    else operands.push(evaluate(tokens, set));
  }
  tokens.shift();
  if (token === 'not') return operands[0] !== true;
  return token === 'any' ? operands.some(Boolean) : operands.every(Boolean);
}
