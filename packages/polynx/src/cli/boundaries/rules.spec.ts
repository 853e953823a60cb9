import { describe, expect, it } from 'vitest';
import { breachesOf } from './rules.js';

const PROJECTS: Readonly<Record<string, readonly [tags: readonly string[], uses: readonly string[]]>> = {
  web: [
    ['scope:web', 'type:app'],
    ['ui', 'api-types'],
  ],
  ui: [['scope:web', 'type:ui'], ['util']],
  'api-types': [['scope:shared'], []],
  api: [
    ['scope:api', 'type:app'],
    ['ui', 'npm:left-pad'],
  ],
  util: [['scope:shared', 'kind:a/b'], ['legacy']],
  legacy: [['frozen'], []],
  loose: [[], ['util']],
};
const graph = {
  tags: new Map(Object.entries(PROJECTS).map(([name, [tags]]) => [name, tags])),
  dependenciesOf: (project: string) => PROJECTS[project]?.[1] ?? [],
};
const found = (...rules: Parameters<typeof breachesOf>[1]) =>
  breachesOf(graph, rules).map(({ source, target, says }) => `${source} → ${target}: ${says}`);
const ANY = { sourceTag: '*' };

describe('boundaries', () => {
  it('are none without rules, and packages of npm are in none', () => {
    expect(found()).toEqual([]);
    expect(found(ANY)).toEqual([]);
  });

  it('say what a tag may depend on', () => {
    expect(
      found(ANY, { sourceTag: 'scope:api', onlyDependOnLibsWithTags: ['scope:api', 'scope:shared'] }),
    ).toEqual([
      'api → ui: tag scope:api may depend only on scope:api, scope:shared; this one has scope:web, type:ui',
    ]);
  });

  it('hold for projects that have all of several tags, and for tags with a wildcard', () => {
    const rule = { onlyDependOnLibsWithTags: ['scope:w*', 'kind:*'] };
    expect(found(ANY, { allSourceTags: ['scope:web', 'type:app'], ...rule })).toEqual([
      'web → api-types: tags scope:web and type:app may depend only on scope:w*, kind:*; this one has scope:shared',
    ]);
    expect(found(ANY, { sourceTag: 'type:u?', ...rule })).toEqual([]);
  });

  it('refuse what is reached by way of others, and say how', () => {
    expect(found(ANY, { sourceTag: 'type:*', notDependOnLibsWithTags: ['frozen'] })).toEqual([
      'api → ui: tag type:* may not depend on frozen, which it does by way of ui → util → legacy',
      'ui → util: tag type:* may not depend on frozen, which it does by way of util → legacy',
      'web → ui: tag type:* may not depend on frozen, which it does by way of ui → util → legacy',
    ]);
  });

  it('let a project depend on nothing that no rule is about, as Nx does', () => {
    expect(found({ sourceTag: 'scope:*' }, { sourceTag: 'frozen' })).toEqual([
      'loose → util: loose (no tags) is in no rule, so it may not depend on any project',
    ]);
  });

  it('may allow only projects without tags', () => {
    expect(
      found(ANY, { sourceTag: 'frozen' }, { sourceTag: 'kind:a/b', onlyDependOnLibsWithTags: [] }),
    ).toEqual(['util → legacy: tag kind:a/b may depend only on projects without tags; this one has frozen']);
  });
});
