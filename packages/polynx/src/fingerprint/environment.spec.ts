import { describe, expect, it } from 'vitest';
import { linesOf, withoutValues } from './environment.js';

const digest = (content: string | Uint8Array) => `#${content.length}`;

describe('values of variables', () => {
  it('are not in the lines about the machine, their names are', () => {
    expect(
      linesOf(
        {
          host: 'linux x64',
          processor: [],
          environment: ['RUSTFLAGS=--cfg a=b', 'CC='],
          configuration: ['[env] TOKEN = "x"'],
        },
        digest,
      ),
    ).toEqual(['linux x64', 'RUSTFLAGS=#9', 'CC=#0', '#17']);
  });

  it.each([
    ['what a user has set', ['GOVERSION', 'GOFLAGS'], 'go1.24\n-tags=x', 'GOVERSION=go1.24\nGOFLAGS=#7'],
    ['what is empty at the end', ['GOVERSION', 'GOWASM'], 'go1.24', 'GOVERSION=go1.24\nGOWASM='],
    ['values of several lines', ['GOVERSION', 'GOFLAGS'], 'go1.24\na\nb', '#10'],
    ['no variables', ['-vV'], 'rustc 1.88.0\nhost: x', 'rustc 1.88.0\nhost: x'],
  ])('are not in an answer that is about %s', (_, args, answer, expected) => {
    expect(withoutValues(['tool', ...args], answer, { GOFLAGS: '-tags=x' }, digest)).toBe(expected);
  });
});
