import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { PlaceOf } from '../analysis/statements.js';
import { compact } from '../model/compact.js';
import { escapeGlob, type Glob } from '../model/globs.js';
import type { Scope } from '../model/project.js';
import type { Planned } from '../pipes/planned.js';
import { toolchains } from '../toolchains/index.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';
import { renderTarget, SHARED_INPUT, type TargetContext, workspaceGlob } from './target.js';
import { targetGroups } from './target-groups.js';

type Targets = Record<string, TargetConfiguration>;
type Shared = Omit<TargetContext, 'toolchain' | 'nameOf'> & { readonly placeOf: PlaceOf };

/** All toolchains of one root as one Nx project. */
export function renderProject(
  root: string,
  atRoot: readonly Planned[],
  ownsShared: boolean,
  context: Shared,
): Partial<ProjectConfiguration> {
  // NB named inputs are part of a project's configuration, which enters the key of every task that names the
  // project as the owner of a lock; inputs of targets are not. So an owner carries nothing but the empty
  // input.
  const named = ownsShared ? new Map<string, string>() : nameFilesets(atRoot);
  const targets: Targets = {};
  for (const planned of atRoot) {
    const toolchain = toolchainOf(planned);
    const rendered = renderTargets(planned, {
      ...context,
      toolchain,
      nameOf: (files) => named.get(keyOf(files)),
    });
    Object.assign(targets, rendered, publishTarget(planned, toolchain, atRoot));
  }
  const projects = atRoot.map(({ project }) => project);
  const name = projects.some(({ namedByNx }) => namedByNx) ? undefined : context.names.get(root);
  const description = projects.find((project) => project.description !== undefined)?.description;
  const own = projects.filter(({ namedByNx }) => !namedByNx);
  // NB for a name that does not exist Nx refuses the whole graph.
  const implicitDependencies = atRoot.flatMap(({ project: { settings }, broken }) =>
    (settings.implicitDependencies ?? []).filter(
      (name) => broken === undefined || [...context.names.values()].includes(name),
    ),
  );
  return compact({
    name,
    root,
    ...(own.length === 0
      ? {}
      : { projectType: own.some(({ type }) => type === 'application') ? 'application' : 'library' }),
    ...(implicitDependencies.length === 0 ? {} : { implicitDependencies }),
    ...tagsOf(atRoot),
    ...namedInputs(named, ownsShared),
    ...releaseOf(atRoot),
    targets,
    metadata: compact({
      technologies: [...new Set(atRoot.map((planned) => toolchainOf(planned).technology))],
      ...(Object.keys(targets).length === 0 ? {} : { targetGroups: targetGroups(Object.keys(targets)) }),
      description,
      ...dependenciesOf(atRoot, context),
    }),
  });
}

/**
 * Without it `nx release` looks for a package.json. NB it is stronger than what nx.json says, and weaker than
 * project.json.
 */
function releaseOf(atRoot: readonly Planned[]): Pick<ProjectConfiguration, 'release'> {
  const isOurs = atRoot.some((planned) => {
    const { versioning, versionedByNx = false } = toolchainOf(planned);
    return planned.broken === undefined && versioning !== undefined && !versionedByNx;
  });
  return isOurs ? { release: { version: { versionActions: VERSION_ACTIONS } } } : {};
}

const VERSION_ACTIONS = 'polynx/version-actions';

/**
 * What `nx release publish` runs. Where Nx makes a project too it has a target of that name for npm.
 */
function publishTarget(
  { project, broken }: Planned,
  { publishing }: AnyToolchain,
  atRoot: readonly Planned[],
): Targets {
  const isNxs = atRoot.some((one) => one.project.namedByNx);
  const published = broken === undefined && !isNxs ? publishing?.(project) : undefined;
  if (published === undefined) return {};
  const { leftOut } = published;
  const description = leftOut === undefined ? 'Publish the version' : `Publishes nothing: ${leftOut}`;
  const target: TargetConfiguration = {
    executor: 'polynx:release-publish',
    dependsOn: [`^${PUBLISH}`],
    cache: false,
    options: leftOut === undefined ? {} : { leftOut },
    metadata: { description },
  };
  return { [PUBLISH]: target };
}

const PUBLISH = 'nx-release-publish';

/** Where the edges come from, for people: Nx shows of an edge no more than a file. */
function dependenciesOf(
  atRoot: readonly Planned[],
  { names, placeOf }: Pick<Shared, 'names' | 'placeOf'>,
): { dependencies?: Record<string, string> } {
  const places = new Map<string, string>();
  for (const { root, stated } of atRoot.flatMap(({ links = [] }) => links)) {
    const name = names.get(root) ?? root;
    if (!places.has(name)) places.set(name, placeOf(stated));
  }
  return places.size === 0 ? {} : { dependencies: Object.fromEntries(places) };
}

function toolchainOf({ toolchain: id }: Planned): AnyToolchain {
  const found = toolchains.find((toolchain) => toolchain.id === id);
  if (found === undefined) throw new Error(`no toolchain ${id}`);
  return found;
}

function renderTargets(planned: Planned, context: TargetContext): Targets {
  const { broken, tasks } = planned;
  const legacy = legacyInputs(planned);
  const targets = tasks.map((task) => {
    const target = {
      ...renderTarget(task, planned, context),
    };
    if (task === legacy?.carrier)
      target.inputs = [...(target.inputs ?? ['default', '^default']), ...legacy.files];
    return [task.target, withOverrides(target, task.overrides)] as const;
  });
  const failures = (broken?.targets ?? []).map(
    (target) => [target, failingTarget(broken?.error.message ?? '')] as const,
  );
  return Object.fromEntries([...targets, ...failures]);
}

/**
 * In legacy mode `nx affected` selects the projects any of whose targets names a changed file, and does not
 * follow inputs to other projects, where locks have their owner. So one target that is not cached names the
 * locks: that enters no key.
 */
function legacyInputs({ tasks }: Planned) {
  const files = new Set(tasks.flatMap(({ inputs }) => inputs.shared ?? []));
  const carrier = tasks.find(({ cache, options }) => !cache && options !== undefined);
  if (carrier === undefined || files.size === 0) return undefined;
  return { carrier, files: [...files].map(escapeGlob).map(workspaceGlob) };
}

/** Options and configurations are merged one by one; every other field of an override replaces ours. */
function withOverrides(
  target: TargetConfiguration,
  overrides: Readonly<Record<string, unknown>> | undefined,
): TargetConfiguration {
  if (overrides === undefined) return target;
  const { options, configurations, ...rest } = overrides as { options?: object; configurations?: object };
  return {
    ...target,
    ...rest,
    ...(configurations === undefined
      ? {}
      : { configurations: { ...target.configurations, ...configurations } }),
    ...(options === undefined ? {} : { options: { ...(target.options as object), ...options } }),
  };
}

function failingTarget(message: string): TargetConfiguration {
  return {
    executor: 'polynx:broken',
    options: { message },
    cache: false,
    metadata: { description: `Fails: ${message.split('\n')[0]}` },
  };
}

/** The same array is asked for again and again. */
function keyOf(files: readonly Glob[]): string {
  let key = keys.get(files);
  if (key === undefined) {
    key = files.join('\0');
    keys.set(files, key);
  }
  return key;
}

const keys = new WeakMap<readonly Glob[], string>();

/** Globs used by several targets of a project are written once. */
function nameFilesets(atRoot: readonly Planned[]): Map<string, string> {
  const uses = new Map<string, { toolchain: string; intents: string[]; scopes: Set<Scope> }>();
  for (const { tasks, toolchain } of atRoot) {
    for (const { inputs, intent, scope } of tasks) {
      if (inputs.files.length === 0) continue;
      const key = keyOf(inputs.files);
      const use = uses.get(key) ?? { toolchain, intents: [], scopes: new Set() };
      use.intents.push(intent);
      use.scopes.add(scope);
      uses.set(key, use);
    }
  }
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [files, { toolchain, intents, scopes }] of uses) {
    if (intents.length < 2) continue;
    const plain = `${toolchain}:${scopes.has('production') ? 'sources' : 'sources-and-tests'}`;
    const name = taken.has(plain) ? `${plain}-of-${intents[0]}` : plain;
    taken.add(name);
    names.set(files, name);
  }
  return names;
}

function namedInputs(
  named: ReadonlyMap<string, string>,
  ownsShared: boolean,
): Pick<ProjectConfiguration, 'namedInputs'> {
  const entries = [...named].map(
    ([files, name]) => [name, (files.split('\0') as Glob[]).map(workspaceGlob)] as const,
  );
  if (!ownsShared && entries.length === 0) return {};
  return { namedInputs: { ...Object.fromEntries(entries), ...(ownsShared ? { [SHARED_INPUT]: [] } : {}) } };
}

function tagsOf(atRoot: readonly Planned[]): Pick<ProjectConfiguration, 'tags'> {
  const tags = atRoot.flatMap(({ project, toolchain }) => [
    `toolchain:${toolchain}`,
    ...(project.tags ?? []),
    ...(project.settings.tags ?? []),
  ]);
  return { tags: [...new Set(tags)] };
}
