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
    'The program that compiles for `build-<platform>`; see the option of the executor.',
  ),
  installTargets: described(
    z._default(z.boolean(), false),
    'Lets `build-<platform>` targets install the standard library that they need with rustup.',
  ),
  reproducible: described(
    z.optional(z.boolean()),
    'Makes results independent of the path of the repository; see the option of the executor.',
  ),
  preset: described(
    z._default(z.enum(['manifest', 'env']), 'manifest'),
    'Where profiles come from. manifest: only Cargo.toml; `nx g polynx:profiles` writes missing ones. env: polynx sets missing profiles (dev, release, ci, profiling, release-small) with environment variables.',
  ),
  runner: described(
    z._default(z.enum(['auto', 'cargo', 'nextest']), 'auto'),
    'The program that runs tests. auto: cargo-nextest if it is installed and the workspace has `.config/nextest.toml`, otherwise cargo.',
  ),
  pgo: described(
    z._default(z.record(z.string(), z.array(z.string()).check(z.minLength(1))), {}),
    'Workloads by crate. These crates get the targets pgo-instrument, pgo-train and pgo-build: `{ "api": ["{bin}", "--bench"] }`.',
  ),
  sanitizers: described(
    z._default(z.array(z.enum(SANITIZERS)), []),
    'Sanitizers: address, leak, memory, thread. Each adds a target `test-<sanitizer>` to every crate, and `build-<sanitizer>` to crates with programs.',
  ),
  sccache: described(z._default(z.enum(['auto', 'on', 'off']), 'auto'), 'See the option of the executor.'),
  allTargets: described(
    z._default(z.boolean(), false),
    'check and lint also compile tests, benches and examples (`--all-targets`).',
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
    'The command of cargo. pgo-train runs the workload on the instrumented program.',
  ),
  package: described(z.optional(z.string()), 'The name of the crate in cargo. Default: the whole workspace.'),
  manifest: described(z.optional(z.string()), 'Cargo.toml of the crate, if several crates have its name.'),
  workspace: described(z._default(z.string(), '.'), 'Directory of the Cargo workspace, where cargo runs.'),
  targetDirectory: described(
    z.optional(z.string()),
    'The target directory of the workspace, if it is not `target` next to the manifest. Intermediate files are shared there.',
  ),
  apart: described(
    z.optional(z.string()),
    'Subdirectory of the artifacts, below `crates` in the directory of the profile, if another crate writes files with the same names.',
  ),
  ownBuild: described(
    z._default(z.boolean(), false),
    'Uses a separate directory for intermediate files too: cargo gives those of C libraries the same names.',
  ),
  triple: described(z.optional(z.string()), 'The triple set by `[build] target` of the configuration.'),
  target: described(
    z.optional(z.string()),
    'The triple to build for (`--target`). Default: the one that cargo uses.',
  ),
  driver: described(
    z._default(z.enum(['auto', 'cargo', 'zigbuild', 'cross', 'xwin']), 'auto'),
    'The program that compiles for another platform. auto: cargo if a linker is available, otherwise cargo-xwin (MSVC), cargo-zigbuild, cross.',
  ),
  installTargets: described(
    z._default(z.boolean(), false),
    'First installs the standard library for `target` with rustup, if it is missing.',
  ),
  profile: described(
    z._default(z.string(), 'debug'),
    'The profile, by the name of its directory: debug (for `dev`), release, or a custom profile.',
  ),
  profiles: described(
    z._default(
      z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
      {},
    ),
    'Settings of profiles, as in `[profile.*]`, passed to cargo as `CARGO_PROFILE_*`.',
  ),
  features: described(z._default(z.array(z.string()), []), 'Features to turn on.'),
  allFeatures: described(z._default(z.boolean(), false), 'Turns on all features.'),
  noDefaultFeatures: described(z._default(z.boolean(), false), 'Leaves the default features off.'),
  allTargets: described(
    z._default(z.boolean(), false),
    'Also compiles tests, benches and examples (check and lint).',
  ),
  reproducible: described(
    z.optional(z.boolean()),
    'Removes the paths of workspace and home from the results of build, test and run (`--remap-path-prefix`). Default: in every profile but debug.',
  ),
  optional: described(
    z._default(z.array(z.string()), []),
    'Outputs that cargo does not write if the features that they require are off.',
  ),
  jobs: described(
    z.optional(z.number()),
    'Number of parallel compilers. The option is in the cache key; CARGO_BUILD_JOBS in the environment is not.',
  ),
  verbose: described(
    z._default(z.boolean(), false),
    'Prints every call of rustc. NX_VERBOSE_LOGGING does so too, and is not in the cache key.',
  ),
  run: described(
    z._default(z.boolean(), true),
    'Runs the compiled program (test, bench). `--no-run` only compiles.',
  ),
  runner: described(
    z._default(z.enum(['auto', 'cargo', 'nextest']), 'cargo'),
    'The program that runs tests: cargo, or cargo-nextest with cargo for doctests. auto: nextest if it is installed.',
  ),
  part: described(
    z._default(z.array(z.string()), []),
    'Flags that select a part of the tests: `--lib`, `--bin=`, `--example=`, `--test=`, `--doc`. `--examples` are only compiled. Default: all of them.',
  ),
  doctests: described(z._default(z.boolean(), true), 'Runs doctests, which only cargo can run.'),
  pgo: described(
    z.optional(z.enum(['instrument', 'optimise'])),
    'Profile-guided optimisation. instrument: builds an instrumented program. optimise: builds with the profile of pgo-train.',
  ),
  workload: described(
    z._default(z.array(z.string()), []),
    'Command line of a typical use of the program, run in the project; `{bin}` is the path of the program.',
  ),
  sanitizer: described(
    z.optional(z.enum(SANITIZERS)),
    'Compiles with a sanitizer. Needs a nightly compiler; memory and thread also need its component rust-src.',
  ),
  sccache: described(
    z._default(z.enum(['auto', 'on', 'off']), 'auto'),
    'Use of sccache. auto: if it is installed and the build is not incremental (any profile but debug; in CI all). POLYNX_SCCACHE in the environment sets it for one machine, and is not in the cache key.',
  ),
  locked: described(
    z._default(z.union([z.boolean(), z.enum(['auto'])]), 'auto'),
    'Passes `--locked`, so that tasks do not change Cargo.lock. auto: outside of CI, updates a Cargo.lock that does not fit the manifests, and the task must be run again. Off if no lock file is tracked.',
  ),
  bin: described(z.optional(z.string()), 'The binary to run, if there are several.'),
  pin: described(z.optional(z.string()), 'The exact compiler version in rust-toolchain.toml.'),
  stamp: described(
    z._default(z.boolean(), false),
    'Puts the commit into the result. Set `stamp` in the options of the plugin or in the manifest, which also adds the commit to the key.',
  ),
  gitFacts: described(
    z._default(z.record(z.string(), z.array(z.enum(GIT_FACTS))), {}),
    'Packages whose build asks git, and for what. They are compiled again if the answer changes.',
  ),
  args: described(z._default(z.array(z.string()), []), 'Additional arguments for cargo.'),
});

export type CargoRunOptions = z.infer<typeof cargoRunOptions>;
