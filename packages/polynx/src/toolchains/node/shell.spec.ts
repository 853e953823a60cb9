import { describe, expect, it } from 'vitest';
import { readScript } from './shell.js';

const words = (script: string) => {
  const shell = readScript(script);
  return 'unsupported' in shell ? shell.unsupported : shell.commands.map(({ env, words }) => [env, ...words]);
};

describe('readScript', () => {
  it.each([
    ['tsc -p .', [[{}, 'tsc', '-p', '.']]],
    [
      'a && b; c',
      [
        [{}, 'a'],
        [{}, 'b'],
        [{}, 'c'],
      ],
    ],
    ['A=1 B="x y" vite build', [[{ A: '1', B: 'x y' }, 'vite', 'build']]],
    [`pnpm run '/^(codegen:.+)$/'`, [[{}, 'pnpm', 'run', '/^(codegen:.+)$/']]],
    ['echo "a \\"b\\"" c\\ d', [[{}, 'echo', 'a "b"', 'c d']]],
    ['cp src/*.css dist', [[{}, 'cp', 'src/*.css', 'dist']]],
    ['', []],
  ])('%s', (script, expected) => {
    expect(words(script)).toEqual(expected);
  });

  it.each([
    ['a | b', '|'],
    ['a || b', '||'],
    ['a & b', '&'],
    ['a > b', '>'],
    ['echo $HOME', '$HOME'],
    ['echo "$HOME"', '$HOME'],
    ['echo `date`', '`'],
    ['(cd a)', '('],
    [`it's`, `'`],
  ])('names what it cannot read: %s', (script, what) => {
    expect(words(script)).toBe(what);
  });
});
