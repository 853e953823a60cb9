import { join } from '../../model/paths.js';
import { executableName, hostPlatform } from '../../model/platform.js';
import type { Project } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { graphTimeContext, shownCommand } from '../toolchain.js';
import { planGo } from './command.js';
import type { GoDetails, ModuleDetails } from './details.js';
import { type Row, rows, type Seen } from './intents.js';
import { type GoOptions, type GoRunOptions, goRunOptions } from './options.js';
import type { TaskSources } from './sources.js';

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
