import * as z from 'zod/mini';
import { GIT_FACTS } from '../../model/git-facts.js';
import { described } from '../shared/options.js';

/** https://doc.rust-lang.org/unstable-book/compiler-flags/sanitizer.html */
export const SANITIZERS = ['address', 'leak', 'memory', 'thread'] as const;

/** Options of the toolchain in nx.json, under `cargo`. */
export const cargoOptions = z.strictObject({
  features: described(z._default(z.array(z.string()), []), 'Features every task turns on.'),
  allFeatures: described(z._default(z.boolean(), false), 'Turns on all features of every crate.'),
  noDefaultFeatures: described(z._default(z.boolean(), false), 'Leaves the default features off.'),
  driver: described(
    z._default(z.enum(['auto', 'cargo', 'zigbuild', 'cross', 'xwin']), 'auto'),
    'What compiles `build-<platform>` targets; see the option of the executor.',
  ),
  installTargets: described(
    z._default(z.boolean(), false),
    'Whether `build-<platform>` targets have rustup install the standard library that they need.',
  ),
  reproducible: described(
    z.optional(z.boolean()),
    'Whether results are the same wherever the repository lies; see the option of the executor.',
  ),
  preset: described(
    z._default(z.enum(['manifest', 'env']), 'manifest'),
    'Where profiles come from. manifest: it has them, and `nx g polynx:profiles` writes those it lacks. env: dev, release, ci, profiling and release-small are set by environment where the manifest lacks them.',
  ),
  runner: described(
    z._default(z.enum(['auto', 'cargo', 'nextest']), 'auto'),
    'What runs tests. auto: cargo-nextest where it is installed and the workspace has `.config/nextest.toml`, else cargo.',
  ),
  pgo: described(
    z._default(z.record(z.string(), z.array(z.string()).check(z.minLength(1))), {}),
    'Workloads by crate, which get the targets pgo-instrument, pgo-train and pgo-build: `{ "api": ["{bin}", "--bench"] }`.',
  ),
  sanitizers: described(
    z._default(z.array(z.enum(SANITIZERS)), []),
    'Each gives every crate a target `test-<sanitizer>`, and one with programs `build-<sanitizer>`: address, leak, memory, thread.',
  ),
  sccache: described(z._default(z.enum(['auto', 'on', 'off']), 'auto'), 'See the option of the executor.'),
  allTargets: described(
    z._default(z.boolean(), false),
    'check and lint also see tests, benches and examples (`--all-targets`).',
  ),
});

export type CargoOptions = z.infer<typeof cargoOptions>;

/** Options of the executor `polynx:cargo`. */
export const cargoRunOptions = z.strictObject({
  command: described(
    z.enum([
      'build',
      'test',
      'check',
      'clippy',
      'fmt',
      'fmt-check',
      'doc',
      'bench',
      'run',
      'dev',
      'pgo-train',
    ]),
    'What cargo does. pgo-train runs the workload on the instrumented program.',
  ),
  package: described(z.optional(z.string()), 'The crate, as cargo knows it. Absent: the whole workspace.'),
  manifest: described(
    z.optional(z.string()),
    'Cargo.toml of the crate, where its name alone does not say which one is meant.',
  ),
  workspace: described(
    z._default(z.string(), '.'),
    'Directory of the Cargo workspace; cargo is started there.',
  ),
  targetDirectory: described(
    z.optional(z.string()),
    "The workspace's target folder, if not `target` beside its manifest. Intermediate files are shared there.",
  ),
  apart: described(
    z.optional(z.string()),
    'Folder of the artifacts below that of the profile, in `crates`, where another crate leaves files of the same names.',
  ),
  ownBuild: described(
    z._default(z.boolean(), false),
    'Whether intermediate files lie apart too: cargo gives those of C libraries the same names.',
  ),
  triple: described(z.optional(z.string()), 'The triple set by `[build] target` of the configuration.'),
  target: described(
    z.optional(z.string()),
    'The triple to build for (`--target`). Absent: what cargo builds for by itself.',
  ),
  driver: described(
    z._default(z.enum(['auto', 'cargo', 'zigbuild', 'cross', 'xwin']), 'auto'),
    'What compiles for another platform. auto: cargo where a linker is there, else cargo-xwin (MSVC), cargo-zigbuild, cross.',
  ),
  installTargets: described(
    z._default(z.boolean(), false),
    'Has rustup install the standard library for `target` first, where it is missing.',
  ),
  profile: described(
    z._default(z.string(), 'debug'),
    'The profile by the name of its folder: debug (which is `dev`), release, or a custom profile.',
  ),
  profiles: described(
    z._default(
      z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
      {},
    ),
    'Settings of profiles, as in `[profile.*]`, given to cargo by environment (`CARGO_PROFILE_*`).',
  ),
  features: described(z._default(z.array(z.string()), []), 'Features to turn on.'),
  allFeatures: described(z._default(z.boolean(), false), 'Turns on all features.'),
  noDefaultFeatures: described(z._default(z.boolean(), false), 'Leaves the default features off.'),
  allTargets: described(z._default(z.boolean(), false), 'Also tests, benches and examples (check and lint).'),
  reproducible: described(
    z.optional(z.boolean()),
    'Whether build, test and run leave the paths of workspace and home out of their results (`--remap-path-prefix`). Absent: in every profile but debug.',
  ),
  optional: described(
    z._default(z.array(z.string()), []),
    'Of the outputs, the files that cargo leaves out where features are off that they require.',
  ),
  jobs: described(
    z.optional(z.number()),
    'How many compilers at a time. As an option it is in the key; CARGO_BUILD_JOBS in the environment is not.',
  ),
  verbose: described(
    z._default(z.boolean(), false),
    'Shows every call of rustc. So does NX_VERBOSE_LOGGING, which is in no key.',
  ),
  run: described(
    z._default(z.boolean(), true),
    'Runs what is compiled (test, bench). `--no-run`: it only has to compile.',
  ),
  runner: described(
    z._default(z.enum(['auto', 'cargo', 'nextest']), 'cargo'),
    'What runs tests: cargo, or cargo-nextest and cargo for those of the documentation. auto: nextest where it is installed.',
  ),
  doctests: described(
    z._default(z.boolean(), true),
    'Whether there may be tests in the documentation, which only cargo runs.',
  ),
  pgo: described(
    z.optional(z.enum(['instrument', 'optimise'])),
    'Profile-guided optimisation. instrument: a program that counts. optimise: one made from what pgo-train has counted.',
  ),
  workload: described(
    z._default(z.array(z.string()), []),
    'Command line that uses the program as its users do, started in the project; `{bin}` is the path of the program.',
  ),
  sanitizer: described(
    z.optional(z.enum(SANITIZERS)),
    'Compiles checks in that find mistakes in memory. Needs a nightly compiler; memory and thread also its component rust-src.',
  ),
  sccache: described(
    z._default(z.enum(['auto', 'on', 'off']), 'auto'),
    'sccache. auto: where it is installed and nothing is compiled incrementally (any profile but debug; in CI all). POLYNX_SCCACHE in the environment says so for one machine, and is in no key.',
  ),
  locked: described(
    z._default(z.union([z.boolean(), z.enum(['auto'])]), 'auto'),
    'Tasks do not change Cargo.lock (`--locked`). auto: outside of CI one that does not fit is brought up to date, and the task has to be run again. Off where no lock is tracked.',
  ),
  bin: described(z.optional(z.string()), 'The binary to run, where there are several.'),
  pin: described(z.optional(z.string()), 'The exact compiler version that rust-toolchain.toml asks for.'),
  stamp: described(
    z._default(z.boolean(), false),
    'Whether the result says its commit. Set through `stamp` in the options of the plugin or the manifest, which also puts it into the key.',
  ),
  gitFacts: described(
    z._default(z.record(z.string(), z.array(z.enum(GIT_FACTS))), {}),
    'Packages that ask git while they are compiled, and for what: they are compiled again where git answers otherwise.',
  ),
  args: described(z._default(z.array(z.string()), []), 'More arguments for cargo itself.'),
});

export type CargoRunOptions = z.infer<typeof cargoRunOptions>;
