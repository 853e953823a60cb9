import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/** Options of the toolchain in nx.json, under `go`. */
export const goOptions = z.strictObject({
  tags: described(
    z._default(z.array(z.string()), []),
    'Build tags of every task. The graph includes the files that they select.',
  ),
  race: described(z._default(z.boolean(), false), 'Runs tests with the race detector (needs cgo).'),
  cover: described(
    z._default(z.boolean(), false),
    'Measures the coverage of tests, and writes a profile to `coverage/<module>/cover.out`.',
  ),
  ldflags: described(z._default(z.string(), ''), 'Linker flags of every build, e.g. "-s -w".'),
  cgo: described(
    z.optional(z.boolean()),
    'Compiles C. Default: as go decides, and off for other platforms (if it is on, zig compiles for them).',
  ),
});

export type GoOptions = z.infer<typeof goOptions>;

/** Options of the executor `polynx:go`. */
export const goRunOptions = z.strictObject({
  command: described(
    z.enum(['build', 'test', 'vet', 'lint', 'fmt', 'fmt-check', 'tidy-check', 'generate', 'run', 'dev']),
    'The command of go.',
  ),
  module: described(
    z.string(),
    'Directory of the module, where go runs, so that the nearest go.work applies.',
  ),
  package: described(
    z.optional(z.string()),
    'Directory of one package: the program to build, or the tests to run. Default: every package of the module.',
  ),
  libraries: described(
    z._default(z.boolean(), false),
    'Excludes main packages from a build without `package`.',
  ),
  output: described(
    z.optional(z.string()),
    'The binary that a build writes. Without it, the build only compiles.',
  ),
  vendor: described(z._default(z.boolean(), false), 'Uses the dependencies in vendor/.'),
  tags: described(
    z._default(z.array(z.string()), []),
    'Build tags. Set tags of all tasks in the options of the plugin, so that the graph includes their files.',
  ),
  race: described(z._default(z.boolean(), false), 'Turns the race detector on (build, test, run).'),
  cover: described(z._default(z.boolean(), false), 'Measures and prints the coverage of tests.'),
  coverProfile: described(z.optional(z.string()), 'The coverage profile that tests write.'),
  ldflags: described(z._default(z.string(), ''), 'Linker flags (build, run).'),
  goos: described(
    z.optional(z.string()),
    'The operating system to build for, as in GOOS. Default: this machine’s.',
  ),
  goarch: described(
    z.optional(z.string()),
    'The processor to build for, as in GOARCH. Default: this machine’s.',
  ),
  cgo: described(
    z.optional(z.boolean()),
    'Compiles C. Default: as go decides, and off for other platforms, where it needs zig.',
  ),
  air: described(z.optional(z.string()), 'Directory of the .air.toml that dev uses.'),
  stamp: described(
    z._default(z.boolean(), false),
    'Puts the commit into the result. Set `stamp` in the options of the plugin or in the manifest, which also adds the commit to the key.',
  ),
  args: described(z._default(z.array(z.string()), []), 'Additional arguments for go.'),
});

export type GoRunOptions = z.infer<typeof goRunOptions>;
