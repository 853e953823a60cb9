import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPool, createQueue } from './queue.js';

describe('a queue', () => {
  it('hands on what was put in before and while it is read, and ends', async () => {
    const queue = createQueue<number>();
    queue.put(1);
    const read: number[] = [];
    const reading = (async () => {
      for await (const item of queue.items()) read.push(item);
    })();
    await sleep(1);
    expect(read).toEqual([1]);
    queue.put(2);
    queue.put(3);
    queue.end();
    await reading;
    expect(read).toEqual([1, 2, 3]);
  });
});

describe('a pool', () => {
  /** Notes how many are at work whenever one begins. */
  function workers() {
    const seen: number[] = [];
    let now = 0;
    const work = async () => {
      seen.push(++now);
      await sleep(2);
      now--;
    };
    return { seen, work };
  }

  it('lets so many work at a time', async () => {
    const { seen, work } = workers();
    const pool = createPool(3);
    await Promise.all(Array.from({ length: 10 }, () => pool(work)));
    expect(seen).toHaveLength(10);
    expect(Math.max(...seen)).toBe(3);
  });

  it('lets one of a key work at a time, also after one has failed', async () => {
    const { seen, work } = workers();
    const pool = createPool(3);
    const fails = async () => {
      await work();
      throw new Error('it failed');
    };
    const ends = await Promise.allSettled([pool(fails, 'key'), pool(work, 'key'), pool(work, 'key')]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(seen).toEqual([1, 1, 1]);
  });
});
