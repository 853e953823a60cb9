import { escapeGlob, only } from '../../../model/globs.js';
import { join } from '../../../model/paths.js';
import type { Scope } from '../../../model/project.js';
import type { Inputs } from '../../../model/task.js';
import type { Crate } from '../manifest/crates.js';
import type { Configured } from '../manifest/lint-config.js';
import type { CrateDetails } from '../workspace.js';
import type { Closure } from './closure.js';
import { isWorkspaceRoot, sliceOf } from './slice.js';

/** What the tasks of one crate see, each computed once: eight tasks share two closures. */
export interface CrateInputs {
  /** For what compiles: sources of the whole closure, third-party packages, configuration. */
  compiling(scope: Scope): Inputs;
  linting(scope: Scope): Inputs;
  /** For tests that cargo-nextest may run: its version and its configuration. */
  nextest(): Inputs;
  formatting(): Inputs;
  /** Directories of the crates that are compiled. */
  closure(scope: Scope): readonly string[];
}

export function inputsOf(details: CrateDetails): CrateInputs {
  const closure = once((scope) => directoriesOf(details.closures[scope].crates));
  const compiling = once((scope) => compilingInputs(details, scope));
  return {
    closure,
    compiling,
    linting(scope) {
      const inputs = compiling(scope);
      return withConfigured(inputs, details.lintFiles);
    },
    nextest() {
      const inputs = compiling('development');
      const { nextest } = details.crate.workspace;
      return {
        ...inputs,
        ...(nextest === undefined ? {} : { files: [...inputs.files, escapeGlob(nextest)] }),
        probes: [['cargo-nextest', 'nextest', '--version']],
      };
    },
    formatting: () => formattingInputs(details),
  };
}

const directoriesMemo = new WeakMap<readonly Crate[], readonly string[]>();

/** NB one list for builds and tests that see the same. */
function directoriesOf(crates: readonly Crate[]): readonly string[] {
  const known = directoriesMemo.get(crates) ?? crates.map(({ directory }) => directory);
  directoriesMemo.set(crates, known);
  return known;
}

const inheritingMemo = new WeakMap<readonly Crate[], readonly string[]>();

function withConfigured(inputs: Inputs, { files, ignored }: Configured): Inputs {
  return {
    ...inputs,
    ...(files.length === 0 ? {} : { files: [...inputs.files, ...files.map(escapeGlob)] }),
    ...(ignored.length === 0 ? {} : { ignored: [...(inputs.ignored ?? []), ...ignored.map(escapeGlob)] }),
  };
}

function once<T>(compute: (scope: Scope) => T): (scope: Scope) => T {
  const known: Partial<Record<Scope, T>> = {};
  return (scope) => (known[scope] ??= compute(scope));
}

function compilingInputs(details: CrateDetails, scope: Scope): Inputs {
  const { crate, closures, sources, env } = details;
  const { config, lock, lockFile } = crate.workspace;
  const common = commonInputs(details);
  return {
    ...common,
    files: [...sources[scope], ...[...config.files, ...pins(details)].map(escapeGlob)],
    slice: sliceOf(crate, closures[scope], scope),
    ...(env[scope].length === 0 ? {} : { env: env[scope] }),
    ...(config.native ? { cpu: true } : {}),
    shared: [
      ...new Set([...common.shared, ...inheritedManifests(closures[scope])]),
      ...(lock === undefined ? [] : [lockFile]),
    ],
  };
}

/** A crate of another workspace takes over what that one's manifest says. */
function inheritedManifests({ crates }: Closure): readonly string[] {
  const known =
    inheritingMemo.get(crates) ??
    crates.filter(readsWorkspace).map(({ workspace }) => join(workspace.root, 'Cargo.toml'));
  inheritingMemo.set(crates, known);
  return known;
}

function readsWorkspace(crate: Crate): boolean {
  const { fields, dependencies, lints } = crate.inherits;
  return isWorkspaceRoot(crate) || lints || fields.length > 0 || dependencies.length > 0;
}

function formattingInputs(details: CrateDetails): Inputs {
  const { crate, formatted, formatFiles } = details;
  const inputs = {
    ...commonInputs(details),
    files: [...formatted, ...only([join(crate.directory, 'Cargo.toml'), ...pins(details)])],
    slice: JSON.stringify(crate.workspace.manifest.workspace?.package?.['edition'] ?? null),
  };
  return withConfigured(inputs, formatFiles);
}

function commonInputs({ crate: { workspace } }: CrateDetails) {
  return {
    toolDirectory: workspace.root,
    pinned: workspace.toolchainFile?.pin !== undefined,
    shared: [join(workspace.root, 'Cargo.toml')],
  };
}

function pins({ crate: { workspace } }: CrateDetails): string[] {
  return workspace.toolchainFile === undefined ? [] : [workspace.toolchainFile.path];
}
