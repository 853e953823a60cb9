/** https://github.com/cammisuli/monodon, package @monodon/rust, versions 1 to 3. */
import { basename, join } from '../../model/paths.js';
import {
  as,
  list,
  noEqual,
  type Options,
  type Peer,
  type PeerExecutor,
  type Place,
  type Rule,
} from './peer.js';
import { quoted } from './translate.js';

const folder = (profile: unknown) => (profile === 'dev' ? 'debug' : String(profile));

/** One folder for all crates, so that a dependency is compiled once. */
const moved: Rule = (value, { outputs: [first] }) => {
  if (first === undefined) return {};
  const now = first.replace('{options.profile}', 'debug');
  const before = join(String(value), 'debug', basename(now));
  return now === before ? {} : { notes: [`${before} is ${now} now`] };
};

/** Everything that its executors know is handed to cargo as a flag of the same name. */
const common: PeerExecutor['options'] = {
  release: () => ({ options: { profile: 'release' } }),
  profile: as('profile', folder),
  'target-dir': moved,
  toolchain: (value) =>
    value === 'stable'
      ? {}
      : { unequal: [`toolchain ${value}: name it in rust-toolchain.toml, then every target uses it`] },
  target: noEqual((value) => `target ${value}: add the platform to platforms, for a target build-<platform>`),
  features: as('features', list),
  'all-features': as('allFeatures'),
  'no-default-features': as('noDefaultFeatures'),
  package: (value, { name }) => (value === name ? {} : { unequal: [`package ${value}`] }),
  locked: as('locked'),
  jobs: as('jobs', Number),
  verbose: as('verbose'),
};

const UNEQUAL = new Set(['config', 'manifest-path', 'workspace', 'exclude', 'message-format', 'out-dir']);

const asArguments = (name: string, value: unknown) =>
  UNEQUAL.has(name)
    ? { unequal: [`--${name}`] }
    : { options: { args: value === true ? [`--${name}`] : list(value).map((one) => `--${name}=${one}`) } };

const argument = (name: string) => (value: unknown) => asArguments(name, value);

/** polynx builds the library and every binary together. */
const everything = () => ({
  notes: ['a selection of binaries is dropped: the library and every binary are built'],
});
const wider = () => ({ options: { allTargets: true } });
const selection = { lib: everything, bins: everything, bin: everything };
const notInBuild = noEqual((value) => `tests, benches or examples (${value}) as part of a build`);
const development = ['example', 'examples', 'test', 'tests', 'bench', 'benches', 'all-targets'] as const;

const each = <T>(names: readonly string[], rule: T) =>
  Object.fromEntries(names.map((name) => [name, rule] as const));

function cargo(
  command: string,
  commands: readonly string[],
  options: PeerExecutor['options'],
  more: Partial<PeerExecutor> = {},
): PeerExecutor {
  return {
    commands,
    options: { ...common, ...options },
    other: asArguments,
    line: (given, place) => quoted(['cargo', ...commandLine(command, given, place)]),
    isRunAtRoot: () => true,
    ...more,
  };
}

/** As its `buildCommand` has it. */
function commandLine(command: string, options: Options, { name }: Place): string[] {
  const { toolchain, args, ...flags } = options;
  const isPackaged = flags['package'] !== undefined;
  return [
    ...(toolchain === undefined || toolchain === 'stable' ? [] : [`+${toolchain}`]),
    command,
    ...Object.entries(flags).flatMap(([key, value]) => {
      if (typeof value === 'boolean') return value ? [`--${key}`] : [];
      return (Array.isArray(value) ? value : [value]).flatMap((one) => [`--${key}`, String(one)]);
    }),
    ...(isPackaged ? [] : ['-p', name]),
    ...(args === undefined ? [] : ['--', ...[args].flat().map(String)]),
  ];
}

/** Its wasm-pack knows three options, and its `target-dir` is the folder of the package. */
function wasmPack(
  { release, target = 'bundler', 'target-dir': out = 'pkg' }: Options,
  { root }: Place,
): string[] {
  const up = root === '.' ? '' : '../'.repeat(root.split('/').length);
  const mode = release === true ? '--release' : '--dev';
  return ['wasm-pack', 'build', root, mode, '--target', String(target), '--out-dir', `${up}${out}`];
}

function napi(
  { dist, jsFile, dts = 'index.d.ts', release, target, zig }: Options,
  { root }: Place,
): string[] {
  const to = (name: string, value: unknown) => (value === undefined ? [] : [name, String(value)]);
  return [
    ...['npx', 'napi', 'build', '--platform', '--manifest-path', `${root}/Cargo.toml`],
    ...['--package-json-path', `${root}/package.json`],
    ...to('--output-dir', dist),
    ...to('--js', jsFile),
    ...to('--dts', dts),
    ...(release === true ? ['--release'] : []),
    ...to('--target', target),
    ...(zig === true ? ['--cross-compile'] : []),
  ];
}

export const monodon: Peer = {
  name: '@monodon/rust',
  manifest: 'Cargo.toml',
  executors: {
    build: cargo('build', ['build'], { ...selection, ...each(development, notInBuild) }),
    check: cargo('check', ['check'], { ...selection, ...each(development, wider) }),
    lint: cargo('clippy', ['clippy'], {
      ...selection,
      ...each(development, wider),
      fix: noEqual(() => 'fix changes sources: `nx lint PROJECT -- --fix` does it by hand'),
    }),
    test: cargo('test', ['test'], {
      ...each(
        ['lib', 'bin', 'bins'],
        noEqual((value) => `tests of lib, bin or bins alone (${value})`),
      ),
      ...Object.fromEntries(development.map((name) => [name, argument(name)])),
      'no-run': () => ({ options: { run: false } }),
      args: noEqual((value) => `args ${[value].flat().join(' ')} for the test program`),
    }),
    run: cargo(
      'run',
      ['run'],
      {
        bin: as('bin'),
        example: argument('example'),
        args: (value) => ({ options: { args: ['--', ...[value].flat()] } }),
      },
      { continuous: true },
    ),
    'wasm-pack': {
      commands: [],
      options: {},
      line: (options, place) => quoted(wasmPack(options, place)),
      isRunAtRoot: () => true,
      hint: 'polynx has no target for wasm-pack; a component of kind wasm shows one with wasm-bindgen',
    },
    napi: {
      commands: [],
      options: {},
      line: (options, place) => quoted(napi(options, place)),
      isRunAtRoot: () => true,
      hint: 'a script with `napi build` in package.json is a target that polynx caches',
    },
    'release-publish': {
      commands: [],
      options: {},
      line: (_, { name }) => quoted(['cargo', 'publish', '--allow-dirty', '-p', name]),
      isRunAtRoot: () => true,
      hint: 'polynx has no `nx release` for Cargo: see docs/how-do-i/release.md',
    },
  },
  outputs: [/^\{options\.target-dir\}/, /^\{workspaceRoot\}\/dist\/target(?:\/|$)/],
  inputs: [],
};
