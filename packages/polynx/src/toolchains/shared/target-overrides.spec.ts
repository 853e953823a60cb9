import { describe, expect, it } from 'vitest';
import { toolchains } from '../index.js';
import { overrideProblem } from './target-overrides.js';

describe.each(toolchains.flatMap(({ id, runner }) => (runner === undefined ? [] : [{ id, runner }])))(
  'the options of $id',
  ({ runner }) => {
    it.each(['stamp', 'allowUndeclared', 'devShell'])('may have %s, which the graph sets', (key) => {
      const value = key === 'stamp' ? true : {};
      expect(
        overrideProblem({ configurations: { release: { [key]: value } } }, runner.options),
      ).toBeUndefined();
    });

    it('have no others than the known ones', () => {
      expect(overrideProblem({ options: { stampp: true } }, runner.options)?.says).toContain(
        'unknown option stampp',
      );
    });
  },
);
