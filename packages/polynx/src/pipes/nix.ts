/** Projects that Nix builds as packages get targets for it, whichever toolchain they are of. */

import { escapeGlob } from '../model/globs.js';
import { ownEntry } from '../model/own-entry.js';
import type { Tree } from '../model/tree.js';
import { type NamedTask, NOTHING, type Planned } from './analysis.js';
import type { OverridesOf } from './names.js';
import { addReaders, builtByNix, keptBuild } from './nix-builder.js';
import { byToolchain, type InToolchain, needsOf, sourcesOf } from './nix-sources.js';

/** The part of `nix/generated/graph.json` that decides targets. */
export interface NixKnown {
  readonly projects: Readonly<Record<string, KnownProject>>;
  readonly workspaces: readonly KnownWorkspace[];
}

export interface KnownProject {
  readonly root: string;
  readonly language: string;
  readonly kind: string;
  readonly workspace: string;
  readonly package: string;
  readonly programs: readonly string[];
  readonly needs: readonly { readonly project: string }[];
}

interface KnownWorkspace {
  readonly root: string;
  readonly language: string;
  readonly members: readonly string[];
  readonly locks: readonly string[];
}

export interface NixWorld {
  readonly names: ReadonlyMap<string, string>;
  readonly tree: Tree;
  readonly known: NixKnown;
  readonly overrides: OverridesOf;
  /** Where the twin of a lock lies that Nix cannot read. */
  readonly twinOf: (lock: string) => string;
  readonly digest: (text: string) => string;
  /** Other systems, by the platform that users name. */
  readonly systems: (planned: Planned) => readonly (readonly [platform: string, system: string])[];
  /** Whether `build` itself is to be the Nix build. */
  readonly isBuilder: (planned: Planned) => boolean;
}

/** Comes last: what is built before, and what is read elsewhere, is settled. */
export function addNix(planned: readonly Planned[], world: NixWorld): Planned[] {
  const done = new Set<string>();
  const index = indexOf(planned, world);
  const all = planned.map((one) => {
    const { root } = one.project;
    const name = world.names.get(root);
    const nix = name === undefined ? undefined : ownEntry(world.known.projects, name);
    const isBuilder = world.isBuilder(one);
    if (name === undefined || nix?.kind !== 'application' || nix.root !== root || done.has(root))
      return isBuilder ? keptBuild(one) : one;
    done.add(root);
    const tasks = tasksOf(one, name, nix, index).flatMap((task) => {
      const override = world.overrides(one, task.intent);
      if (override === false) return [];
      const { targetName = task.intent, ...overrides } = override ?? {};
      return [{ ...task, target: targetName, ...(Object.keys(overrides).length === 0 ? {} : { overrides }) }];
    });
    return isBuilder ? builtByNix(one, tasks, nix) : { ...one, tasks: [...one.tasks, ...tasks] };
  });
  return addReaders(all, world.names);
}

function tasksOf(planned: Planned, name: string, nix: KnownProject, index: Index): NamedTask[] {
  const { root } = planned.project;
  const folder = root === '.' ? 'dist' : `dist/${root}`;
  const inputs = inputsOf(name, nix, index);
  const plain = { ...buildTask(name, folder), ...inputs };
  const { manifest } = plain.options;
  const [program] = nix.programs;
  return [
    plain,
    ...index.world.systems(planned).map(([platform, system]) => ({
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
        ]),
  ];
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
function inputsOf(name: string, nix: KnownProject, index: Index): Pick<NamedTask, 'inputs' | 'foreign'> {
  const projects = withNeeded(name, index);
  const sources = projects.flatMap((one) =>
    (index.byName.get(one) ?? []).flatMap((planned) => sourcesOf(planned, index.inToolchain)),
  );
  const { known, tree } = index.world;
  const entries = projects.map((one) => [one, ownEntry(known.projects, one)] as const);
  const workspaces = known.workspaces.filter(({ root, language }) =>
    entries.some(([, entry]) => entry?.workspace === root && entry.language === language),
  );
  const slice = [nix.language, JSON.stringify(entries), ...workspaces.map(index.digestOf)];
  return {
    inputs: {
      files: [...filesets(sources, tree), '{flake.nix,flake.lock}', 'nix/**/*', '!nix/generated/**/*'],
      tool: false,
      slice: slice.join('\n'),
      shared: [...new Set(workspaces.flatMap(({ locks }) => locks))].filter(tree.has),
    },
    // The system decides. The version of Nix does not: the same derivation has the same result.
    foreign: [{ toolchain: 'none', root: '.', inputs: { files: [] }, reads: [] }],
  };
}

/** The project and all whose result has to lie there first. */
function withNeeded(name: string, { byName, all, world: { names } }: Index): string[] {
  const found = new Set([name]);
  for (const one of found)
    for (const planned of byName.get(one) ?? [])
      for (const { project } of needsOf(planned, names, all)) found.add(project);
  return [...found].sort();
}

interface Index {
  readonly world: NixWorld;
  readonly all: readonly Planned[];
  readonly byName: ReadonlyMap<string, readonly Planned[]>;
  readonly inToolchain: InToolchain;
  /** Of what Nix reads of all members of a workspace: their manifests, and the whole lock. */
  readonly digestOf: (workspace: KnownWorkspace) => string;
}

function indexOf(all: readonly Planned[], world: NixWorld): Index {
  const byName = new Map<string, Planned[]>();
  for (const one of all) {
    const name = world.names.get(one.project.root) ?? '';
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const digests = new Map<KnownWorkspace, string>();
  const digestOf = (workspace: KnownWorkspace): string => {
    let digest = digests.get(workspace);
    if (digest === undefined) {
      const { members, locks, root } = workspace;
      const manifests = [...members, world.names.get(root) ?? ''].flatMap((member) =>
        (byName.get(member) ?? []).map(({ project }) => project.manifest),
      );
      const files = [...new Set([...manifests, ...locks, ...locks.map(world.twinOf)])];
      const texts = files.map((file) => `${file}\n${world.tree.has(file) ? world.tree.read(file) : ''}`);
      digest = world.digest(texts.join('\n'));
      digests.set(workspace, digest);
    }
    return digest;
  };
  return { world, all, byName, inToolchain: byToolchain(all), digestOf };
}

/** Folders with all that is in them, and single files. */
export function filesets(paths: readonly string[], tree: Tree): string[] {
  const all = [...new Set(paths)];
  const files = all.filter((path) => tree.has(path)).map(escapeGlob);
  const folders = all.filter((path) => !tree.has(path)).map(escapeGlob);
  if (folders.includes('.')) return ['**/*'];
  return [
    ...(folders.length === 0 ? [] : [`${braces(folders)}/**/*`]),
    ...(files.length === 0 ? [] : [braces(files)]),
  ];
}

function braces(list: readonly string[]): string {
  return list.length === 1 ? (list[0] ?? '') : `{${list.join(',')}}`;
}
