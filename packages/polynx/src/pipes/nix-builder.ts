/**
 * `builder: nix`: the target `build` of a project is the Nix build of its package, which leaves its files
 * where the toolchain's own build would.
 */
import { compact } from '../model/compact.js';
import { ownEntry } from '../model/own-entry.js';
import { basename, dirname, join, relative } from '../model/paths.js';
import type { PipelineContext } from './pipeline.js';
import type { NamedTask, Planned } from './planned.js';

/** A file or folder of the package, and where others look for it. */
export interface PlacedFile {
  /** Workspace-relative; `{options.profile}` may stand in it. */
  readonly to: string;
  /** Places in the package, the first that is there. */
  readonly from: readonly string[];
}

export interface Package {
  /** As the language calls it. */
  readonly package: string;
  /** The flake has no other builds of it, by profile. */
  readonly isOnly?: boolean;
}

/**
 * Whether the project's `build` is to be the Nix build. The manifest counts more than nx.json, which names
 * projects or folders.
 */
export function isBuiltByNix(
  { project: { root, name, settings } }: Planned,
  { options: { builder }, names }: Pick<PipelineContext, 'options' | 'names'>,
): boolean {
  const everywhere =
    typeof builder === 'string'
      ? builder
      : (ownEntry(builder, root) ?? ownEntry(builder, names.get(root) ?? name));
  return (settings.builder ?? everywhere) === 'nix';
}

/**
 * @param tasks what Nix does for the project, `nix-build` among it
 *
 * NB a script of package.json is a target that Nx itself makes and runs: it stays, and says so.
 */
export function builtByNix(planned: Planned, tasks: readonly NamedTask[], nix: Package): Planned {
  const own = planned.tasks.find(({ intent }) => intent === 'build');
  const plain = tasks.find(({ intent }) => intent === 'nix-build');
  const isScript =
    (own !== undefined && own.options === undefined) || (planned.project.scripts ?? []).includes('build');
  const why = isScript
    ? 'a script, which Nx itself runs: Nix builds the package by nix-build'
    : // Who reads it would not find it.
      own?.outputs.length === 0
      ? 'not by Nix, since nobody says what it leaves where: Nix builds the package by nix-build'
      : undefined;
  if (plain === undefined || why !== undefined)
    return keptBuild({ ...planned, tasks: [...planned.tasks, ...tasks] }, why);
  const build: NamedTask = {
    ...plain,
    intent: 'build',
    target: own?.target ?? 'build',
    description: 'Build the package with Nix, or take it from a cache of Nix, and put its files in place',
    ...(own === undefined ? {} : placedAs(own, plain, planned, nix)),
  };
  const others = planned.tasks.filter(
    ({ intent, options }) => intent !== 'build' && !isComparison(options, own),
  );
  // The same work under its other name: nothing is evaluated or kept twice.
  const { options: _, executor: __, ...rest } = plain;
  const alias: NamedTask = {
    ...rest,
    description: 'The same as build, which Nix does here',
    cache: false,
    inputs: { files: [], tool: false },
    outputs: [],
    foreign: [],
    after: ['build'],
  };
  return {
    ...planned,
    tasks: [...others, build, ...tasks.map((task) => (task === plain ? alias : task))],
  };
}

/** Building twice is `nix-rebuild` for Nix. */
function isComparison(options: NamedTask['options'], own: NamedTask | undefined): boolean {
  return own !== undefined && options?.['of'] === own.target;
}

function placedAs(own: NamedTask, plain: NamedTask, { project }: Planned, nix: Package): Partial<NamedTask> {
  const left = own.outputs.filter((path) => !/^!|[*?[]/.test(path) && !own.leftOut?.includes(path));
  const places: PlacedFile[] = left.map((to) => {
    const name = basename(to);
    const within = relative(project.root, to);
    return { to, from: [`bin/${name}`, `lib/${name}`, `lib/node_modules/${nix.package}/${within}`] };
  });
  const { manifest, files } = plain.options as { readonly manifest: string; readonly files: string };
  const profile = own.options?.['profile'];
  // NB Nx wants to know the folder of an output before it knows the options.
  const named = (place: string) => (path: string) =>
    join(dirname(path), basename(path).replace(/^nix/, place));
  const configurations = Object.entries(own.configurations ?? {}).flatMap(([name, { profile: of }]) => {
    if (typeof of !== 'string' || nix.isOnly === true) return [];
    const place = `nix-${of}`;
    const move = named(place);
    return [
      [name, { profile: of, variant: of, place, manifest: move(manifest), files: move(files) }] as const,
    ];
  });
  return compact({
    options: {
      ...plain.options,
      place: 'nix',
      ...(typeof profile === 'string' ? { profile } : {}),
      ...(places.length === 0 ? {} : { places }),
    },
    ...(configurations.length === 0 ? {} : { configurations: Object.fromEntries(configurations) }),
    outputs: [...[manifest, files].map(named('{options.place}')), ...places.map(({ to }) => to)],
    overrides: own.overrides,
    instead: own,
  });
}

/** The build stays what it is, and says why. */
export function keptBuild(planned: Planned, why = 'not by Nix, which has no package of it'): Planned {
  return {
    ...planned,
    tasks: planned.tasks.map((task) =>
      task.intent === 'build' ? { ...task, description: `${task.description} (${why})` } : task,
    ),
  };
}

/**
 * Who reads what such a build leaves has to find it: then a package that cannot leave the store is an error,
 * and not a file that is missing.
 */
export function addReaders(all: readonly Planned[], names: ReadonlyMap<string, string>): Planned[] {
  const readers = new Map<string, Set<string>>();
  for (const { project, tasks } of all)
    for (const { needs } of tasks)
      for (const { root, target } of needs) {
        const key = `${root}:${target}`;
        readers.set(key, (readers.get(key) ?? new Set()).add(names.get(project.root) ?? project.root));
      }
  return all.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      const found = readers.get(`${one.project.root}:${task.target}`);
      if (task.executor !== 'nix-build' || task.intent !== 'build' || found === undefined) return task;
      return { ...task, options: { ...task.options, readers: [...found].sort() } };
    }),
  }));
}
