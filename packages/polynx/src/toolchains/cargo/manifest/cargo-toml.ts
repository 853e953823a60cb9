import * as z from 'zod/mini';
import { ManifestError } from '../../../model/errors.js';
import { toPosix } from '../../../model/native-paths.js';
import { settingsWith } from '../../shared/manifest.js';
import { parseToml } from '../../shared/toml.js';
import type { SourceFile } from '../../toolchain.js';
import { SANITIZERS } from '../options.js';
import { DEEPEST } from './cfg.js';

/**
 * The fields of Cargo.toml that decide projects, edges and artifacts.
 * https://doc.rust-lang.org/cargo/reference/manifest.html
 */
const inherited = z.looseObject({ workspace: z.literal(true) });
const text = z.optional(z.union([z.string(), inherited]));

/** On Windows cargo takes `..\\util` as well. */
const path = z.pipe(z.string(), z.transform(toPosix));

/**
 * Checked by hand in {@link dependencyTable}: a workspace of 1,000 crates has thousands of these and zod's
 * unions cost most there.
 */
const dependencies = z.optional(z.record(z.string(), z.unknown()));

const dependencyTables = {
  dependencies,
  'dev-dependencies': dependencies,
  dev_dependencies: dependencies,
  'build-dependencies': dependencies,
  build_dependencies: dependencies,
};

const target = z.looseObject({
  name: z.optional(z.string()),
  path: z.optional(path),
  'crate-type': z.optional(z.array(z.string())),
  crate_type: z.optional(z.array(z.string())),
  'proc-macro': z.optional(z.boolean()),
  proc_macro: z.optional(z.boolean()),
  'required-features': z.optional(z.array(z.string())),
  doctest: z.optional(z.boolean()),
  test: z.optional(z.boolean()),
});

/** What of the `nx` section is about Rust alone. */
const ownSettings = {
  pgo: z.optional(z.array(z.string()).check(z.minLength(1, 'must name a command'))),
  sanitizers: z.optional(z.array(z.enum(SANITIZERS))),
};

const metadata = z.optional(
  z.looseObject({
    nx: z.optional(settingsWith(ownSettings)),
    /** https://rust-fuzz.github.io/book/cargo-fuzz/setup.html */
    'cargo-fuzz': z.optional(z.unknown()),
  }),
);

const packageToml = z.looseObject({
  name: z.string().check(z.minLength(1, 'must not be empty')),
  version: text,
  edition: text,
  description: text,
  workspace: z.optional(path),
  build: z.optional(z.union([z.string(), z.boolean(), z.array(z.string())])),
  autobins: z.optional(z.boolean()),
  autolib: z.optional(z.boolean()),
  autobenches: z.optional(z.boolean()),
  autotests: z.optional(z.boolean()),
  autoexamples: z.optional(z.boolean()),
  'default-run': z.optional(z.string()),
  metadata,
});

const cargoToml = z.looseObject({
  package: z.optional(packageToml),
  /** What `[package]` was called before 2014; cargo still reads it. */
  project: z.optional(packageToml),
  lib: z.optional(target),
  bin: z.optional(z.array(target)),
  bench: z.optional(z.array(target)),
  test: z.optional(z.array(target)),
  example: z.optional(z.array(target)),
  features: z.optional(z.record(z.string(), z.array(z.string()))),
  ...dependencyTables,
  target: z.optional(z.record(z.string(), z.looseObject(dependencyTables))),
  patch: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
  replace: dependencies,
  profile: z.optional(z.record(z.string(), z.unknown())),
  lints: z.optional(z.record(z.string(), z.unknown())),
  workspace: z.optional(
    z.looseObject({
      members: z.optional(z.array(path)),
      'default-members': z.optional(z.array(path)),
      exclude: z.optional(z.array(path)),
      resolver: z.optional(z.string()),
      package: z.optional(z.record(z.string(), z.unknown())),
      dependencies,
      lints: z.optional(z.record(z.string(), z.unknown())),
      metadata,
    }),
  ),
});

export type CargoToml = z.infer<typeof cargoToml>;
export type TargetToml = z.infer<typeof target>;

export function parseCargoToml(file: SourceFile): CargoToml {
  const { project, ...manifest } = parseToml(file, cargoToml);
  const found = project === undefined ? manifest : { package: project, ...manifest };
  if (found.package === undefined && found.workspace === undefined) {
    const problem = 'has neither [package] nor [workspace]';
    throw new ManifestError({ file: file.path, problem, hint: 'Cargo refuses such a manifest too.' });
  }
  const deep = Object.keys(found.target ?? {}).find((condition) => depthOf(condition) > DEEPEST);
  if (deep !== undefined)
    throw new ManifestError({
      file: file.path,
      field: 'target',
      problem: `nests cfg(…) deeper than ${DEEPEST} levels`,
    });
  return found;
}

function depthOf(condition: string): number {
  let [deepest, depth] = [0, 0];
  for (const sign of condition) {
    if (sign === '(') deepest = Math.max(deepest, ++depth);
    if (sign === ')') depth--;
  }
  return deepest;
}

/** One entry of a dependency table, as far as it decides where the package comes from. */
export interface DependencySpec {
  /** The name in `[dependencies]`, by which the code says `use`. */
  readonly key: string;
  /** The name of the package, which `package = "…"` sets apart from the key. */
  readonly name: string;
  readonly path?: string;
  readonly inherited: boolean;
  readonly optional: boolean;
}

export function dependencyTable(table: Readonly<Record<string, unknown>> | undefined): DependencySpec[] {
  if (table === undefined) return [];
  return Object.entries(table).map(([key, value]) => dependencySpec(key, value));
}

export function dependencySpec(key: string, value: unknown): DependencySpec {
  const spec = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return {
    key,
    name: typeof spec['package'] === 'string' ? spec['package'] : key,
    ...(typeof spec['path'] === 'string' ? { path: toPosix(spec['path']) } : {}),
    inherited: spec['workspace'] === true,
    optional: spec['optional'] === true,
  };
}

export type DependencyKind = 'normal' | 'build' | 'dev';

export type KindedDependency = DependencySpec & {
  readonly kind: DependencyKind;
  /** The keys that lead to it. */
  readonly at: readonly string[];
  /** `[target.<condition>]`, where the dependency is in such a table. */
  readonly condition?: string;
};

const dependenciesMemo = new WeakMap<CargoToml, readonly KindedDependency[]>();

/**
 * Every dependency of a manifest with its kind, those of `[target.…]` tables included: an edge holds on every
 * platform.
 */
export function allDependencies(manifest: CargoToml): readonly KindedDependency[] {
  let found = dependenciesMemo.get(manifest);
  if (found === undefined) {
    found = [
      ...inTable(manifest),
      ...Object.entries(manifest.target ?? {}).flatMap(([condition, table]) =>
        inTable(table).map((one) => ({ ...one, at: ['target', condition, ...one.at], condition })),
      ),
    ];
    dependenciesMemo.set(manifest, found);
  }
  return found;
}

type Table = Pick<CargoToml, keyof typeof dependencyTables>;

function inTable(table: Table): KindedDependency[] {
  const build = table['build-dependencies'] === undefined ? 'build_dependencies' : 'build-dependencies';
  const dev = table['dev-dependencies'] === undefined ? 'dev_dependencies' : 'dev-dependencies';
  return [
    ...ofKind('normal', 'dependencies', table),
    ...ofKind('build', build, table),
    ...ofKind('dev', dev, table),
  ];
}

function ofKind(kind: DependencyKind, name: keyof Table, table: Table): KindedDependency[] {
  return dependencyTable(table[name]).map((spec) => ({ ...spec, kind, at: [name, spec.key] }));
}

/** A string that may be inherited from `[workspace.package]`. */
export function textField(
  value: string | { workspace: true } | undefined,
  inheritedValue: unknown,
): string | undefined {
  if (typeof value === 'string') return value;
  return value !== undefined && typeof inheritedValue === 'string' ? inheritedValue : undefined;
}
