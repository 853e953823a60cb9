import { expect, it } from 'vitest';
import { OptionsError } from '../../model/errors.js';
import { insideWorkspace } from '../../model/safe-paths.js';
import { hostileNames } from '../../testing/hostile-git.js';
import { changeText } from '../git-update/index.js';
import { targetOf } from './target.js';

const shown = (made: object) =>
  targetOf({ name: 'a', directory: 'tools/a', ...made }) as Record<string, unknown[]>;

it('a target has in its inputs what it is made from', () => {
  const { inputs = [], options } = shown({ file: 'nix/a.nix', sources: ['VERSION.txt', 'docs'] });
  expect(inputs.slice(0, 6)).toEqual([
    '{projectRoot}/**/*',
    '{workspaceRoot}/VERSION.txt',
    '{workspaceRoot}/docs/**/*',
    '{workspaceRoot}/nix/a.nix',
    '{workspaceRoot}/**/*.nix',
    '{workspaceRoot}/flake.lock',
  ]);
  expect(options).toEqual({
    attr: 'a',
    file: 'nix/a.nix',
    sources: ['tools/a', 'VERSION.txt', 'docs'],
    manifest: 'dist/tools/a/nix-manifest.json',
    files: 'dist/tools/a/nix',
  });
  // The library has programs that are no expressions.
  expect(shown({ template: 'buildUniversalPackage', pin: 'tools/a/source.json' })['inputs']).toContain(
    '{workspaceRoot}/nix/polynx/**/*',
  );
  expect(() => shown({ environmentVars: { PATH: 'x' } })).toThrow(OptionsError);
});

it.each(['a', 'a/b', './a/', '.', 'a b/ü', 'a.b/c-d_e'])('the folder %s is inside the workspace', (path) => {
  expect(insideWorkspace('directory', path)).toBe(path.replace(/^\.\/|\/$/g, ''));
});

const beyond = [
  '..',
  '../x',
  'a/../..',
  '/etc',
  'a//b',
  'a/-x',
  '.git',
  'a/.git/hooks',
  'C:\\x',
  '{options.x}',
  'a*',
  '',
];
const fine = ['a/b', '@scope/x', 'ü', 'x'.repeat(200)];
it.each([
  ...beyond,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  ...hostileNames.filter((name) => !fine.includes(name) && /[\x00-\x1f\x7f\\:*?"<>|{}]|^-|^\.\./.test(name)),
])('the folder %j is not', (path) => {
  expect(() => insideWorkspace('directory', path)).toThrow(OptionsError);
});

it('an update says from where to where, how far, and what happened to the history', () => {
  const pin = {
    url: '',
    narHash: 'x',
    date: '2024-01-01T00:00:00Z',
    ref: 'refs/heads/main',
    rev: 'aaaaaaaaaa',
  };
  const newer = { ...pin, date: '2024-02-01T00:00:00Z', rev: 'bbbbbbbbbb' };
  expect(changeText('a', pin, newer, { count: 12, isRewritten: false, lines: ['1 one'] })).toBe(
    'a: main at aaaaaaa of 2024-01-01 → main at bbbbbbb of 2024-02-01, 12 commits\n  the files are the same\n  1 one\n  …',
  );
  expect(
    changeText('a', pin, { ...newer, narHash: 'y' }, { count: 1, isRewritten: true, lines: [] }),
  ).toContain(', 1 commit\n  NB its history was rewritten');
});
