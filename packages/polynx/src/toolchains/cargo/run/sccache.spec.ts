import { describe, expect, it, test } from 'vitest';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { cargoRunOptions } from '../options.js';
import { describeHits, sccacheFor } from './sccache.js';

const used = (given: object, env: Readonly<Record<string, string>> = {}, isInstalled = true, config = '') => {
  const context: PlanContext = {
    ...graphTimeContext({ root: '.', name: 'app' }),
    version: 'cargo 1.95.0',
    env,
    place: '/repo',
    read: (file) => (file === '/repo/.cargo/config.toml' ? config : undefined),
    has: (program) => isInstalled && program === 'sccache',
  };
  return sccacheFor(cargoRunOptions.parse({ command: 'build', ...given }), context).env;
};
const ON = { RUSTC_WRAPPER: 'sccache', CARGO_INCREMENTAL: '0' };

describe('sccache', () => {
  test.each<[string, object, object]>([
    ['auto, of what is edited: left to incremental compilation', used({}), {}],
    ['auto, of a release', used({ profile: 'release' }), ON],
    ['auto, in CI', used({}, { CI: 'true' }), ON],
    ['auto, where it is not installed', used({ profile: 'release' }, {}, false), {}],
    ['auto, where another wrapper is set', used({ profile: 'release' }, { RUSTC_WRAPPER: 'x' }), {}],
    [
      'auto, where one is configured',
      used({ profile: 'release' }, {}, true, '[build]\nrustc-wrapper = "x"'),
      {},
    ],
    [
      'auto, where the user has set it',
      used({}, { RUSTC_WRAPPER: '/x/sccache' }),
      { CARGO_INCREMENTAL: '0' },
    ],
    ['on', used({ sccache: 'on' }), ON],
    [
      'on, and the user wants it incremental',
      used({ sccache: 'on' }, { CARGO_INCREMENTAL: '1' }),
      { RUSTC_WRAPPER: 'sccache' },
    ],
    ['off', used({ sccache: 'off', profile: 'release' }), {}],
    [
      'off, where the user has set it',
      used({ sccache: 'off' }, { RUSTC_WRAPPER: 'sccache' }),
      { RUSTC_WRAPPER: '', CARGO_BUILD_RUSTC_WRAPPER: '' },
    ],
    ['on for this machine', used({ sccache: 'off' }, { POLYNX_SCCACHE: 'on' }), ON],
    ['on, of what compiles nothing', used({ sccache: 'on', command: 'fmt' }), {}],
  ])('%s', (_, env, expected) => {
    expect(env).toEqual(expected);
  });

  it('that is asked for and missing is an error with the way to get it', () => {
    expect(() => used({ sccache: 'on' }, {}, false)).toThrow('cargo install sccache');
    expect(() => used({}, { POLYNX_SCCACHE: 'yes' })).toThrow('POLYNX_SCCACHE is yes');
  });

  it('tells what its server counted in the meantime', () => {
    const numbers = (hits: number, misses: number) =>
      JSON.stringify({
        stats: { cache_hits: { counts: { Rust: hits } }, cache_misses: { counts: { Rust: misses } } },
      });
    expect(describeHits(numbers(3, 10), numbers(8, 11))).toBe(
      'sccache: 5 of 6 compilations came from its cache',
    );
    expect(describeHits(numbers(3, 10), numbers(3, 10))).toBeUndefined();
    expect(describeHits('?', numbers(3, 10))).toBeUndefined();
  });
});
