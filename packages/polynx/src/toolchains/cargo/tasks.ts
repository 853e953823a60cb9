import { isInside, join } from '../../model/paths.js';
import { hostPlatform } from '../../model/platform.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { everythingIn, except } from '../shared/globs.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import { sliceOf } from './closure.js';
import { documentationFolder, planCargo } from './command.js';
import type { Targets } from './deliverables.js';
import { type CargoOptions, type CargoRunOptions, cargoRunOptions } from './options.js';
import type { CargoDetails, Workspace } from './workspace.js';

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
  if (details.kind === 'workspace') return [];
  return rows
    .filter((row) => row.for?.(details.targets) ?? true)
    .map((row) => crateTask(row, project, details, options));
}

type CrateDetails = Extract<CargoDetails, { kind: 'crate' }>;

function crateTask(row: Row, project: Project, details: CrateDetails, pluginOptions: CargoOptions): Task {
  const { workspace, outside } = details.crate;
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
    cache: row.cached && outside.length === 0,
    ...(row.continuous ? { continuous: true } : {}),
    inputs: inputsOf(row, details, scope),
    outputs: outputsOf(row, parsed, details, pluginOptions),
    closure: isFormat(row) ? [] : details.closures[scope].map(({ directory }) => directory),
    scope,
  };
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
  { crate, targets }: CrateDetails,
  plugin: CargoOptions,
): Partial<CargoRunOptions> & { command: CargoRunOptions['command'] } {
  const { workspace } = crate;
  const { config, lock, toolchainFile } = workspace;
  const compiles = !isFormat(row);
  const ambiguous = (lock?.byName.get(crate.name)?.length ?? 0) > 1;
  const several = row.name === 'run' || row.name === 'dev' ? severalBins(crate, targets) : undefined;
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

/** The files a user gets from a build: binaries and C libraries. An rlib is cargo's own. */
function artifactNames(
  { bins, lib }: Targets,
  triple: string | undefined,
  features: Readonly<Record<string, readonly string[]>>,
  plugin: CargoOptions,
): string[] {
  const names = fileNames(triple);
  const enabled = enabledFeatures(features, plugin);
  return [
    ...bins
      .filter(
        ({ requiredFeatures }) =>
          enabled === 'all' || requiredFeatures.every((feature) => enabled.has(feature)),
      )
      .map(({ name }) => names.bin(name)),
    ...(lib?.crateTypes ?? []).flatMap((type) => names.library(type, lib?.name ?? '') ?? []),
  ];
}

function enabledFeatures(
  features: Readonly<Record<string, readonly string[]>>,
  plugin: CargoOptions,
): ReadonlySet<string> | 'all' {
  if (plugin.allFeatures) return 'all';
  const enabled = new Set([...(plugin.noDefaultFeatures ? [] : ['default']), ...plugin.features]);
  for (const feature of enabled) for (const implied of features[feature] ?? []) enabled.add(implied);
  return enabled;
}

/** How rustc names files: https://doc.rust-lang.org/reference/linkage.html. Without a triple, the host's way. */
function fileNames(triple: string | undefined) {
  const system = triple ?? hostPlatform();
  const windows = system.includes('windows');
  const wasm = system.startsWith('wasm');
  const apple = system.includes('darwin') || system.includes('apple');
  const dynamic = (name: string) => {
    if (windows) return `${name}.dll`;
    if (wasm) return `${name}.wasm`;
    return apple ? `lib${name}.dylib` : `lib${name}.so`;
  };
  const msvc = windows && !system.endsWith('gnu') && !system.endsWith('gnullvm');
  return {
    bin: (name: string) => (windows ? `${name}.exe` : wasm ? `${name}.wasm` : name),
    library: (crateType: string, name: string): string | undefined => {
      if (crateType === 'cdylib' || crateType === 'dylib') return dynamic(name);
      return crateType === 'staticlib' ? (msvc ? `${name}.lib` : `lib${name}.a`) : undefined;
    },
  };
}

function outputsOf(
  { command }: Row,
  options: CargoRunOptions,
  { crate, targets }: CrateDetails,
  plugin: CargoOptions,
): string[] {
  const { targetDirectory: target, triple } = crate.workspace.config;
  if (command === 'doc') return [documentationFolder(options)];
  if (command !== 'build') return [];
  const folder = [target, ...(triple === undefined ? [] : [triple]), '{options.profile}'].join('/');
  return artifactNames(targets, triple, crate.manifest.features ?? {}, plugin).map(
    (file) => `${folder}/${file}`,
  );
}

/** Folders of a crate that no build compiles. */
const DEVELOPMENT = ['tests', 'benches', 'examples'];

function inputsOf(row: Row, details: CrateDetails, scope: Scope): Inputs {
  const { crate, closures, targets, lintFiles, formatFiles } = details;
  const { workspace, directory } = crate;
  const toolchainFile = workspace.toolchainFile;
  const common = {
    toolDirectory: workspace.root,
    pinned: toolchainFile?.pin !== undefined,
    shared: [join(workspace.root, 'Cargo.toml')],
  };
  const pins = toolchainFile === undefined ? [] : [toolchainFile.path];
  if (isFormat(row)) {
    return {
      ...common,
      files: [
        ...everythingIn([directory], '**/*.rs'),
        join(directory, 'Cargo.toml'),
        ...formatFiles,
        ...pins,
      ],
      slice: JSON.stringify(workspace.manifest.workspace?.package?.['edition'] ?? null),
    };
  }
  const lints = row.command === 'clippy' ? lintFiles : [];
  return {
    ...common,
    files: [
      ...sourcesOf(
        closures[scope].map((member) => member.directory),
        directory,
        scope,
        targets,
      ),
      ...workspace.config.files,
      ...lints,
      ...pins,
    ],
    slice: sliceOf(crate, closures, scope),
    shared: [...common.shared, ...(workspace.lock === undefined ? [] : [workspace.lockFile])],
  };
}

/** Everything in the crates' directories, less what only tests of the crate itself see. */
function sourcesOf(directories: readonly string[], own: string, scope: Scope, targets: Targets): string[] {
  const leaveOut = directories.filter((directory) => scope === 'production' || directory !== own);
  const usesDevelopment = DEVELOPMENT.filter((folder) => isInside(targets.lib?.path ?? '', folder));
  const folders = DEVELOPMENT.filter((folder) => !usesDevelopment.includes(folder));
  return [
    ...everythingIn(directories),
    ...except(
      folders.length === 0 || leaveOut.length === 0
        ? []
        : everythingIn(leaveOut, `{${folders.join(',')}}/**/*`),
    ),
  ];
}
