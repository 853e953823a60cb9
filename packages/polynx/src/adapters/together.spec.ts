import { describe, expect, it } from 'vitest';
import { askTogether } from './together.js';

describe('questions of one moment', () => {
  function counting() {
    const asked: string[][] = [];
    const ask = askTogether(async (subjects) => {
      asked.push([...subjects]);
      return new Set(subjects.filter((subject) => subject.endsWith('!')));
    });
    return { ask, asked };
  }

  it('share a process, and each gets its own answer', async () => {
    const { ask, asked } = counting();
    const answers = await Promise.all([ask(['a', 'b!']), ask(['b!', 'c!']), ask([])]);
    expect(asked).toEqual([['a', 'b!', 'c!']]);
    expect(answers.map((one) => [...one])).toEqual([['b!'], ['b!', 'c!'], []]);
  });

  it('are asked again later', async () => {
    const { ask, asked } = counting();
    await ask(['a']);
    await ask(['a']);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('fail together', async () => {
    const ask = askTogether(() => Promise.reject(new Error('no git')));
    const answers = await Promise.allSettled([ask(['a']), ask(['b'])]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
