import { expect, it } from 'vitest';
import { OptionsError } from '../../model/errors.js';
import type { NixBuildOptions } from '../definitions/nix-build.js';
import { expressionOf } from './expression.js';
import { byTimeout, withTimeout } from './jobs.js';

const options = (more: object): NixBuildOptions => ({ attr: 'a', manifest: 'm', files: 'f', ...more });

it.each<[string, object, string | RegExp]>([
  ['both', { file: 'a.nix', template: 'buildX' }, 'file and template'],
  ['a template of nothing', { template: 'buildX' }, 'needs a source'],
  [
    'a package of the flake with variables',
    { environmentVars: { A: 'b' } },
    'environmentVars: a is a package of the flake',
  ],
  ['a package of the flake with a pin', { pin: 'source.json' }, 'pin: a is a package of the flake'],
  ['a file outside', { file: '../a.nix' }, 'is no path inside the workspace'],
  ['an absolute file', { file: '/etc/a.nix' }, 'is no path inside the workspace'],
  ['a file that is an option', { file: '--option' }, 'is no path inside the workspace'],
  ['a pin outside', { template: 'buildX', pin: '../source.json' }, 'is no path inside the workspace'],
  ['a template that is code', { template: 'buildX or (throw 1)', folder: '.' }, 'cannot be the name'],
  ['a variable that is none', { file: 'a.nix', environmentVars: { 'A B': '' } }, 'is no name of a variable'],
  ['a variable of Nix', { file: 'a.nix', environmentVars: { __impure: '1' } }, 'is no name of a variable'],
  [
    'another builder',
    { file: 'a.nix', environmentVars: { builder: '/bin/sh' } },
    'what the build itself is made of',
  ],
  ['a number', { file: 'a.nix', environmentVars: { A: 1 } }, 'a variable is a text'],
  ['customizations without names', { file: 'a.nix', customizations: ['x'] }, 'they are an object'],
  ['no time', { file: 'a.nix', gitTimeout: 0 }, 'gitTimeout: 0'],
])('%s is refused', (_, more, message) => {
  expect(() => expressionOf(options(more))).toThrow(message);
  expect(() => expressionOf(options(more))).toThrow(OptionsError);
});

it('a package of the flake is no expression, and a file has what it is given', () => {
  expect(expressionOf(options({}))).toBeUndefined();
  expect(expressionOf(options({ file: 'a.nix', environmentVars: { A_1: '' } }))).toMatchObject({
    file: 'a.nix',
    environmentVars: { A_1: '' },
    customizations: {},
    gitSeconds: 300,
  });
});

it('buildTimeout is another name of timeout, and a batch is parted by it', () => {
  expect(withTimeout(options({ buildTimeout: 3 })).timeout).toBe(3);
  expect(withTimeout(options({ timeout: 3, buildTimeout: 3 })).timeout).toBe(3);
  expect(() => withTimeout(options({ timeout: 2, buildTimeout: 3 }))).toThrow('timeout and buildTimeout');
  const asked = [{}, { timeout: 2 }, { buildTimeout: 2 }, { timeout: 90, maxTimeout: 120 }, {}].map(
    (more, index) => ({
      id: String(index),
      options: options(more),
    }),
  );
  expect(byTimeout(asked).map((group) => group.map(({ id }) => id))).toEqual([['0', '4'], ['1', '2'], ['3']]);
});
