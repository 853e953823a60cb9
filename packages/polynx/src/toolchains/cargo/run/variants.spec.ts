import { describe, expect, it, test } from 'vitest';
import { hostPlatform } from '../../../model/platform.js';
import { analyseFiles } from '../../../testing/analyse-files.js';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { cargo } from '../index.js';
import { type CargoRunOptions, cargoOptions, cargoRunOptions } from '../options.js';
import { planCargo } from './command.js';
import { describeGain, profdataTool } from './pgo.js';
import { tripleOf } from './platforms.js';
import { missingNightly } from './variants.js';

const triple = tripleOf(hostPlatform()) ?? '';

function variants(manifest: string, options: object = {}) {
  const files = {
    'Cargo.toml': `[package]\nname = "app"\n${manifest}`,
    'src/main.rs': 'fn main() {}\n',
  };
  const own = cargoOptions.parse(options);
  const tasks = analyseFiles(files, [cargo], { cargo: { own } }).planned.flatMap((one) => one.tasks);
  return tasks.filter(({ target }) => /^pgo|-(?:address|leak)$/.test(target));
}

describe('targets', () => {
  it('of profile-guided optimisation, where a workload is named', () => {
    const tasks = variants('[package.metadata.nx]\npgo = ["{bin}", "x"]\n');
    expect(tasks.map(({ target, outputs, after }) => [target, outputs, after])).toEqual([
      ['pgo-instrument', ['target/pgo-instrument/{options.profile}/app'], undefined],
      ['pgo-train', ['target/pgo/{options.profile}/app.profdata'], ['pgo-instrument']],
      ['pgo-build', ['target/pgo/{options.profile}/app'], ['pgo-train']],
    ]);
    expect(tasks[1]?.options).toMatchObject({ workload: ['{bin}', 'x'], bin: 'app', profile: 'release' });
    expect(variants('', { pgo: { app: ['{bin}'] } })).toHaveLength(3);
    expect(variants('', { pgo: { other: ['{bin}'] } })).toEqual([]);
  });

  it('of sanitizers, where they are listed, with their compiler in the key', () => {
    const [build, run] = variants('', { sanitizers: ['address'] });
    expect([build?.target, build?.outputs]).toEqual([
      'build-address',
      ['target/address/{options.profile}/app'],
    ]);
    expect([run?.target, run?.inputs.probes]).toEqual([
      'test-address',
      [['rustup', 'run', 'nightly', 'rustc', '-vV']],
    ]);
    expect(variants('[package.metadata.nx]\nsanitizers = ["leak"]\n').map(({ target }) => target)).toEqual([
      'build-leak',
      'test-leak',
    ]);
  });
});

const context = (given: Partial<PlanContext> = {}): PlanContext => ({
  ...graphTimeContext({ root: 'crates/app', name: 'app' }),
  version: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)',
  place: '/repo',
  read: () => undefined,
  digest: () => 'abc',
  ...given,
});
const plan = (given: Partial<CargoRunOptions>, more: Partial<PlanContext> = {}) =>
  planCargo(cargoRunOptions.parse({ command: 'build', package: 'app', ...given }), context(more));
const flags = (args: readonly string[] = []) => args.find((arg) => arg.startsWith('build.rustflags='));

describe('plans', () => {
  test('the optimised program is compiled for the profile that is there, beside the plain one', () => {
    const { steps, artifacts, comparison } = plan(
      { pgo: 'optimise', profile: 'release', target: triple, bin: 'app', workload: ['{bin}', 'x'] },
      { outputs: ['target/pgo/release/app'] },
    );
    const [plain, optimised] = steps.map(({ command: { args } }) => flags(args));
    expect(plain).not.toContain('profile-use');
    expect(optimised).toContain('-Cprofile-use=/repo/target/pgo/release/app.profdata');
    expect(optimised).toContain('polynx_profile=\\"abc\\"');
    expect(artifacts).toEqual([
      { from: `target/.polynx/app/build-pgo/${triple}/release/app`, to: 'target/pgo/release/app' },
    ]);
    expect([comparison?.before.program, comparison?.after.program]).toEqual([
      `/repo/target/.polynx/app/build-pgo/plain/${triple}/release/app`,
      '/repo/target/pgo/release/app',
    ]);
  });

  test('a sanitizer has the nightly compiler, unless the active one is', () => {
    const env = (version: string) =>
      plan({ command: 'test', sanitizer: 'address', target: triple }, { version }).steps[0]?.command.env;
    expect(env('cargo 1.95.0 (f2d3ce0bd 2026-03-21)')).toMatchObject({ RUSTUP_TOOLCHAIN: 'nightly' });
    expect(env('cargo 1.97.0-nightly (x 2026-05-19)')?.['RUSTUP_TOOLCHAIN']).toBeUndefined();
    const [step] = plan({ sanitizer: 'thread', target: triple }).steps;
    expect(step?.command.args).toContain('-Zbuild-std');
    expect(missingNightly("error: toolchain 'nightly-x86_64-unknown-linux-gnu' is not installed")).toContain(
      'rustup toolchain install nightly',
    );
  });
});

describe('profdataTool', () => {
  const rustc = 'release: 1.95.0\nLLVM version: 22.1.2';
  const own = '/rust/lib/rustlib/x/lib';
  const tool = (profdata: string | undefined, more: Partial<PlanContext> = {}) =>
    profdataTool(context({ answers: [rustc, own, profdata], ...more }));

  it.each([
    [
      'that of rustup',
      tool('LLVM version 14.0.6', { isFile: () => true }),
      '/rust/lib/rustlib/x/bin/llvm-profdata',
    ],
    [
      'one with its version in the name',
      tool('LLVM version 14.0.6', { has: (program) => program === 'llvm-profdata-22' }),
      'llvm-profdata-22',
    ],
    ['one of that version', tool('Debian LLVM version 22.1.8\n'), 'llvm-profdata'],
  ])('is %s', (_, found, expected) => {
    expect(found).toBe(expected);
  });

  it('else says what is needed', () => {
    expect(() => tool('Debian LLVM version 14.0.6')).toThrow(
      'rustc 1.95.0 writes profiles of LLVM 22, and llvm-profdata here is of LLVM 14.\n  rustup component add llvm-tools, or install llvm-22',
    );
    expect(() => tool(undefined)).toThrow('there is no llvm-profdata here');
  });

  it('tells the gain', () => {
    expect(describeGain(200, 180)).toBe('pgo: the workload takes 180 ms instead of 200 ms (\u221210.0 %)');
  });
});
