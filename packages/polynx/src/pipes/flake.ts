/** Packages and checks of a flake that somebody wrote, as targets of the projects that they are made from. Their names are told: nobody may be asked. */
import { OptionsError } from '../model/errors.js';
import { ownEntry } from '../model/own-entry.js';
import type { Tree } from '../model/tree.js';
import { type NamedTask, NOTHING, type Planned } from './analysis.js';
import { filesets } from './nix.js';
import { addReaders, builtByNix } from './nix-builder.js';
import { byToolchain, type InToolchain, sourcesOf } from './nix-sources.js';

/** Output to project, by name or directory, and what else it is made from; `.` is the whole repository. */
export type FlakeOutputs = Readonly<Record<string, string | readonly string[]>>;

export interface Flake {
  readonly packages?: FlakeOutputs | undefined;
  readonly checks?: FlakeOutputs | undefined;
}

export interface FlakeWorld {
  readonly names: ReadonlyMap<string, string>;
  readonly tree: Tree;
  readonly isBuilder: (planned: Planned) => boolean;
}

interface Output {
  readonly set: 'packages' | 'checks';
  readonly name: string;
  /** Root of a project, or `undefined` for the whole repository. */
  readonly root: string | undefined;
  readonly more: readonly string[];
}

/** @returns also the tasks that are made from the whole repository */
export function addFlake(
  planned: readonly Planned[],
  flake: Flake,
  world: FlakeWorld,
): { readonly planned: Planned[]; readonly whole: NamedTask[] } {
  const outputs = outputsOf(flake, planned, world);
  const inToolchain = byToolchain(planned);
  const done = new Set<string>();
  const all = planned.map((one) => {
    const { root } = one.project;
    const own = outputs.filter((output) => output.root === root);
    if (own.length === 0 || done.has(root)) return one;
    done.add(root);
    const atRoot = planned.filter(({ project }) => project.root === root);
    const made = madeFrom(atRoot, inToolchain);
    const taken = atRoot.some(({ tasks }) => tasks.some(({ target }) => target === 'nix-build'));
    const packages = own.filter(({ set }) => set === 'packages');
    const tasks = own.map((output) =>
      taskOf(output, root, [...made, ...output.more], world.tree, packages.length === 1 && !taken),
    );
    const isBuilder = packages.length === 1 && !taken && world.isBuilder(one);
    return isBuilder
      ? builtByNix(one, tasks, { package: one.project.name, isOnly: true })
      : { ...one, tasks: [...one.tasks, ...tasks] };
  });
  return {
    planned: addReaders(all, world.names),
    whole: outputs
      .filter(({ root }) => root === undefined)
      .map((output) => taskOf(output, 'nix', ['.'], world.tree, false)),
  };
}

/** The project, all that it compiles, and the files that it shares with others, whole: Nix reads no part of a lock. */
function madeFrom(atRoot: readonly Planned[], inToolchain: InToolchain): string[] {
  return atRoot.flatMap((one) => [
    ...sourcesOf(one, inToolchain),
    ...one.tasks.flatMap(({ inputs }) => inputs.shared ?? []),
  ]);
}

function outputsOf(
  { packages = {}, checks = {} }: Flake,
  planned: readonly Planned[],
  world: FlakeWorld,
): Output[] {
  const of = (set: Output['set'], outputs: FlakeOutputs) =>
    Object.keys(outputs).map((name) => {
      const [owner = '', ...more] = [ownEntry(outputs, name) ?? []].flat();
      // It is part of a target's name and of a file's.
      if (!/^\w[\w.+-]*$/.test(name))
        throw new OptionsError(`${AT}.${set}: a target cannot be named after ${JSON.stringify(name)}.`);
      const root = owner === '.' ? undefined : rootOf(owner, planned, world);
      if (owner !== '.' && root === undefined)
        throw new OptionsError(
          `${AT}.${set}.${name}: ${owner} is no project of polynx, by name or directory; "." is the whole repository.`,
        );
      return { set, name, root, more };
    });
  return [...of('packages', packages), ...of('checks', checks)];
}

const AT = 'polynx options in nx.json.flake';

function rootOf(owner: string, planned: readonly Planned[], { names }: FlakeWorld): string | undefined {
  const roots = planned.map(({ project }) => project.root);
  return roots.find((root) => root === owner) ?? roots.find((root) => names.get(root) === owner);
}

function taskOf(
  { set, name }: Output,
  root: string,
  sources: readonly string[],
  tree: Tree,
  isOnly: boolean,
): NamedTask {
  const at = root === '.' ? 'dist' : `dist/${root}`;
  const target = set === 'checks' ? `nix-check-${name}` : isOnly ? 'nix-build' : `nix-build-${name}`;
  const place = set === 'checks' ? target : isOnly ? 'nix' : `nix-${name}`;
  const paths = [...new Set(sources)].sort();
  const options = {
    attr: name,
    ...(set === 'checks' ? { set } : {}),
    sources: paths,
    manifest: `${at}/${place}-manifest.json`,
    files: `${at}/${place}`,
  };
  return {
    ...NOTHING,
    intent: target,
    target,
    executor: 'nix-build',
    description: `Build ${set}.<system>.${name} of flake.nix with Nix, or take it from a cache of Nix`,
    options,
    cache: true,
    outputs: [options.manifest, options.files],
    inputs: { files: [...filesets(paths, tree), 'flake.lock', '**/*.nix'], tool: false },
    // The system decides.
    foreign: [{ toolchain: 'none', root: '.', inputs: { files: [] }, reads: [] }],
  };
}
