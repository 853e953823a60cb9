import { join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import { artifactNames } from './artifacts.js';
import { documentationFolder, planCargo } from './command.js';
import type { Targets } from './deliverables.js';
import { type CrateInputs, inputsOf } from './inputs.js';
import { type CargoOptions, type CargoRunOptions, cargoRunOptions } from './options.js';
import type { CargoDetails, CrateDetails } from './workspace.js';
import type { Workspace } from './workspace-root.js';

/** One row per intent: what cargo is asked, what it sees, and whether the answer can be kept. */
interface Row extends Intent {
  readonly command: CargoRunOptions['command'];
  readonly scope: Scope;
  readonly profiles?: boolean;
  readonly continuous?: boolean;
  readonly for?: (targets: Targets) => boolean;
}

const hasBins = ({ bins }: Targets) => bins.length > 0;

export const rows: readonly Row[] = [
  {
    name: 'build',
    command: 'build',
    scope: 'production',
    cached: true,
    profiles: true,
    description: 'Compile the library and the binaries',
  },
  {
    name: 'test',
    command: 'test',
    scope: 'development',
    cached: true,
    profiles: true,
    description: 'Run unit, integration and documentation tests',
  },
  {
    name: 'check',
    command: 'check',
    scope: 'production',
    cached: true,
    description: 'Check for errors without generating code',
  },
  { name: 'lint', command: 'clippy', scope: 'production', cached: true, description: 'Lint with clippy' },
  {
    name: 'format',
    command: 'fmt',
    scope: 'development',
    cached: false,
    description: 'Format the sources with rustfmt',
  },
  {
    name: 'format-check',
    command: 'fmt-check',
    scope: 'development',
    cached: true,
    description: 'Check that the sources are formatted',
  },
  {
    name: 'doc',
    command: 'doc',
    scope: 'production',
    cached: true,
    description: 'Generate the documentation',
  },
  {
    name: 'bench',
    command: 'bench',
    scope: 'development',
    cached: false,
    description: 'Run the benchmarks',
    for: ({ hasBenches }) => hasBenches,
  },
  {
    name: 'run',
    command: 'run',
    scope: 'production',
    cached: false,
    continuous: true,
    profiles: true,
    description: 'Run the binary',
    for: hasBins,
  },
  {
    name: 'dev',
    command: 'dev',
    scope: 'production',
    cached: false,
    continuous: true,
    description: 'Run the binary again on every change',
    for: hasBins,
  },
];

export function cargoTasks(project: Project<CargoDetails>, options: CargoOptions): Task[] {
  const { details } = project;
  if (details.kind !== 'crate') return [];
  const inputs = inputsOf(details);
  return rows
    .filter((row) => row.for?.(details.crate.targets) ?? true)
    .map((row) => crateTask(row, project, details, inputs, options));
}

function crateTask(
  row: Row,
  project: Project,
  details: CrateDetails,
  inputs: CrateInputs,
  pluginOptions: CargoOptions,
): Task {
  const { workspace } = details.crate;
  const options = runOptions(row, details, pluginOptions);
  const parsed = cargoRunOptions.parse(options);
  const command = shownCommand(planCargo(parsed, graphTimeContext(project)));
  const scope = sees(row, pluginOptions);
  return {
    intent: row.name,
    description: row.description,
    options,
    ...(command === undefined ? {} : { command }),
    ...(row.profiles ? { configurations: configurations(workspace) } : {}),
    cache: row.cached && (isFormat(row) || details.closures[scope].outside.length === 0),
    ...(row.continuous ? { continuous: true } : {}),
    inputs: inputsFor(row, scope, inputs),
    outputs: outputsOf(row, parsed, details, pluginOptions),
    closure: isFormat(row) ? [] : inputs.closure(scope),
    scope,
  };
}

function inputsFor(row: Row, scope: Scope, inputs: CrateInputs): Inputs {
  if (isFormat(row)) return inputs.formatting();
  return row.command === 'clippy' ? inputs.linting(scope) : inputs.compiling(scope);
}

function isFormat({ command }: Row): boolean {
  return command === 'fmt' || command === 'fmt-check';
}

function sees(row: Row, { allTargets }: CargoOptions): Scope {
  return allTargets && (row.command === 'check' || row.command === 'clippy') ? 'development' : row.scope;
}

/** Only what is not the default: options are written into the graph for every target of every crate. */
function runOptions(
  row: Row,
  { crate }: CrateDetails,
  plugin: CargoOptions,
): Partial<CargoRunOptions> & { command: CargoRunOptions['command'] } {
  const { workspace } = crate;
  const { config, lock, toolchainFile } = workspace;
  const compiles = !isFormat(row);
  const ambiguous = (lock?.byName.get(crate.name)?.length ?? 0) > 1;
  const several = row.name === 'run' || row.name === 'dev' ? severalBins(crate, crate.targets) : undefined;
  return {
    command: row.command,
    package: crate.name,
    ...(ambiguous ? { manifest: join(crate.directory, 'Cargo.toml') } : {}),
    ...(workspace.root === '.' ? {} : { workspace: workspace.root }),
    ...(config.targetDirectory === join(workspace.root, 'target')
      ? {}
      : { targetDirectory: config.targetDirectory }),
    ...(config.triple === undefined ? {} : { triple: config.triple }),
    // Named even where it is the default: the paths of the outputs contain it.
    ...(row.command === 'build' ? { profile: 'debug' } : {}),
    ...(compiles && plugin.features.length > 0 ? { features: plugin.features } : {}),
    ...(compiles && plugin.allFeatures ? { allFeatures: true } : {}),
    ...(compiles && plugin.noDefaultFeatures ? { noDefaultFeatures: true } : {}),
    ...(plugin.allTargets && sees(row, plugin) !== row.scope ? { allTargets: true } : {}),
    ...(compiles && lock === undefined ? { locked: false } : {}),
    ...(several === undefined ? {} : { bin: several }),
    ...(toolchainFile?.pin === undefined ? {} : { pin: toolchainFile.pin }),
  };
}

/** Cargo asks which one when there are several and no `default-run`; the one named like the crate is meant, or the first. */
function severalBins({ manifest, name }: CrateDetails['crate'], { bins }: Targets): string | undefined {
  if (bins.length < 2 || manifest.package?.['default-run'] !== undefined) return undefined;
  return bins.find((bin) => bin.name === name)?.name ?? bins[0]?.name;
}

/** `dev` is the default and builds into `debug`. `production` is what Nx users type for release. */
function configurations({ profiles }: Workspace): Record<string, { profile: string }> {
  const named = profiles.map(
    (profile) => [profile, { profile: profile === 'dev' ? 'debug' : profile }] as const,
  );
  return {
    ...Object.fromEntries(named),
    ...(profiles.includes('production') ? {} : { production: { profile: 'release' } }),
  };
}

function outputsOf(
  { command }: Row,
  options: CargoRunOptions,
  { crate }: CrateDetails,
  plugin: CargoOptions,
): string[] {
  const { targetDirectory: target, triple } = crate.workspace.config;
  if (command === 'doc') return [documentationFolder(options)];
  if (command !== 'build') return [];
  const folder = [target, ...(triple === undefined ? [] : [triple]), '{options.profile}'].join('/');
  return artifactNames(crate.targets, triple, crate.manifest.features ?? {}, plugin).map(
    (file) => `${folder}/${file}`,
  );
}
