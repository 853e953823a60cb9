import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../../model/errors.js';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { type CargoRunOptions, cargoRunOptions } from '../options.js';
import { planCargo } from './command.js';
import { shownArguments } from './invocations.js';

const options = (given: Partial<CargoRunOptions>): CargoRunOptions =>
  cargoRunOptions.parse({ command: 'build', package: 'app', ...given });
const context = (given: Partial<PlanContext> = {}): PlanContext => ({
  ...graphTimeContext({ root: 'crates/app', name: 'app' }),
  version: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)',
  ...given,
});
const commands = (
  given: Partial<CargoRunOptions>,
  extra: readonly string[] = [],
  more: Partial<PlanContext> = {},
) =>
  planCargo(options(given), context({ extra, ...more })).steps.map(({ command: { program, args } }) =>
    [program, ...args.filter((argument) => argument !== MESSAGES)].join(' '),
  );
const MESSAGES = '--message-format=json-render-diagnostics';

test('whatever compiles says what it compiled, and nothing else does', () => {
  const { steps } = planCargo(options({ command: 'test' }), context());
  expect(steps.map(({ command, messages = false }) => [command.args.includes(MESSAGES), messages])).toEqual([
    [true, true],
    [false, false],
  ]);
});

describe('what cargo is asked', () => {
  test.each<[Partial<CargoRunOptions>, string[], string[]]>([
    [{}, [], ['cargo build --package app --locked']],
    [{ locked: false, profile: 'release' }, [], ['cargo build --package app --release']],
    [{ profile: 'dist' }, ['-v'], ['cargo build --package app --profile dist --locked -v']],
    [
      { features: ['a', 'b'], noDefaultFeatures: true },
      [],
      ['cargo build --package app --features a,b --no-default-features --locked'],
    ],
    [{ command: 'check', allTargets: true }, [], ['cargo check --package app --locked --all-targets']],
    [
      { command: 'test' },
      ['--nocapture'],
      ['cargo test --package app --locked --no-run', 'cargo test --package app --locked -- --nocapture'],
    ],
    [{ jobs: 2, verbose: true }, [], ['cargo build --package app --locked --jobs 2 --verbose']],
    [{ command: 'test', run: false }, [], ['cargo test --package app --locked --no-run']],
    [
      { command: 'test', runner: 'auto' },
      [],
      ['cargo test --package app --locked --no-run', 'cargo test --package app --locked'],
    ],
    [{ command: 'fmt-check' }, [], ['cargo fmt --package app --check']],
    [
      { command: 'run', bin: 'x' },
      ['serve', '--port=1'],
      ['cargo run --package app --locked --bin x -- serve --port=1'],
    ],
    [
      { manifest: 'crates/app/Cargo.toml' },
      [],
      ['cargo build --manifest-path crates/app/Cargo.toml --locked'],
    ],
    [
      { manifest: 'ws/app/Cargo.toml', workspace: 'ws' },
      [],
      ['cargo build --manifest-path app/Cargo.toml --locked'],
    ],
    [{ command: 'doc' }, [], ['cargo doc --no-deps --package app --locked']],
  ])('%j %j', (given, extra, expected) => {
    expect(commands(given, extra)).toEqual(expected);
  });

  test('what is shown is what is run last', () => {
    expect(shownArguments(options({ command: 'test' }))).toEqual(['test', '--package', 'app', '--locked']);
  });

  test('dev takes the watcher that is there', () => {
    const has = (installed: string) => ({ has: (program: string) => program === installed });
    expect(commands({ command: 'dev' }, [], has('cargo-watch'))).toEqual([
      'cargo watch -- cargo run --package app --locked',
    ]);
    expect(commands({ command: 'dev' }, ['x'], has('bacon'))).toEqual([
      'bacon run-long -- --package app --locked -- x',
    ]);
    expect(() => commands({ command: 'dev' })).toThrow('dev needs a watcher');
  });
});

describe('folders', () => {
  const folders = (given: Partial<CargoRunOptions>, more: Partial<PlanContext> = {}) => {
    const { steps, artifacts } = planCargo(options(given), context(more));
    const { CARGO_BUILD_BUILD_DIR: build, CARGO_TARGET_DIR: target } = steps[0]?.command.env ?? {};
    return { build, target, artifacts };
  };

  test('a task has its own target folder beside the shared build folder', () => {
    expect(folders({}, { outputs: ['target/debug/app'] })).toEqual({
      build: 'target',
      target: 'target/.polynx/app/build',
      artifacts: [{ from: 'target/.polynx/app/build/debug/app', to: 'target/debug/app' }],
    });
  });

  test('cargo before 1.91 knows no build folder', () => {
    expect(folders({}, { version: 'cargo 1.90.0', outputs: ['target/debug/app'] })).toEqual({
      build: undefined,
      target: 'target',
      artifacts: [{ from: 'target/debug/app', to: 'target/debug/app' }],
    });
  });

  test('paths are seen from the workspace', () => {
    expect(folders({ workspace: 'backend', targetDirectory: 'out' })).toMatchObject({
      build: '../out',
      target: '../out/.polynx/app/build',
    });
  });
});

describe('arguments that would move or change the artifacts are refused', () => {
  test.each([
    ...[
      '--release',
      '-r',
      '--profile=dist',
      '--target',
      '--target=x',
      '--target-dir=/tmp',
      '-p',
      '-papp',
      '--package=x',
    ],
    ...[
      '--bin',
      '--bins',
      '--lib',
      '--features=x',
      '-F',
      '-Fx',
      '--all-features',
      '--no-default-features',
      '--workspace',
    ],
    ...['--manifest-path', '--artifact-dir=x', '--example=x', '--examples', '--all-targets'],
  ])('%s', (argument) => {
    expect(() => commands({}, [argument])).toThrow(OptionsError);
  });

  test('after -- they are the program’s', () => {
    expect(commands({ command: 'run' }, ['--', '--release'])).toEqual([
      'cargo run --package app --locked -- --release',
    ]);
  });

  test('the profile dev is called by its folder', () => {
    expect(() => commands({ profile: 'dev' })).toThrow('--profile=debug');
  });
});

describe('cargo-nextest', () => {
  const has = (program: string) => program === 'cargo-nextest';

  test('runs what cargo has compiled, and cargo the tests in the documentation', () => {
    const given: Partial<CargoRunOptions> = {
      command: 'test',
      runner: 'auto',
      profile: 'ci',
      features: ['a'],
      jobs: 2,
    };
    expect(commands(given, ['--', 'one'], { has })).toEqual([
      'cargo test --package app --profile ci --features a --locked --jobs 2 --no-run',
      'cargo nextest run --package app --features a --locked --cargo-profile ci --build-jobs 2 --no-tests=pass -- one',
      'cargo test --doc --package app --features a --locked --profile ci --jobs 2 -- one',
    ]);
    expect(commands({ command: 'test', runner: 'nextest', doctests: false }, [], { has })).toEqual([
      'cargo test --package app --locked --no-run',
      'cargo nextest run --package app --locked --no-tests=pass',
    ]);
  });

  test('that is asked for and missing is an error with the way to get it', () => {
    expect(() => commands({ command: 'test', runner: 'nextest' })).toThrow('cargo install cargo-nextest');
  });
});
