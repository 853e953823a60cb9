import { expect, it } from 'vitest';
import { createSlices } from './slices.js';

it('a slice is a file of that digest, named for what it was cut from, and written once', () => {
  const written: string[] = [];
  const slices = createSlices((name) => written.push(name) > 0);
  const first = slices.add('a 1.0', ['x/Cargo.toml', 'Cargo.lock', 'y/Cargo.toml']);
  expect(first).toEqual({
    file: expect.stringMatching(/^\.nx\/polynx\/slices\/Cargo\.toml_Cargo\.lock_[0-9a-f]{32}$/),
  });
  expect(slices.add('a 1.0', ['Cargo.toml', 'Cargo.lock'])).toEqual(first);
  expect(slices.add('a 1.1', ['Cargo.toml', 'Cargo.lock'])).not.toEqual(first);
  expect([written.length, slices.names(), slices.areKept()]).toEqual([2, written, true]);
});

it('where no file can be written, the digest itself is the input, and the graph is made again next time', () => {
  const slices = createSlices(() => false);
  const first = slices.add('a 1.0', ['Cargo.lock']);
  expect(first).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(slices.add('a 1.1', ['Cargo.lock'])).not.toEqual(first);
  expect([slices.names(), slices.areKept()]).toEqual([[], false]);
});
