import { describe, expect, it } from 'vitest';
import { type Load, partsOf } from './parts.js';

const load = (project: string, time: number, ...waitsFor: string[]): Load => ({
  project,
  tasks: [{ target: 'build', time, parts: [] }],
  waitsFor,
});
const shown = (loads: readonly Load[], most: number) =>
  partsOf(loads, most).map(({ projects, time }) => [projects.join(), time]);

describe('projects in parts', () => {
  it('take about as long', () => {
    const loads = [load('a', 7), load('b', 5), load('c', 4), load('d', 3), load('e', 3)];
    expect(shown(loads, 2)).toEqual([
      ['b,c,e', 12],
      ['a,d', 10],
    ]);
  });

  it('that wait for each other stay together', () => {
    const loads = [load('web', 2), load('api', 2, 'web'), load('cli', 2), load('docs', 2, 'cli')];
    expect(shown(loads, 2)).toEqual([
      ['api,web', 4],
      ['cli,docs', 4],
    ]);
  });

  it('that wait for each other are divided where they are more than a share', () => {
    const loads = [load('base', 1), ...['a', 'b', 'c'].map((name) => load(name, 5, 'base'))];
    expect(shown(loads, 3).map(([, time]) => time)).toEqual([6, 5, 5]);
  });

  it('of one project that takes several shares are its tasks, and the parts of its tests', () => {
    const tests = ['unit', 'http', 'cli'].map((name) => ({ target: `test-ci--${name}`, time: 4 }));
    const tasks = [
      { target: 'build', time: 2, parts: [] },
      { target: 'test-ci', time: 0, parts: tests },
    ];
    const loads = [{ project: 'api', tasks, waitsFor: [] }, load('web', 2), load('cli', 2)];
    expect(partsOf(loads, 3).map(({ projects, targets, time }) => [projects, targets, time])).toEqual([
      [['api'], ['test-ci--cli', 'test-ci--unit'], 8],
      [['api'], ['build', 'test-ci--http'], 6],
      [['cli', 'web'], ['build'], 4],
    ]);
    expect(partsOf(loads, 1).map(({ targets }) => targets)).toEqual([['build', 'test-ci']]);
  });

  it('no part is empty, and nothing has no part', () => {
    expect(shown([load('a', 1)], 4)).toEqual([['a', 1]]);
    expect(shown([], 4)).toEqual([]);
  });

  it('that wait for one that is not asked for are taken all the same', () => {
    expect(shown([load('a', 1, 'elsewhere')], 1)).toEqual([['a', 1]]);
  });

  it('are the same whatever their order', () => {
    const loads = ['d', 'a', 'c', 'b'].map((name) => load(name, 2));
    expect(shown(loads, 2)).toEqual(shown(loads.toReversed(), 2));
  });
});
