/** Projects that Nix builds as packages get targets for it, whichever toolchain they are of. */
import { createHash } from 'node:crypto';
import { everythingIn, except, type Glob, only } from '../model/globs.js';
import type { NixGraph, NixGraphProject, NixGraphWorkspace } from '../model/nix-graph.js';
import { lockTwin } from '../model/nix-places.js';
import { nixSystem } from '../model/nix-system.js';
import { ownEntry } from '../model/own-entry.js';
import type { Tree } from '../model/tree.js';
import { overrideOf } from './names.js';
import { addReaders, builtByNix, isBuiltByNix, keptBuild } from './nix-builder.js';
import { byToolchain, type InToolchain, needsOf, sourcesOf } from './nix-sources.js';
import { type Pipe, type PipelineContext, type PipelineOptions, platformsOf } from './pipeline.js';
import { type NamedTask, NOTHING, type Planned } from './planned.js';

/** Comes last: what is built before, and what is read elsewhere, is settled. */
export const addNix: Pipe = (planned, context) => {
  const { names, options, nix: graph } = context;
  if (graph === undefined) return planned;
  const done = new Set<string>();
  const index = indexOf(planned, graph, context);
  const all = planned.map((one) => {
    const { root } = one.project;
    const name = names.get(root);
    const nix = name === undefined ? undefined : ownEntry(graph.projects, name);
    const isBuilder = isBuiltByNix(one, context);
    if (name === undefined || nix?.kind !== 'application' || nix.root !== root || done.has(root))
      return isBuilder ? keptBuild(one) : one;
    done.add(root);
    const tasks = tasksOf(one, name, nix, index).flatMap((task) => {
      const override = overrideOf(one, task.intent, options);
      if (override === false) return [];
      const { targetName = task.intent, ...overrides } = override ?? {};
      return [{ ...task, target: targetName, ...(Object.keys(overrides).length === 0 ? {} : { overrides }) }];
    });
    return isBuilder ? builtByNix(one, tasks, nix) : { ...one, tasks: [...one.tasks, ...tasks] };
  });
  return addReaders(all, names);
};

function tasksOf(planned: Planned, name: string, nix: NixGraphProject, index: Index): NamedTask[] {
  const { root } = planned.project;
  const folder = root === '.' ? 'dist' : `dist/${root}`;
  const inputs = inputsOf(name, nix, index);
  const plain = { ...buildTask(name, folder), ...inputs };
  const { manifest } = plain.options;
  const [program] = nix.programs;
  return [
    plain,
    ...systemsOf(planned, index.context.options).map(([platform, system]) => ({
      ...buildTask(name, `${folder}/${platform}`, { platform, system }),
      ...inputs,
    })),
    {
      ...titled('nix-ensure', 'Make sure that what the manifest names is in the store'),
      executor: 'nix-build',
      options: { ...plain.options, ensure: true },
      after: [plain.intent],
    },
    {
      ...titled('nix-rebuild', 'Build the package once more, and compare byte by byte'),
      executor: 'nix',
      options: { command: 'rebuild', attr: name },
      after: ['nix-ensure'],
    },
    ...(program === undefined
      ? []
      : [
          {
            ...titled('nix-run', 'Run what Nix has built'),
            executor: 'nix',
            options: { command: 'run', attr: name, manifest, program },
            after: ['nix-ensure'],
          },
          { ...imageTask(name, folder), ...inputs },
        ]),
  ];
}

/** NB an image is for Linux: elsewhere Nix says so. */
function imageTask(name: string, folder: string) {
  const options = {
    attr: name,
    set: 'images',
    manifest: `${folder}/image-manifest.json`,
    files: `${folder}/image`,
  };
  return {
    ...titled('nix-image', 'Put what Nix has built into an OCI image'),
    executor: 'nix-build',
    options,
    cache: true,
    outputs: [options.manifest, options.files],
  };
}

function buildTask(
  name: string,
  folder: string,
  foreign?: { readonly platform: string; readonly system: string },
) {
  const options = {
    attr: name,
    ...(foreign === undefined ? {} : { system: foreign.system }),
    manifest: `${folder}/nix-manifest.json`,
    files: `${folder}/nix`,
  };
  const task =
    foreign === undefined
      ? titled('nix-build', 'Build the package with Nix, or take it from a cache of Nix')
      : titled(`nix-build-${foreign.platform}`, `Build the package with Nix for ${foreign.system}`);
  return {
    ...task,
    executor: 'nix-build',
    options,
    cache: true,
    outputs: [options.manifest, options.files],
  };
}

function titled(intent: string, description: string): NamedTask {
  return { ...NOTHING, intent, target: intent, description };
}

/** Everything that the flake evaluates for the package, and nothing of the machine but its system. */
function inputsOf(name: string, nix: NixGraphProject, index: Index): Pick<NamedTask, 'inputs' | 'foreign'> {
  const projects = withNeeded(name, index);
  const sources = projects.flatMap((one) =>
    (index.byName.get(one) ?? []).flatMap((planned) => sourcesOf(planned, index.inToolchain)),
  );
  const { graph, context } = index;
  const entries = projects.map((one) => [one, ownEntry(graph.projects, one)] as const);
  const workspaces = graph.workspaces.filter(({ root, language }) =>
    entries.some(([, entry]) => entry?.workspace === root && entry.language === language),
  );
  const slice = [nix.language, JSON.stringify(entries), ...workspaces.map(index.digestOf)];
  return {
    inputs: {
      files: [
        ...filesets(sources, context.tree),
        ...only(['flake.nix', 'flake.lock']),
        ...everythingIn(['nix']),
        ...except(everythingIn(['nix/generated'])),
      ],
      tool: false,
      slice: slice.join('\n'),
      shared: [...new Set(workspaces.flatMap(({ locks }) => locks))].filter(context.tree.has),
    },
    // The system decides. The version of Nix does not: the same derivation has the same result.
    foreign: [{ toolchain: 'none', root: '.', inputs: { files: [] }, reads: [] }],
  };
}

/** The project and all whose result has to lie there first. */
function withNeeded(name: string, { byName, all, context: { names } }: Index): string[] {
  const found = new Set([name]);
  for (const one of found)
    for (const planned of byName.get(one) ?? [])
      for (const { project } of needsOf(planned, names, all)) found.add(project);
  return [...found].sort();
}

interface Index {
  readonly context: PipelineContext;
  readonly graph: NixGraph;
  readonly all: readonly Planned[];
  readonly byName: ReadonlyMap<string, readonly Planned[]>;
  readonly inToolchain: InToolchain;
  /** Of what Nix reads of all members of a workspace: their manifests, and the whole lock. */
  readonly digestOf: (workspace: NixGraphWorkspace) => string;
}

function indexOf(all: readonly Planned[], graph: NixGraph, context: PipelineContext): Index {
  const byName = new Map<string, Planned[]>();
  for (const one of all) {
    const name = context.names.get(one.project.root) ?? '';
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const digests = new Map<NixGraphWorkspace, string>();
  const digestOf = (workspace: NixGraphWorkspace): string => {
    let digest = digests.get(workspace);
    if (digest === undefined) {
      digest = workspaceDigest(workspace, byName, context);
      digests.set(workspace, digest);
    }
    return digest;
  };
  return { context, graph, all, byName, inToolchain: byToolchain(all), digestOf };
}

function workspaceDigest(
  { members, locks, root }: NixGraphWorkspace,
  byName: Index['byName'],
  { names, tree }: PipelineContext,
): string {
  const manifests = [...members, names.get(root) ?? ''].flatMap((member) =>
    (byName.get(member) ?? []).map(({ project }) => project.manifest),
  );
  const files = [...new Set([...manifests, ...locks, ...locks.map(lockTwin)])];
  const texts = files.map((file) => `${file}\n${tree.has(file) ? tree.read(file) : ''}`);
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}

/** Other systems that Nix knows, by the platform that users name. */
function systemsOf(
  { project }: Planned,
  options: PipelineOptions,
): (readonly [platform: string, system: string])[] {
  return platformsOf(project, options).flatMap((platform) => {
    const system = nixSystem(platform);
    return system === undefined ? [] : [[platform, system] as const];
  });
}

/** Folders with all that is in them, and single files. */
export function filesets(paths: readonly string[], tree: Tree): Glob[] {
  const folders = paths.filter((path) => !tree.has(path));
  if (folders.includes('.')) return everythingIn(['.']);
  return [...everythingIn(folders), ...only(paths.filter((path) => tree.has(path)))];
}
