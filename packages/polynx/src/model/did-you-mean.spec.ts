import { expect, it } from 'vitest';
import { closest } from './did-you-mean.js';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'windows-x64'];

it.each([
  ['linux-x65', 'linux-x64'],
  ['linxu-x64', 'linux-x64'],
  ['Linux-X64', 'linux-x64'],
  ['linux-amr64', 'linux-arm64'],
  ['windows-64', 'windows-x64'],
  ['solaris', undefined],
  ['', undefined],
])('%s is meant to be %s', (word, meant) => {
  expect(closest(word, PLATFORMS)).toBe(meant);
});
