import { describe, expect, it } from 'vitest';
import { resolveScript } from './scripts.js';

/** `program arg arg @directory`, or the reason. */
function run(scripts: Readonly<Record<string, string>>, name = 'build'): string[] {
  const resolved = resolveScript(
    { root: 'a', get: (key) => scripts[key], names: Object.keys(scripts) },
    name,
  );
  const steps = resolved.steps.map(
    ({ program, args, cwd }) => `${[program, ...args].join(' ')}${cwd === 'a' ? '' : ` @${cwd}`}`,
  );
  return resolved.opaque === undefined ? steps : [...steps, `? ${resolved.opaque}`];
}

describe('resolveScript', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['runs hooks around', { prebuild: 'a', build: 'b', postbuild: 'c' }, ['a', 'b', 'c']],
    ['follows npm run', { build: 'npm run x -- --y', x: 'tsc' }, ['tsc --y']],
    ['follows pnpm without run', { build: 'pnpm x', x: 'tsc' }, ['tsc']],
    ['follows yarn to a program', { build: 'yarn tsc -b' }, ['tsc -b']],
    ['follows patterns of pnpm', { build: `pnpm run '/^gen:.+$/'`, 'gen:a': 'a', 'gen:b': 'b' }, ['a', 'b']],
    ['follows patterns of npm-run-all', { build: 'run-s gen:*', 'gen:a': 'a', 'gen:b': 'b' }, ['a', 'b']],
    ['takes runners off', { build: 'cross-env A=1 npx --no tsc' }, ['tsc']],
    ['takes the path of a program off', { build: './node_modules/.bin/tsc' }, ['tsc']],
    ['follows cd', { build: 'cd sub && tsc' }, ['tsc @a/sub']],
    ['ends at a circle', { build: 'npm run build' }, ['? the script build calls itself']],
    ['stops at other packages', { build: 'pnpm -r build' }, ['? pnpm -r build reaches into other packages']],
    [
      'stops at a filter',
      { build: 'pnpm run --filter b x' },
      ['? pnpm run --filter b x reaches into other packages'],
    ],
    [
      'stops at a workspace of npm',
      { build: 'npm run build -w client' },
      ['? npm run build -w client reaches into other packages'],
    ],
    [
      'leaves to Bun what are its own commands',
      { build: 'bun build a.ts && bun test' },
      ['bun build a.ts', 'bun test'],
    ],
    ['stops at an unknown script', { build: 'npm run y' }, ['? npm run y is not a script of this package']],
    [
      'stops at an installation',
      { build: 'yarn install && tsc' },
      ['tsc', '? yarn install is not a script of this package'],
    ],
    [
      'stops at a costly pattern',
      { build: `pnpm run '/^(a+)+$/'`, aaa: 'x' },
      ['? pnpm run /^(a+)+$/ is not a script of this package'],
    ],
  ])('%s', (_, scripts, expected) => {
    expect(run(scripts)).toEqual(expected);
  });
});
