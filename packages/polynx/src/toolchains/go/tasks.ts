import { join } from '../../model/paths.js';
import { executableName, hostPlatform } from '../../model/platform.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import { planGo } from './command.js';
import { type GoOptions, type GoRunOptions, goRunOptions } from './options.js';
import { fromNeutral } from './platforms.js';
import type { TaskSources } from './sources.js';
import type { GoDetails, MainDetails, ModuleDetails } from './workspace.js';

/** One row per intent. `of` says which projects have it, and what it sees there. */
interface Row extends Intent {
  readonly command: GoRunOptions['command'] | ((details: Own) => GoRunOptions['command']);
  readonly scope: Scope;
  readonly continuous?: boolean;
  of(details: GoDetails): Seen | undefined;
}

type Own = NonNullable<ModuleDetails['own']>;

interface Seen {
  readonly sources: TaskSources;
  readonly main?: MainDetails;
}

const NOTHING: TaskSources = { files: [], closure: [], reads: [] };

/** A module whose only main package is a project of its own is built there; one without any has to compile. */
function buildable({ main, module }: GoDetails): Seen | undefined {
  if (main !== undefined) return canBuildHere(main) ? { sources: main.build, main } : undefined;
  return module?.own?.build === undefined ? undefined : { sources: module.own.build };
}

/** `go build ./...` passes over what cannot be built here, and so do we. */
function canBuildHere({ platforms }: MainDetails): boolean {
  const host = fromNeutral(hostPlatform());
  return platforms?.some(({ os, arch }) => os === host.os && arch === host.arch) ?? true;
}

function runnable({ main }: GoDetails): Seen | undefined {
  return main !== undefined && canBuildHere(main) ? { sources: main.build, main } : undefined;
}

/** Of every module with packages. */
function inModule(see: (own: Own) => TaskSources): Row['of'] {
  return ({ module }) => (module?.own?.hasPackages === true ? { sources: see(module.own) } : undefined);
}

const files = (globs: readonly string[]): TaskSources => ({ ...NOTHING, files: globs });

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
    of: inModule((own) => files(own.files)),
  },
  {
    name: 'format-check',
    command: 'fmt-check',
    scope: 'development',
    cached: true,
    description: 'Check that the code of the module is formatted',
    of: inModule((own) => files(own.files)),
  },
  {
    name: 'tidy-check',
    command: 'tidy-check',
    scope: 'development',
    cached: true,
    description: 'Check that go.mod and go.sum list what the code imports, no more and no less',
    of: inModule((own) => files([...own.tidy])),
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

export function goTasks(project: Project<GoDetails>, plugin: GoOptions): Task[] {
  const { module } = project.details;
  if (module === undefined) return [];
  return rows.flatMap((row) => {
    const seen = row.of(project.details);
    return seen === undefined ? [] : [taskOf(row, seen, module, project, plugin)];
  });
}

function taskOf(
  row: Row,
  seen: Seen,
  module: ModuleDetails,
  project: Project<GoDetails>,
  plugin: GoOptions,
): Task {
  const options = optionsOf(row, seen, module, project, plugin);
  const command = shownCommand(planGo(goRunOptions.parse(options), graphTimeContext(project)));
  return {
    intent: row.name,
    description: row.description,
    options,
    ...(command === undefined ? {} : { command }),
    cache: row.cached,
    ...(row.continuous === true ? { continuous: true } : {}),
    inputs: inputsOf(options.command, seen.sources, module.settings),
    outputs: [options.output, options.coverProfile].filter((path) => path !== undefined),
    closure: seen.sources.closure,
    reads: seen.sources.reads,
    scope: row.scope,
  };
}

type TaskOptions = Partial<GoRunOptions> & Pick<GoRunOptions, 'command' | 'module'>;

function optionsOf(
  row: Row,
  { main }: Seen,
  module: ModuleDetails,
  project: Project<GoDetails>,
  plugin: GoOptions,
): TaskOptions {
  const command =
    typeof row.command === 'string' ? row.command : module.own ? row.command(module.own) : 'vet';
  const compiles = command === 'build' || command === 'run' || command === 'dev';
  const tests = command === 'test';
  return {
    command,
    module: module.root,
    ...(main === undefined ? {} : { package: main.directory }),
    ...(main === undefined || command !== 'build' ? {} : { output: binaryPath(project, main.name) }),
    ...(module.isVendored ? { vendor: true } : {}),
    ...(plugin.tags.length > 0 ? { tags: plugin.tags } : {}),
    ...(tests && plugin.race ? { race: true } : {}),
    ...(tests && plugin.cover
      ? { cover: true, coverProfile: join('coverage', folderOf(project), 'cover.out') }
      : {}),
    ...(compiles && plugin.ldflags !== '' ? { ldflags: plugin.ldflags } : {}),
    ...(command === 'dev' && main?.airDirectory !== undefined ? { air: main.airDirectory } : {}),
  };
}

/** The project's path, so that no two binaries of a repository share a folder. */
function binaryPath(project: Project<GoDetails>, name: string): string {
  const platform = hostPlatform();
  return join('dist', folderOf(project), platform, executableName(name, platform));
}

function folderOf({ root, name }: Project<GoDetails>): string {
  return root === '.' ? name : root;
}

function inputsOf(
  command: GoRunOptions['command'],
  sources: TaskSources,
  settings: ModuleDetails['settings'],
): Inputs {
  return {
    files: [...settings.files, ...sources.files],
    // gofmt needs no module's versions, and go mod tidy does not look at go.work.
    ...(settings.slice === undefined || command === 'fmt-check' || command === 'tidy-check'
      ? {}
      : { slice: settings.slice, shared: settings.shared ?? [] }),
    ...(command === 'lint' ? { probes: [['golangci-lint', 'version', '--short']] } : {}),
  };
}
