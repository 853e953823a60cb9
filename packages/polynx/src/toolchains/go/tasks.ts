import { compact } from '../../model/compact.js';
import { only } from '../../model/globs.js';
import { join, relative } from '../../model/paths.js';
import {
  executableName,
  hostPlatform,
  platformIntent,
  platformWord,
  UNIVERSAL,
} from '../../model/platform.js';
import type { Project } from '../../model/project.js';
import { fileNamed } from '../../model/safe-paths.js';
import type { Inputs, Task } from '../../model/task.js';
import { withReason } from '../../model/uncached.js';
import { graphTimeContext, shownCommand } from '../toolchain.js';
import { planGo } from './command.js';
import type { GoDetails, ModuleDetails } from './details.js';
import { type Row, rows, type TaskSubject } from './intents.js';
import { type GoOptions, type GoRunOptions, goRunOptions } from './options.js';
import { type GoPlatform, namedPlatform } from './platforms.js';
import type { Settings } from './settings.js';
import type { TaskSources } from './sources.js';

export function goTasks(project: Project<GoDetails>, plugin: GoOptions): Task[] {
  const { module } = project.details;
  if (module === undefined) return [];
  return rows.flatMap((row) => {
    const seen = row.of(project.details);
    return seen === undefined ? [] : [taskOf(row, seen, module, project, plugin)];
  });
}

/**
 * Each package of the module with tests. NB the inputs are those of the module: tests open files of packages
 * beside theirs.
 */
export function goTestParts(project: Project<GoDetails>, plugin: GoOptions): Task[] {
  const { module } = project.details;
  const test = rowNamed('test');
  const seen = test.of(project.details);
  if (module?.own === undefined || seen === undefined) return [];
  return module.own.tested.map((directory) => {
    const name = directory === module.root ? ROOT_PACKAGE : relative(module.root, directory);
    const row = { ...test, name, description: `Run the tests of ${directory}` };
    return taskOf(row, { ...seen, tested: directory }, module, project, plugin);
  });
}

const ROOT_PACKAGE = 'root';

/** The program for another platform. A library has nothing to show for it. */
export function goPlatformTask(
  project: Project<GoDetails>,
  platform: string,
  plugin: GoOptions,
): Task | undefined {
  const { module, main } = project.details;
  const named = namedPlatform(platform);
  if (module === undefined || main === undefined || named === undefined) return undefined;
  if (main.platforms?.every(({ os, arch }) => os !== named.os || arch !== named.arch)) return undefined;
  const row = { ...BUILD, name: platformIntent(platform), description: `Build the binary for ${platform}` };
  const built = taskOf(row, { sources: main.buildFor(named), main }, module, project, plugin, {
    platform,
    named,
  });
  const sibling = binaryPath(project, main.name, UNIVERSAL);
  return { ...built, platform, ...(named.os === 'darwin' ? { joined: [sibling] } : {}) };
}

const BUILD = rowNamed('build');

function rowNamed(name: string): Row {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
}

interface For {
  readonly platform: string;
  readonly named: GoPlatform;
}

function taskOf(
  row: Row,
  seen: TaskSubject,
  module: ModuleDetails,
  project: Project<GoDetails>,
  plugin: GoOptions,
  asked?: For,
): Task {
  const options = {
    ...optionsOf(row, seen, module, project, plugin),
    ...(asked === undefined || seen.main === undefined
      ? {}
      : { ...platformOptions(asked, plugin), output: binaryPath(project, seen.main.name, asked.platform) }),
  };
  const reason = uncachedBecause(options.command, seen.sources, module);
  const command = shownCommand(planGo(goRunOptions.parse(options), graphTimeContext(project)));
  return compact({
    intent: row.name,
    description: withReason(row.description, row.cached ? reason : undefined),
    options,
    command,
    cache: row.cached && reason === undefined,
    ...(row.continuous === true ? { continuous: true } : {}),
    inputs: {
      ...inputsOf(options.command, seen.sources, module),
      ...(options.cgo === true && options.goos !== undefined ? { probes: [['zig', 'version']] } : {}),
    },
    outputs: [options.output, options.coverProfile].filter((path) => path !== undefined),
    ...outputOptions(options.command),
    closure: seen.sources.closure,
    reads: seen.sources.reads,
    scope: row.scope,
  });
}

/** The flags that name them are refused in arguments. */
function outputOptions(command: GoRunOptions['command']): Pick<Task, 'outputOptions'> {
  if (command === 'build') return { outputOptions: ['output'] };
  return command === 'test' ? { outputOptions: ['coverProfile'] } : {};
}

type TaskOptions = Partial<GoRunOptions> & Pick<GoRunOptions, 'command' | 'module'>;

function optionsOf(
  row: Row,
  { main, tested }: TaskSubject,
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
    ...(tested === undefined ? {} : { package: tested }),
    ...(command === 'build' && main === undefined && module.own?.besidePrograms ? { libraries: true } : {}),
    ...(main === undefined || command !== 'build' ? {} : { output: binaryPath(project, main.name) }),
    ...(module.isVendored ? { vendor: true } : {}),
    ...(plugin.tags.length > 0 ? { tags: plugin.tags } : {}),
    ...(tests && plugin.race ? { race: true } : {}),
    ...(tests && plugin.cover ? { cover: true, coverProfile: coverProfile(project, tested) } : {}),
    ...(compiles && plugin.cgo !== undefined ? { cgo: plugin.cgo } : {}),
    ...(compiles && plugin.ldflags !== '' ? { ldflags: plugin.ldflags } : {}),
    ...(command === 'dev' && main?.airDirectory !== undefined ? { air: main.airDirectory } : {}),
  };
}

function coverProfile(project: Project<GoDetails>, tested: string | undefined): string {
  return tested === undefined
    ? join('coverage', folderOf(project), 'cover.out')
    : join('coverage', tested, 'package.out');
}

/**
 * The build for this very platform is the plain one, as it lies at the same place: C included where go would.
 */
function platformOptions({ platform, named: { os, arch } }: For, { cgo }: GoOptions): Partial<GoRunOptions> {
  if (platform === hostPlatform()) return cgo === undefined ? {} : { cgo };
  return { goos: os, goarch: arch, cgo: cgo ?? false };
}

/** The project's path, so that no two binaries of a repository share a folder. */
function binaryPath(project: Project<GoDetails>, name: string, platform = hostPlatform()): string {
  return join('dist', folderOf(project), platformWord(platform), fileNamed(executableName(name, platform)));
}

function folderOf({ root, name }: Project<GoDetails>): string {
  return root === '.' ? fileNamed(name) : root;
}

/** What lies outside the repository cannot be hashed. */
function uncachedBecause(
  command: GoRunOptions['command'],
  { needs }: TaskSources,
  { outside }: ModuleDetails,
): string | undefined {
  const read = command === 'tidy-check' ? outside : needs.outside;
  return read === undefined ? undefined : `${read} is compiled too and lies outside the repository`;
}

function inputsOf(
  command: GoRunOptions['command'],
  { files, ignored, needs, vetted }: TaskSources,
  module: ModuleDetails,
): Inputs {
  // gofmt needs no module's versions, and go mod tidy does not look at go.work.
  const unlisted = ignored.length > 0 ? { ignored } : {};
  if (command === 'fmt-check' || command === 'fmt' || command === 'generate') return { files, ...unlisted };
  if (command === 'tidy-check') return { files: [...only(module.manifests), ...files], ...unlisted };
  return {
    files,
    ...unlisted,
    ...together(module.settingsOf(needs), vetted),
    // Where the user says that something runs before, it may make sources.
    after: true,
    ...(command === 'lint' ? { probes: [['golangci-lint', 'version', '--short']] } : {}),
  };
}

function together(one: Settings, more: Settings | undefined): Settings {
  if (more === undefined) return one;
  return {
    slice: [one.slice, more.slice].filter((text) => text !== '').join('\n'),
    shared: [...one.shared, ...more.shared],
  };
}
