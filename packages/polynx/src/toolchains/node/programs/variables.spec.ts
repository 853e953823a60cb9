import { expect, it } from 'vitest';
import { tokensOf } from '../../shared/javascript/tokens.js';
import { variablesOf } from './variables.js';

/** Names, and `*` where others may be looked at. */
function variables(text: string): string {
  const { names, whole } = variablesOf(tokensOf(text, 'vite.config.ts'));
  return [...names, ...(whole ? ['*'] : [])].join(' ');
}

it.each([
  ['process.env.A, process.env["B"], process.env?.C, process.env?.["D"]', 'A B C D'],
  ['const { A, B: b = 1, "C": c } = process.env', 'A B C'],
  ['const { A, ...rest } = process.env', 'A *'],
  ['const env = process.env; env.A; env.b', 'A b'],
  ['const env = process.env; start(env)', '*'],
  ["'CI' in process.env", 'CI'],
  ['process.env[name]', '*'],
  ['const all = { ...process.env }', '*'],
  ['import.meta.env.MODE', 'MODE'],
  ['export default (env) => ({ x: env.API_URL, y: env.goal })', 'API_URL'],
  ["const env = loadEnv(mode, process.cwd(), ''); x = env.API", 'API'],
  ["const env = loadEnv(mode, process.cwd(), ''); x = { ...env }", '*'],
  ['const env = loadEnv(mode, process.cwd()); x = { ...env }', ''],
  ["const { API } = loadEnv(mode, process.cwd(), '')", 'API'],
  ['process.env = { ...process.env, ...loadEnv(mode, process.cwd()) }; process.env.A', 'A'],
  ['Object.assign(process.env, loadEnv(mode, folder))', ''],
  ['// process.env.A\n"process.env.B"', ''],
  ['`${process.env.A}/x`', 'A'],
  ['x = `a${`b${process.env.A}`}` + process.env.B', 'A B'],
])('%s', (text, expected) => {
  expect(variables(text)).toBe(expected);
});

it('takes time in proportion to its length', () => {
  const [opened, closed] = ['`${'.repeat(20000), '}`'.repeat(20000)];
  expect(variables([opened, 'process.env.A', closed].join(''))).toBe('A');
  expect(variables(['const { '.repeat(50000), '} = process.env'].join(''))).toBe('');
});
