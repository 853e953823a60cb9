import { describe, expect, it } from 'vitest';
import type { ScriptAnalysis } from '../analyse-script.js';
import { inOrder } from './order.js';

type Said = Partial<Pick<ScriptAnalysis, 'after' | 'usesOwnBuild' | 'reason'>>;

/** What runs before each script, or why it is not cached. */
function order(scripts: Readonly<Record<string, Said>>) {
  const analyses = new Map(
    Object.entries(scripts).map(([name, said]) => [
      name,
      { after: [], usesOwnBuild: false, ...said } as unknown as ScriptAnalysis,
    ]),
  );
  return Object.fromEntries(
    [...inOrder(analyses)].map(([name, { after, reason }]) => [name, reason ?? after]),
  );
}

describe('what runs before a script', () => {
  it.each<[string, Record<string, Said>, Record<string, unknown>]>([
    ['the build it looks at', { build: {}, test: { usesOwnBuild: true } }, { build: [], test: ['build'] }],
    ['what is declared', { gen: {}, build: { after: ['gen'] } }, { gen: [], build: ['gen'] }],
    [
      'not the build that is declared to come later',
      { build: { after: ['test'] }, test: { usesOwnBuild: true } },
      { build: ['test'], test: [] },
    ],
    [
      'no circle',
      { a: { after: ['b'] }, b: { after: ['c'] }, c: { after: ['a'] }, d: { after: ['d'] } },
      { a: [], b: [], c: [], d: [] },
    ],
    [
      'one of which nothing is known: then of those after it neither',
      { gen: { reason: 'x' }, build: { after: ['gen'] }, test: { after: ['other'] } },
      {
        gen: 'x',
        build: 'what the script gen, which runs before, leaves is not known',
        test: 'what the script other, which runs before, leaves is not known',
      },
    ],
  ])('%s', (_, scripts, expected) => {
    expect(order(scripts)).toEqual(expected);
  });
});
