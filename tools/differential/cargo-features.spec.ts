/**
 * The features of every package of a crate's closure, as we resolve them over `cargo metadata`, against what
 * `cargo tree` says of that crate. Real crates, of which the members ask for different features; on a package
 * of its own, and with tests.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platformOfRustc } from '../../packages/polynx/src/toolchains/cargo/manifest/cfg.js';
import {
  featuresOf,
  resolveFeatures,
} from '../../packages/polynx/src/toolchains/cargo/run/batch/features.js';
import {
  type Metadata,
  type Package,
  packageGraph,
} from '../../packages/polynx/src/toolchains/cargo/run/batch/metadata.js';
import type { FeatureWorld, Selection } from '../../packages/polynx/src/toolchains/cargo/run/batch/sides.js';
import { scratchFolder } from './corpora.js';

const MEMBERS: Readonly<Record<string, string>> = {
  // Weak, hidden and implied features of optional dependencies.
  weak: `
[features]
default = ["std"]
std = ["serde?/std"]
extra = ["dep:serde", "regex/perf"]
[dependencies]
serde = { version = "1", optional = true, default-features = false }
regex = { version = "1", default-features = false }
platforms = { path = "../platforms" }
[dev-dependencies]
serde_json = "1"
`,
  // One package twice, for two platforms.
  platforms: `
[dependencies]
serde = { version = "1", features = ["derive"] }
[target.'cfg(unix)'.dependencies]
libc = { version = "0.2", features = ["extra_traits"] }
[target.'cfg(windows)'.dependencies]
libc = { version = "0.2", default-features = false, features = ["align"] }
serde = { version = "1", features = ["rc"] }
`,
  // A build script with features of its own.
  script: `
[dependencies]
macros = { path = "../macros" }
platforms = { path = "../platforms", default-features = false }
[build-dependencies]
serde = { version = "1", features = ["rc"] }
`,
  // A procedural macro, which is compiled for the host.
  macros: `
[lib]
proc-macro = true
[dependencies]
syn = { version = "2", features = ["full", "visit"] }
quote = "1"
serde = { version = "1", features = ["alloc"] }
`,
  // Two versions of one package, one renamed.
  renamed: `
[features]
default = ["old?/small_rng"]
on = ["dep:old"]
[dependencies]
old = { package = "rand", version = "0.8", optional = true }
rand = { version = "0.9", default-features = false, features = ["std"] }
indexmap = { version = "2", features = ["serde"] }
[target.'cfg(not(any(target_os = "linux", unix)))'.dependencies]
indexmap = { version = "2", features = ["rayon"] }
`,
};

const SELECTIONS: Readonly<Record<string, readonly [flags: readonly string[], Partial<Selection>]>> = {
  'as it is': [[], {}],
  'with tests': [[], { development: true }],
  'without default features': [['--no-default-features'], { noDefaultFeatures: true }],
  'with all features': [['--all-features'], { allFeatures: true }],
  'with all features and tests': [['--all-features'], { allFeatures: true, development: true }],
};

const PLAIN: Selection = { features: [], allFeatures: false, noDefaultFeatures: false, development: false };

function workspace(resolver: 1 | 2): string {
  const root = scratchFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('Cargo.toml', `[workspace]\nresolver = "${resolver}"\nmembers = ["*"]\nexclude = ["target"]\n`);
  for (const [name, rest] of Object.entries(MEMBERS)) {
    write(`${name}/Cargo.toml`, `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`);
    write(`${name}/src/lib.rs`, '');
  }
  write('script/build.rs', 'fn main() {}\n');
  return root;
}

describe.each([1, 2] as const)('with resolver %i', (resolver) => {
  const root = workspace(resolver);
  const ask = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const world = (): FeatureWorld => {
    const host = platformOfRustc(ask('rustc', '--print', 'host-tuple', '--print', 'cfg'));
    if (host === undefined) throw new Error('rustc does not say what it compiles for');
    const filter = resolver === 1 ? [] : [`--filter-platform=${host.triple}`];
    const metadata = ask('cargo', 'metadata', '--format-version=1', '--all-features', ...filter);
    return { graph: packageGraph(JSON.parse(metadata) as Metadata), resolver, host, target: host };
  };

  it.each(Object.entries(SELECTIONS))('every member %s', (_, [flags, selection]) => {
    const facts = world();
    expect(facts.graph.members.map(({ name }) => name).sort()).toEqual(Object.keys(MEMBERS).sort());
    for (const member of facts.graph.members)
      expect(ours(member, { ...PLAIN, ...selection }, facts), member.name).toEqual(
        theirs(member, flags, selection.development === true),
      );
  });

  function theirs({ name, version }: Package, flags: readonly string[], development: boolean): string[] {
    const edges = development ? 'normal,build,dev' : 'normal,build';
    const format = ['-f', '{p}|{f}', '--prefix', 'none', '--no-dedupe'];
    const tree = ask(
      'cargo',
      'tree',
      '--locked',
      '-p',
      `${name}@${version}`,
      '-e',
      edges,
      ...format,
      ...flags,
    );
    const lines = tree.split('\n').filter((line) => line !== '');
    return unique(
      lines.map((line) => {
        const [, crate = '', its = '', features = ''] =
          /^(\S+) v(\S+)[^|]*\|(.*?)(?: \(\*\))?$/.exec(line) ?? [];
        return `${crate} ${its} ${features.split(',').sort().join()}`;
      }),
    );
  }
});

function ours(member: Package, selection: Selection, world: FeatureWorld): string[] {
  const resolved = resolveFeatures(member, selection, world);
  if (resolved === undefined) throw new Error(`${member.name} is not resolved`);
  return unique(
    [...resolved.compiled].flatMap(([id, sides]) => {
      const { name = '', version = '' } = world.graph.byId.get(id) ?? {};
      const keys = [
        `${id} both`,
        ...(sides.host ? [`${id} host`] : []),
        ...(sides.target ? [`${id} target`] : []),
      ];
      const found = keys.flatMap((key) => resolved.features.get(key) ?? []);
      expect(featuresOf(resolved, id)).toEqual(expect.arrayContaining(found));
      return found.map((features) => `${name} ${version} ${features}`);
    }),
  );
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)].sort();
}
