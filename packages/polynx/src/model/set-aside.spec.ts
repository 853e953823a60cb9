import { describe, expect, it } from 'vitest';
import { settingAside } from './set-aside.js';

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
const spoil = (_: string, error: unknown) => String(error);

function refusing(...refused: string[]) {
  return (items: readonly string[]) => {
    for (const item of items) if (refused.includes(item)) throw item.toUpperCase();
    return items.join('');
  };
}

describe('an answer about many', () => {
  it('is given once where nothing fails', () => {
    let asked = 0;
    const ask = (items: readonly string[]) => {
      asked++;
      return items.length;
    };
    expect([settingAside(letters, ask, spoil), asked]).toEqual([26, 1]);
  });

  it.each([
    [['a'], 'Abcdefghijklmnopqrstuvwxyz'],
    [['m'], 'abcdefghijklMnopqrstuvwxyz'],
    [['z', 'c'], 'abCdefghijklmnopqrstuvwxyZ'],
  ])('sets aside %s, each with its own reason, and nothing else', (refused, expected) => {
    expect(settingAside(letters, refusing(...refused), spoil)).toBe(expected);
  });

  it('sets aside the later one of two that fail together', () => {
    const ask = (items: readonly string[]) => {
      if (items.includes('c') && items.includes('x')) throw '-';
      return items.join('');
    };
    expect(settingAside(letters, ask, spoil)).toBe('abcdefghijklmnopqrstuvw-yz');
  });

  it('sets all aside where too many fail, and asks a bounded number of times', () => {
    let asked = 0;
    const ask = (items: readonly string[]) => {
      asked++;
      if (items.some((item) => item !== '-')) throw '-';
      return items.length;
    };
    const many = Array.from({ length: 10_000 }, (_, index) => String(index));
    expect(settingAside(many, ask, spoil)).toBe(10_000);
    expect(asked).toBeLessThan(100);
  });

  it('throws where setting all of them aside does not help', () => {
    const ask = () => {
      throw new Error('it is not them');
    };
    expect(() => settingAside(letters, ask, spoil)).toThrow('it is not them');
  });
});
