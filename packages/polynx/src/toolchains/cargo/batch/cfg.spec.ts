import { describe, expect, it } from 'vitest';
import { holdsOn, parsePlatform } from './cfg.js';

const PRINTED = 'x86_64-unknown-linux-gnu\npanic="unwind"\ntarget_arch="x86_64"\ntarget_os="linux"\nunix\n';
const linux = parsePlatform(PRINTED);

describe('a condition of a dependency', () => {
  it.each([
    [null, true],
    ['x86_64-unknown-linux-gnu', true],
    ['aarch64-apple-darwin', false],
    ['cfg(unix)', true],
    ['cfg(windows)', false],
    ['cfg(target_os = "linux")', true],
    ['cfg(target_os="macos")', false],
    ['cfg(not(windows))', true],
    ['cfg(all(unix, target_arch = "x86_64"))', true],
    ['cfg(all(unix, not(target_os = "linux"),))', false],
    ['cfg(any())', false],
    ['cfg(any(windows, all(unix)))', true],
    ['cfg(true)', true],
    ['cfg(not(false))', true],
    ['cfg(unix', undefined],
    ['cfg(sometimes(unix))', undefined],
    ['cfg(unix) or so', undefined],
    ['cfg(@unix)', undefined],
  ])('%s: %s', (condition, holds) => {
    if (linux === undefined) throw new Error('the platform is not read');
    expect(holdsOn(condition, linux)).toBe(holds);
  });

  it('another triple than the host is what is meant where one is configured', () => {
    const other = parsePlatform(PRINTED, 'wasm32-unknown-unknown');
    expect(other?.triple).toBe('wasm32-unknown-unknown');
  });

  it('an answer that is none is no platform', () => {
    expect(parsePlatform('error: unknown print request\n')).toBeUndefined();
  });
});
