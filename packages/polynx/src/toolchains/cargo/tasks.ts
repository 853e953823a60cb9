import { withoutDefaults } from '../../model/compact.js';
import { GIT_FACTS, type GitFact } from '../../model/git-facts.js';
import { escapeGlob } from '../../model/globs.js';
import { join, leavesWorkspace } from '../../model/paths.js';
import { platformIntent } from '../../model/platform.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { withReason } from '../../model/uncached.js';
import { type CrateInputs, inputsOf } from './inputs/inputs.js';
import { isSettled } from './inputs/third-party.js';
import { isFormat, type Row, rowNamed, rows } from './intents.js';
import type { Targets } from './manifest/deliverables.js';
import { missingPresets, type Profiles } from './manifest/profiles.js';
import { hasDoctests } from './manifest/test-targets.js';
import type { Workspace } from './manifest/workspace-root.js';
import { type CargoOptions, type CargoRunOptions, cargoRunOptions } from './options.js';
import { artifactNames, namesLeftOut, optionalNames } from './run/artifacts.js';
import { documentationFolder, ownFolder } from './run/command.js';
import { shownArguments } from './run/invocations.js';
import { probesFor, tripleOf } from './run/platforms.js';
import { profileData, variantOf } from './run/variants.js';
import { type MakeTask, variantTasks } from './variant-tasks.js';
import type { CargoDetails, CrateDetails } from './workspace.js';

/**
 * Filled in once: checking what we made ourselves, 10,000 times, is what a graph of 1,000 crates cannot
 * afford.
 */
const DEFAULTS = cargoRunOptions.parse({ command: 'build' });

/** What decides the result and cannot be in a key. */
function whyNotCached({ crate, closures, stamps }: CrateDetails, row: Row, scope: Scope): string | undefined {
  const [outside] = closures[scope].outside;
  if (!isSettled(crate, closures[scope], scope))
    return 'git knows no Cargo.lock that says which packages are linked; commit one';
  if (outside !== undefined) return whyUnseen(outside);
  if (saysNoCommit(row)) return undefined;
  const stamp = stamps[scope].find(({ kind, isElsewhere }) => kind === 'clock' || isElsewhere);
  if (stamp === undefined) return undefined;
  const what = stamp.kind === 'clock' ? 'asks the clock' : 'asks git for the commit of a submodule';
  return `${stamp.file} ${what}; an older stamp is accepted with allowUndeclared = ["${stamp.kind}"]`;
}

/** They leave nothing but that the crate compiles. */
function saysNoCommit({ command }: Row): boolean {
  return command === 'check' || command === 'clippy' || command.startsWith('fmt');
}

/**
 * HEAD is in the key of what has it in its result, by way of whichever crate: it runs again with a commit,
 * and is a hit for all who are at that commit.
 */
function gitOf({ stamps }: CrateDetails, row: Row, scope: Scope): Pick<Inputs, 'git'> {
  const asking = saysNoCommit(row) ? [] : stamps[scope].filter(({ kind }) => kind === 'git');
  if (asking.length === 0) return {};
  const facts = new Set(asking.flatMap((stamp) => stamp.facts));
  return {
    git: {
      facts: GIT_FACTS.filter((fact) => facts.has(fact)),
      by: asking.map(({ file, manifest, setting }) => ({ file, manifest, setting })),
    },
  };
}

/** For the executor: cargo would take a crate for compiled that says another commit. */
function gitFactsOf({ stamps }: CrateDetails, row: Row, scope: Scope): Pick<CargoRunOptions, 'gitFacts'> {
  const gitFacts: Record<string, GitFact[]> = {};
  for (const { kind, name, facts } of isFormat(row) ? [] : stamps[scope]) {
    if (kind !== 'git') continue;
    const known = gitFacts[name] ?? [];
    gitFacts[name] = GIT_FACTS.filter((fact) => known.includes(fact) || facts.includes(fact));
  }
  return { gitFacts };
}

function whyUnseen(directory: string): string {
  return leavesWorkspace(directory)
    ? `${directory} is compiled too and lies outside the repository`
    : `${directory} is compiled too, and Nx does not see it: git ignores it, or it is a symbolic link; of a link, name the folder that it leads to, in members and in dependencies`;
}

export function cargoTasks(project: Project<CargoDetails>, options: CargoOptions): Task[] {
  const { details } = project;
  if (details.kind !== 'crate') return [];
  const inputs = inputsOf(details);
  const make: MakeTask = (row, more) => crateTask(row, details, inputs, options, more);
  return [
    ...rows.filter((row) => row.for?.(details.crate.targets) ?? true).map((row) => make(row, {})),
    ...variantTasks(details.crate, options, make),
  ];
}

/** Programs and C libraries for another platform. A crate that leaves nothing has nothing to show for it. */
export function cargoPlatformTask(
  project: Project<CargoDetails>,
  platform: string,
  options: CargoOptions,
): Task | undefined {
  const { details } = project;
  const triple = tripleOf(platform);
  if (details.kind !== 'crate' || triple === undefined) return undefined;
  const seen = { ...details, ...details.forOtherPlatforms() };
  const row = {
    ...rowNamed('build'),
    name: platformIntent(platform),
    description: `Compile the binaries for ${platform}`,
  };
  const task = crateTask(row, seen, inputsOf(seen), options, {
    target: triple,
    ...platformOptions(triple, details, options),
  });
  if (task.outputs.length === 0) return undefined;
  const { targetDirectory, crossFile } = details.crate.workspace.config;
  const joined = task.outputs.map((path) =>
    path.replace(`${targetDirectory}/${triple}/`, `${targetDirectory}/universal/`),
  );
  return {
    ...task,
    platform,
    platformName: triple,
    inputs: {
      ...task.inputs,
      ...(crossFile === undefined ? {} : { files: [...task.inputs.files, escapeGlob(crossFile)] }),
      probes: [...(task.inputs.probes ?? []), ...probesFor(triple)],
    },
    ...(triple.endsWith('-apple-darwin') ? { joined } : {}),
  };
}

export function crateTask(
  row: Row,
  details: CrateDetails,
  inputs: CrateInputs,
  pluginOptions: CargoOptions,
  more: Partial<CargoRunOptions> = {},
): Task {
  const { workspace } = details.crate;
  const options = {
    ...runOptions(row, details, pluginOptions),
    ...withoutDefaults(gitFactsOf(details, row, scopeOf(row, pluginOptions)), { gitFacts: {} }),
    ...optionalArtifacts(row, details, more.target),
    ...testRunnerOptions(row, details, pluginOptions),
    ...more,
  };
  const parsed = { ...DEFAULTS, ...options };
  const scope = scopeOf(row, pluginOptions);
  const reason = isFormat(row) ? undefined : whyNotCached(details, row, scope);
  const git = gitOf(details, row, scope);
  const outputs = outputsOf(row, parsed, details);
  return {
    intent: row.name,
    description: withReason(describe(row, git), row.cached ? reason : undefined),
    options,
    command: { program: 'cargo', args: shownArguments(parsed), cwd: parsed.workspace },
    ...(row.profiles ? { configurations: configurations(row, workspace, pluginOptions) } : {}),
    cache: row.cached && reason === undefined,
    ...(row.continuous ? { continuous: true } : {}),
    inputs: {
      ...inputsFor(row, scope, inputs, parsed),
      ...(row.command === 'build' && outputs.length > 0 && details.bakesPath ? { place: true } : {}),
      ...git,
    },
    outputs,
    ...leftOut(outputs, details, parsed),
    closure: isFormat(row) ? [] : inputs.closure(scope),
    scope,
  };
}

function describe({ description, cached }: Row, { git }: Pick<Inputs, 'git'>): string {
  const [asker] = git?.by ?? [];
  if (asker === undefined || !cached) return description;
  return `${description} (again with every commit, for which ${asker.file} asks git; an older one is accepted with ${asker.setting.split('\n').at(-1)} in ${asker.manifest})`;
}

/** A linker in .cargo/config.toml is what the user says: cargo itself reads it. */
function platformOptions(
  triple: string,
  { crate }: CrateDetails,
  { driver, installTargets }: CargoOptions,
): Partial<CargoRunOptions> {
  const chosen = driver === 'auto' && crate.workspace.config.linkers.includes(triple) ? 'cargo' : driver;
  return { ...(chosen === 'auto' ? {} : { driver: chosen }), ...(installTargets ? { installTargets } : {}) };
}

function inputsFor(row: Row, scope: Scope, inputs: CrateInputs, { runner: tests }: CargoRunOptions): Inputs {
  if (isFormat(row)) return inputs.formatting();
  if (tests !== 'cargo') return inputs.nextest();
  return row.command === 'clippy' ? inputs.linting(scope) : inputs.compiling(scope);
}

function scopeOf(row: Row, { allTargets }: CargoOptions): Scope {
  return allTargets && (row.command === 'check' || row.command === 'clippy') ? 'development' : row.scope;
}

/** Only what is not the default: options are written into the graph for every target of every crate. */
function runOptions(
  row: Row,
  { crate, apart }: CrateDetails,
  plugin: CargoOptions,
): Partial<CargoRunOptions> & { command: CargoRunOptions['command'] } {
  const { workspace } = crate;
  const { config, lock, toolchainFile } = workspace;
  const compiles = !isFormat(row);
  const ambiguous = (lock?.byName.get(crate.name)?.length ?? 0) > 1;
  const asksWhich = row.name === 'run' || row.name === 'dev';
  const ownTarget = config.targetDirectory !== join(workspace.root, 'target');
  return {
    command: row.command,
    ...withoutDefaults<CargoRunOptions>(
      {
        package: crate.name,
        manifest: ambiguous ? join(crate.directory, 'Cargo.toml') : undefined,
        workspace: workspace.root,
        targetDirectory: ownTarget ? config.targetDirectory : undefined,
        triple: config.triple,
        apart: compiles ? apart?.folder : undefined,
        ownBuild: compiles && apart?.isWhole === true,
      },
      DEFAULTS,
    ),
    // Named even where it is the default: the paths of the outputs contain it.
    ...(row.command === 'build' ? { profile: 'debug' } : {}),
    ...(compiles ? compileOptions(workspace, plugin) : {}),
    ...withoutDefaults<CargoRunOptions>(
      {
        allTargets: plugin.allTargets && scopeOf(row, plugin) !== row.scope,
        locked: !compiles || lock !== undefined ? 'auto' : false,
        bin: asksWhich ? defaultBinary(crate, crate.targets) : undefined,
        pin: toolchainFile?.pin,
      },
      DEFAULTS,
    ),
  };
}

function compileOptions(workspace: Workspace, plugin: CargoOptions): Partial<CargoRunOptions> {
  const { features, allFeatures, noDefaultFeatures, sccache, reproducible } = plugin;
  const profiles = presets(workspace, plugin);
  return withoutDefaults<CargoRunOptions>(
    { profiles, features, allFeatures, noDefaultFeatures, sccache, reproducible },
    DEFAULTS,
  );
}

function leftOut(
  outputs: readonly string[],
  { crate }: CrateDetails,
  options: CargoRunOptions,
): Pick<Task, 'leftOut'> {
  const triple = options.target ?? crate.workspace.config.triple;
  const names = namesLeftOut(crate.targets, triple, crate.manifest.features ?? {}, options);
  if (names.length === 0 || options.command !== 'build') return {};
  return { leftOut: outputs.filter((path) => names.some((name) => path.endsWith(`/${name}`))) };
}

function optionalArtifacts({ command }: Row, { crate }: CrateDetails, triple: string | undefined) {
  if (command !== 'build') return {};
  const names = optionalNames(crate.targets, triple ?? crate.workspace.config.triple);
  return names.length === 0 ? {} : { optional: names };
}

/** https://nexte.st/docs/configuration/: where its file is, its users expect it. */
function testRunnerOptions({ command }: Row, { crate }: CrateDetails, plugin: CargoOptions) {
  const isWanted =
    plugin.runner === 'nextest' || (plugin.runner === 'auto' && crate.workspace.nextest !== undefined);
  if (command !== 'test' || !isWanted) return {};
  return {
    runner: plugin.runner,
    ...(hasDoctests(crate.manifest, crate.targets) ? {} : { doctests: false }),
  };
}

/**
 * Cargo asks which one when there are several and no `default-run`; the one named like the crate is meant, or
 * the first.
 */
function defaultBinary({ manifest, name }: CrateDetails['crate'], { bins }: Targets): string | undefined {
  if (bins.length < 2 || manifest.package?.['default-run'] !== undefined) return undefined;
  return bins.find((bin) => bin.name === name)?.name ?? bins[0]?.name;
}

/** `dev` is the default and builds into `debug`. `production` is what Nx users type for release. */
function configurations(
  { command }: Row,
  workspace: Workspace,
  plugin: CargoOptions,
): Record<string, Readonly<Record<string, unknown>>> {
  const profiles = [...new Set([...workspace.profiles, ...Object.keys(presets(workspace, plugin))])];
  const named = profiles.map(
    (profile) => [profile, { profile: profile === 'dev' ? 'debug' : profile }] as const,
  );
  return {
    ...Object.fromEntries(named),
    ...(profiles.includes('production') ? {} : { production: { profile: 'release' } }),
    ...(command === 'test' ? { 'no-run': { run: false } } : {}),
  };
}

/** Those that the workspace leaves to us. */
function presets(workspace: Workspace, { preset }: CargoOptions): Profiles {
  if (preset === 'manifest') return {};
  const known = presetMemo.get(workspace) ?? missingPresets(workspace.profileTables);
  presetMemo.set(workspace, known);
  return known;
}

const presetMemo = new WeakMap<Workspace, Profiles>();

function outputsOf({ command }: Row, options: CargoRunOptions, { crate }: CrateDetails): string[] {
  const { targetDirectory: target } = crate.workspace.config;
  const triple = options.target ?? crate.workspace.config.triple;
  const variant = variantOf(options);
  if (command === 'pgo-train') return [profileData(target, { ...options, profile: '{options.profile}' })];
  if (command === 'doc') return [documentationFolder(options)];
  if (command !== 'build') return [];
  const below = variant ?? triple;
  const folder = [target, ...(below === undefined ? [] : [below]), '{options.profile}'].join('/');
  return artifactNames(crate.targets, triple).map((file) => join(folder, ownFolder(options), file));
}
