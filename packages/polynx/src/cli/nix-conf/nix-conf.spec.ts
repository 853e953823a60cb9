import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nixConf } from './index.js';
import { linesOf } from './lines.js';

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'polynx-nix-conf-'));
  file = join(home, 'nix/nix.conf');
  vi.spyOn(console, 'log').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

const KEY = 'cache-1:AAAA+/=';
const env = (more: Record<string, string>) => ({
  XDG_CONFIG_HOME: home,
  NIX_LOCAL_CACHE_DIR: '/var/cache/nix',
  NIX_CACHE_URL: 'ssh-ng://store.example https://cache.example',
  NIX_CACHE_PUBLIC_KEYS: KEY,
  ...more,
});

it('a folder, the store of another machine and an address become lines, which are only printed', () => {
  nixConf({ write: false }, env({}));
  expect(lstatSync(file, { throwIfNoEntry: false })).toBeUndefined();
  expect(vi.mocked(console.log).mock.calls.flat().slice(0, 2)).toEqual([
    'extra-substituters = file:///var/cache/nix ssh-ng://store.example https://cache.example',
    `extra-trusted-public-keys = ${KEY}`,
  ]);
});

it('written, they stand once, and every other line stays', () => {
  mkdirSync(join(home, 'nix'));
  writeFileSync(file, 'cores = 2\n');
  nixConf({ write: true }, env({}));
  nixConf({ write: true }, env({ NIX_CACHE_URL: '' }));
  writeFileSync(file, `${readFileSync(file, 'utf8')}max-jobs = 1\n`);
  nixConf({ write: true }, env({ NIX_CACHE_URL: '' }));
  expect(readFileSync(file, 'utf8').split('\n')).toEqual([
    'cores = 2',
    '# polynx nix-conf: begin',
    'extra-substituters = file:///var/cache/nix',
    `extra-trusted-public-keys = ${KEY}`,
    'connect-timeout = 5',
    'fallback = true',
    '# polynx nix-conf: end',
    'max-jobs = 1',
    '',
  ]);
});

it('a link in its place is left alone', () => {
  mkdirSync(join(home, 'nix'));
  writeFileSync(join(home, 'real'), '');
  symlinkSync(join(home, 'real'), file);
  expect(() => nixConf({ write: true }, env({}))).toThrow('is no ordinary file');
  expect(readFileSync(join(home, 'real'), 'utf8')).toBe('');
});

it.each([
  [
    'a password',
    { substituters: ['https://me:secret@cache.example'], publicKeys: [] },
    'has a password in it',
  ],
  ['another setting', { substituters: ['https://a\nsandbox = false'], publicKeys: [] }, 'is no binary cache'],
  ['another scheme', { substituters: ['ext::sh'], publicKeys: [] }, 'is no binary cache'],
  ['a key that is none', { substituters: ['https://a'], publicKeys: ['a\nb'] }, 'is no public key'],
  ['nothing', { substituters: [], publicKeys: [] }, 'No binary cache is named'],
])('%s is refused', (_, caches, says) => {
  expect(() => linesOf(caches)).toThrow(says);
  expect(() => linesOf(caches)).not.toThrow('secret@');
});
