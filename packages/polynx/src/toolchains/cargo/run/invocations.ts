/** Which command lines of cargo make a task. https://doc.rust-lang.org/cargo/commands/ */
import { relative } from '../../../model/paths.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';
import { programArguments, toolArguments } from './extra-args.js';

export interface Invocation {
  readonly args: readonly string[];
  /** Holds cargo's lock from start to end. */
  readonly compiles?: boolean;
}

type Given = Pick<PlanContext, 'extra' | 'env' | 'has'>;

/** What a user would type, without what only we set. */
export function shownArguments(options: CargoRunOptions): readonly string[] {
  const all = invocations(options, { extra: [], env: {}, has: () => false });
  const shown = all.findLast(({ args }) => !args.includes(DOCTESTS)) ?? all.at(-1);
  return shown?.args ?? [];
}

export function invocations(options: CargoRunOptions, given: Given): Invocation[] {
  const { command } = options;
  const { extra, env } = given;
  const flags = [
    ...selection(options),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...profileFlags(options),
    ...featureFlags(options),
    ...lockFlags(options),
    ...howFlags(options, env),
  ];
  const toTool = [...options.args, ...toolArguments(options, extra)];
  const toProgram = programArguments(extra);
  switch (command) {
    case 'build':
    case 'check':
    case 'clippy':
      return [{ args: [command, ...flags, ...allTargets(options), ...toTool], compiles: true }];
    case 'doc':
      return [{ args: ['doc', '--no-deps', ...flags, ...toTool], compiles: true }];
    case 'test':
      if (options.part.length > 0) return partOfTests(options, flags, toProgram, given);
      return tests(options, flags, toProgram, given);
    case 'bench':
      return tests(options, flags, toProgram, given);
    case 'fmt':
      return [{ args: ['fmt', ...selection(options), ...toTool] }];
    case 'fmt-check':
      return [{ args: ['fmt', ...selection(options), ...options.args, '--check', ...extra] }];
    case 'run':
      return [{ args: ['run', ...flags, ...bin(options), ...options.args, ...toProgram] }];
    case 'pgo-train':
      return [{ args: ['pgo-train'] }];
    case 'dev':
      return [{ args: [...WATCH, 'run', ...flags, ...bin(options), ...options.args, ...toProgram] }];
  }
}

export const WATCH = ['watch', '--', 'cargo'];

/** Compiled first, alone; then run beside others: cargo holds its lock only while it compiles. */
function tests(
  options: CargoRunOptions,
  flags: readonly string[],
  toProgram: readonly string[],
  given: Given,
): Invocation[] {
  return [
    { args: [options.command, ...flags, ...options.args, '--no-run'], compiles: true },
    ...(options.run ? runs(options, flags, toProgram, given) : []),
  ];
}

/** NB cargo refuses to compile doctests without running them, and to run them beside others. */
function partOfTests(
  options: CargoRunOptions,
  flags: readonly string[],
  toProgram: readonly string[],
  given: Given,
): Invocation[] {
  const named = options.part.filter((flag) => flag !== EXAMPLES && flag !== DOCTESTS);
  const has = (flag: string) => options.part.includes(flag);
  return [
    ...(has(EXAMPLES) ? [{ args: ['build', ...flags, EXAMPLES], compiles: true }] : []),
    ...(named.length === 0
      ? []
      : tests({ ...options, doctests: false, args: [...named, ...options.args] }, flags, toProgram, given)),
    ...(has(DOCTESTS) && options.run ? [doctests(options, flags, toProgram)] : []),
  ];
}

function doctests(
  options: CargoRunOptions,
  flags: readonly string[],
  toProgram: readonly string[],
): Invocation {
  return { args: ['test', DOCTESTS, ...flags, ...options.args, ...toProgram] };
}

/** Compiled, and not run. */
export const EXAMPLES = '--examples';
export const DOCTESTS = '--doc';

function runs(
  options: CargoRunOptions,
  flags: readonly string[],
  toProgram: readonly string[],
  given: Given,
): Invocation[] {
  if (options.command === 'test' && usesNextest(options, given)) return nextest(options, toProgram, given);
  return [{ args: [options.command, ...flags, ...options.args, ...toProgram] }];
}

/** `auto` is given where `.config/nextest.toml` is there; which of the two is installed is in the key. */
function usesNextest({ runner }: Pick<CargoRunOptions, 'runner'>, { has }: Pick<Given, 'has'>): boolean {
  return runner === 'nextest' || (runner === 'auto' && has('cargo-nextest'));
}

/**
 * NB its `--profile` and `--jobs` are those of the tests. It runs no documentation tests, and cargo refuses
 * to where there is no library.
 * https://nexte.st/docs/running/
 */
function nextest(options: CargoRunOptions, toProgram: readonly string[], { env }: Given): Invocation[] {
  const common = [
    ...selection(options),
    ...(options.target === undefined ? [] : ['--target', options.target]),
    ...featureFlags(options),
    ...lockFlags(options),
  ];
  const profile = profileFlags(options);
  const { verbose } = options;
  const shown = isVerbose({ verbose }, env) ? ['--verbose'] : [];
  return [
    {
      args: [
        'nextest',
        'run',
        ...common,
        ...(profile[0] === '--profile' ? ['--cargo-profile', ...profile.slice(1)] : profile),
        ...(options.jobs === undefined ? [] : ['--build-jobs', String(options.jobs)]),
        ...shown,
        '--no-tests=pass',
        ...options.args,
        ...toProgram,
      ],
    },
    ...(options.doctests
      ? [{ args: ['test', '--doc', ...common, ...profile, ...howFlags(options, env), ...toProgram] }]
      : []),
  ];
}

/** What changes nothing about the result. */
export function howFlags({ jobs, verbose }: CargoRunOptions, env: PlanContext['env']): string[] {
  return [
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(isVerbose({ verbose }, env) ? ['--verbose'] : []),
  ];
}

/** `nx --verbose` says so in the environment. */
function isVerbose({ verbose }: Pick<CargoRunOptions, 'verbose'>, env: PlanContext['env']): boolean {
  return verbose || env['NX_VERBOSE_LOGGING'] === 'true';
}

export function selection({ package: name, manifest, workspace }: CargoRunOptions): string[] {
  if (manifest !== undefined) return ['--manifest-path', relative(workspace, manifest)];
  return name === undefined ? ['--all'] : ['--package', name];
}

export function profileFlags({ profile, command }: CargoRunOptions): string[] {
  if (profile === 'debug') return [];
  if (profile === 'release') return command === 'bench' ? [] : ['--release'];
  return ['--profile', profile];
}

export function featureFlags({ features, allFeatures, noDefaultFeatures }: CargoRunOptions): string[] {
  return [
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
    ...(allFeatures ? ['--all-features'] : []),
    ...(noDefaultFeatures ? ['--no-default-features'] : []),
  ];
}

export function lockFlags({ locked }: CargoRunOptions): string[] {
  return locked === false ? [] : ['--locked'];
}

export function allTargets({ allTargets: all }: CargoRunOptions): string[] {
  return all ? ['--all-targets'] : [];
}

function bin({ bin: name }: CargoRunOptions): string[] {
  return name === undefined ? [] : ['--bin', name];
}
