import { describe, expect, it, test } from 'vitest';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { cargoRunOptions } from '../options.js';
import { describeHits, sccacheFor } from './sccache.js';

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  readonly isInstalled?: boolean;
  readonly config?: string;
  /** What `sccache --version` prints. */
  readonly answer?: string;
}

const on = (given: object, { env = {}, isInstalled = true, config = '', answer }: Machine = {}) => {
  const context: PlanContext = {
    ...graphTimeContext({ root: '.', name: 'app' }),
    version: 'cargo 1.95.0',
    env,
    place: '/repo',
    read: (file) => (file === '/repo/.cargo/config.toml' ? config : undefined),
    has: (program) => isInstalled && program === 'sccache',
    answers: [answer],
  };
  return sccacheFor(cargoRunOptions.parse({ command: 'build', ...given }), context);
};
const used = (given: object, env: Readonly<Record<string, string>> = {}, isInstalled = true, config = '') =>
  on(given, { env, isInstalled, config }).env;
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
    [
      'auto, where the user has configured it',
      used({}, {}, true, '[build]\nrustc-wrapper = "sccache"'),
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

  test.each<[string, object, string, boolean]>([
    ['the one of Debian, of a release', { profile: 'release' }, 'sccache 0.4.0-pre.6', false],
    ['the last that refuses', { profile: 'release' }, 'sccache 0.9.1', false],
    ['the first that takes them', { profile: 'release' }, 'sccache 0.10.0', true],
    ['a later one', { profile: 'release' }, 'sccache 1.2.0', true],
    ['one that does not say its version', { profile: 'release' }, 'what?', true],
    ['where paths are left as they are', { profile: 'release', reproducible: false }, 'sccache 0.4.0', true],
    ['of a command that remaps none', { profile: 'release', command: 'check' }, 'sccache 0.4.0', true],
    ['where it is asked for', { profile: 'release', sccache: 'on' }, 'sccache 0.4.0', true],
  ])('refuses remapped paths until 0.9.1 and is left off then, which is said: %s', (_, given, answer, is) => {
    const { env, remark, statistics } = on(given, { answer });
    expect(env).toEqual(is ? ON : {});
    expect(statistics === undefined).toBe(!is);
    const said = `${answer} is left off: it keeps nothing that is compiled with --remap-path-prefix`;
    expect(remark?.startsWith(said) ?? false).toBe(!is);
  });

  it('tells what its server counted in the meantime', () => {
    const numbers = (hits: number, misses: number, not_cached = {}) =>
      JSON.stringify({
        stats: {
          cache_hits: { counts: { Rust: hits } },
          cache_misses: { counts: { Rust: misses } },
          not_cached,
        },
      });
    expect(describeHits(numbers(3, 10), numbers(8, 11))).toBe(
      'sccache: 5 of 6 compilations came from its cache',
    );
    const probes = { 'missing input': 4, '-': 2 };
    expect(describeHits(numbers(3, 10), numbers(3, 10, probes))).toBeUndefined();
    const before = numbers(3, 10, { ...probes, 'crate-type': 1 });
    expect(describeHits(before, numbers(3, 10, { ...probes, 'crate-type': 2 }))).toBe(
      'sccache: nothing was cacheable: crate-type (1)',
    );
    expect(describeHits(before, numbers(3, 10, { 'crate-type': 2, '--remap-path-prefix': 7 }))).toBe(
      'sccache: nothing was cacheable: --remap-path-prefix (7), crate-type (1)\n  Install sccache 0.10 or later, or set reproducible to false.',
    );
    expect(describeHits('?', numbers(3, 10))).toBeUndefined();
  });
});
