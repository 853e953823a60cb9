/** What can be done with a module or a main package: one row per target. */
import type { Glob } from '../../model/globs.js';
import { hostPlatform } from '../../model/platform.js';
import type { Scope } from '../../model/project.js';
import type { Intent } from '../toolchain.js';
import type { GoDetails, MainDetails, ModuleDetails } from './details.js';
import type { Needs } from './needs.js';
import type { GoRunOptions } from './options.js';
import { fromNeutral, hostGoPlatform } from './platforms.js';
import type { TaskSources } from './sources.js';

/** One row per intent. `of` says which projects have it, and what it sees there. */
export interface Row extends Intent {
  readonly command: GoRunOptions['command'] | ((details: Own) => GoRunOptions['command']);
  readonly scope: Scope;
  readonly continuous?: boolean;
  of(details: GoDetails): TaskSubject | undefined;
}

type Own = NonNullable<ModuleDetails['own']>;

export interface TaskSubject {
  readonly sources: TaskSources;
  readonly main?: MainDetails;
  /** Directory of the package whose tests are run alone. */
  readonly tested?: string;
}

const NO_NEEDS: Needs = { modules: [], thirdParty: false, outside: undefined, absent: [], vendored: [] };
const NOTHING: TaskSources = { files: [], ignored: [], needs: NO_NEEDS, closure: [], reads: [] };

/**
 * A module whose only main package is a project of its own is built there; one without any has to compile.
 */
function buildable({ main, module }: GoDetails): TaskSubject | undefined {
  if (main !== undefined)
    return canBuildHere(main) ? { sources: main.buildFor(hostGoPlatform()), main } : undefined;
  return module?.own?.build === undefined ? undefined : { sources: module.own.build };
}

/** `go build ./...` passes over what cannot be built here, and so do we. */
function canBuildHere({ platforms }: MainDetails): boolean {
  const host = fromNeutral(hostPlatform());
  return platforms?.some(({ os, arch }) => os === host.os && arch === host.arch) ?? true;
}

function runnable({ main }: GoDetails): TaskSubject | undefined {
  return main !== undefined && canBuildHere(main)
    ? { sources: main.buildFor(hostGoPlatform()), main }
    : undefined;
}

/** Of every module with packages. */
function inModule(see: (own: Own) => TaskSources): Row['of'] {
  return ({ module }) => (module?.own?.hasPackages === true ? { sources: see(module.own) } : undefined);
}

/** Whatever platform they are for. */
function ofFiles(see: (own: Own) => readonly Glob[]): Row['of'] {
  return ({ module }) =>
    module?.own?.hasFiles === true ? { sources: files(see(module.own), module.own) } : undefined;
}

const files = (globs: readonly Glob[], { check }: Own): TaskSources => ({
  ...NOTHING,
  files: globs,
  ignored: check.ignored,
});

export const rows: readonly Row[] = [
  {
    name: 'build',
    command: 'build',
    scope: 'production',
    cached: true,
    description: 'Build the binary, or compile the packages of a library',
    of: buildable,
  },
  {
    name: 'test',
    command: 'test',
    scope: 'development',
    cached: true,
    description: 'Run the tests of every package of the module',
    of: inModule(({ check, testFiles }) => ({ ...check, files: [...testFiles, ...check.files] })),
  },
  {
    name: 'vet',
    command: 'vet',
    scope: 'development',
    cached: true,
    description: 'Report likely mistakes in the code of the module',
    of: inModule((own) => own.check),
  },
  {
    name: 'lint',
    command: (own) => (own.lintConfig.length > 0 ? 'lint' : 'vet'),
    scope: 'development',
    cached: true,
    description: 'Lint with golangci-lint where it is configured, else with go vet',
    of: inModule(({ check, lintConfig }) => ({ ...check, files: [...check.files, ...lintConfig] })),
  },
  {
    name: 'format',
    command: 'fmt',
    scope: 'development',
    cached: false,
    description: 'Format the code of the module in place',
    of: ofFiles((own) => own.files),
  },
  {
    name: 'format-check',
    command: 'fmt-check',
    scope: 'development',
    cached: true,
    description: 'Check that the code of the module is formatted',
    of: ofFiles((own) => own.files),
  },
  {
    name: 'tidy-check',
    command: 'tidy-check',
    scope: 'development',
    cached: true,
    description: 'Check that go.mod and go.sum list what the code imports, no more and no less',
    of: ofFiles((own) => own.tidy),
  },
  {
    name: 'generate',
    command: 'generate',
    scope: 'development',
    cached: false,
    description: 'Run the go:generate lines of the module',
    of: (details) => (details.module?.own?.generates === true ? { sources: NOTHING } : undefined),
  },
  {
    name: 'run',
    command: 'run',
    scope: 'production',
    cached: false,
    continuous: true,
    description: 'Run the program',
    of: runnable,
  },
  {
    name: 'dev',
    command: 'dev',
    scope: 'production',
    cached: false,
    continuous: true,
    description: 'Run the program and restart it on every change (needs air)',
    of: runnable,
  },
];
