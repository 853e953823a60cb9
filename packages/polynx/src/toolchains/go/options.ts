import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/** Options of the toolchain in nx.json, under `go`. */
export const goOptions = z.strictObject({
  tags: described(
    z._default(z.array(z.string()), []),
    'Build tags of every task; the graph counts their files too.',
  ),
  race: described(z._default(z.boolean(), false), 'Tests run with the race detector (needs cgo).'),
  cover: described(
    z._default(z.boolean(), false),
    'Tests measure coverage and leave a profile in `coverage/<module>/cover.out`.',
  ),
  ldflags: described(z._default(z.string(), ''), 'Linker flags of every build, e.g. "-s -w".'),
  cgo: described(
    z.optional(z.boolean()),
    'Whether builds compile C. Absent: as go decides, and off for other platforms (on, they are compiled with zig).',
  ),
});

export type GoOptions = z.infer<typeof goOptions>;

/** Options of the executor `polynx:go`. */
export const goRunOptions = z.strictObject({
  command: described(
    z.enum(['build', 'test', 'vet', 'lint', 'fmt', 'fmt-check', 'tidy-check', 'generate', 'run', 'dev']),
    'What go does.',
  ),
  module: described(
    z.string(),
    'Directory of the module; go is started there, so that the nearest go.work counts.',
  ),
  package: described(
    z.optional(z.string()),
    'Directory of the main package. Absent: every package of the module.',
  ),
  libraries: described(
    z._default(z.boolean(), false),
    'Whether a build without `package` leaves out main packages.',
  ),
  output: described(
    z.optional(z.string()),
    'The binary that a build leaves. Absent: it only has to compile.',
  ),
  vendor: described(z._default(z.boolean(), false), 'Dependencies come from vendor/.'),
  tags: described(
    z._default(z.array(z.string()), []),
    'Build tags. Tags that all tasks need belong into the plugin options: the graph then counts their files.',
  ),
  race: described(z._default(z.boolean(), false), 'Turns the race detector on (build, test, run).'),
  cover: described(z._default(z.boolean(), false), 'Prints the coverage of tests.'),
  coverProfile: described(z.optional(z.string()), 'The coverage profile that tests leave.'),
  ldflags: described(z._default(z.string(), ''), 'Linker flags (build, run).'),
  goos: described(z.optional(z.string()), 'The operating system to build for, as GOOS. Absent: this one.'),
  goarch: described(z.optional(z.string()), 'The processor to build for, as GOARCH. Absent: this one.'),
  cgo: described(
    z.optional(z.boolean()),
    'Whether C is compiled too. Absent: as go decides, and off for other platforms. For other platforms it needs zig.',
  ),
  air: described(z.optional(z.string()), 'Directory of the .air.toml that dev goes by.'),
  stamp: described(
    z._default(z.boolean(), false),
    'Whether the result says its commit. Set through `stamp` in the options of the plugin or the manifest, which also puts it into the key.',
  ),
  args: described(z._default(z.array(z.string()), []), 'More arguments for the go command itself.'),
});

export type GoRunOptions = z.infer<typeof goRunOptions>;
