/**
 * Packages and checks of a hand-written flake, as targets of the projects that they are made from.
 * Their names are told: nobody may be asked.
 */
import { OptionsError } from '../model/errors.js';
import type { FlakeOptions, FlakeOutputs } from '../model/flake.js';
import { glob } from '../model/globs.js';
import { NIX_FOLDER } from '../model/nix-places.js';
import { ownEntry } from '../model/own-entry.js';
import { isInside, outermost } from '../model/paths.js';
import type { Tree } from '../model/tree.js';
import { filesets } from './nix.js';
import { addReaders, builtByNix, isBuiltByNix } from './nix-builder.js';
import { byToolchain, type InToolchain, sourcesOf } from './nix-sources.js';
import type { Pipe, PipelineContext } from './pipeline.js';
import { type NamedTask, NOTHING, type Planned } from './planned.js';

interface Output {
  readonly set: 'packages' | 'checks';
  readonly name: string;
  /** Root of a project, or `undefined` for the whole repository. */
  readonly root: string | undefined;
  readonly more: readonly string[];
}

export const addFlake: Pipe = (planned, context) => {
  const { flake } = context.options;
  if (flake === undefined) return planned;
  const outputs = outputsOf(flake, planned, context);
  const inToolchain = byToolchain(planned);
  const done = new Set<string>();
  const all = planned.map((one) => {
    const { root } = one.project;
    const own = outputs.filter((output) => output.root === root);
    if (own.length === 0 || done.has(root)) return one;
    done.add(root);
    const atRoot = planned.filter(({ project }) => project.root === root);
    return withOutputs(one, own, atRoot, inToolchain, context);
  });
  return addReaders(all, context.names);
};

/** The tasks that are made from the whole repository: they belong to no project of a toolchain. */
export function wholeRepositoryTasks(planned: readonly Planned[], context: PipelineContext): NamedTask[] {
  const { flake } = context.options;
  return outputsOf(flake ?? {}, planned, context)
    .filter(({ root }) => root === undefined)
    .map((output) => taskOf(output, NIX_FOLDER, ['.'], context.tree, false));
}

function withOutputs(
  one: Planned,
  outputs: readonly Output[],
  atRoot: readonly Planned[],
  inToolchain: InToolchain,
  context: PipelineContext,
): Planned {
  const made = madeFrom(atRoot, inToolchain);
  const taken = atRoot.some(({ tasks }) => tasks.some(({ target }) => target === 'nix-build'));
  const packages = outputs.filter(({ set }) => set === 'packages');
  const isOnly = packages.length === 1 && !taken;
  const tasks = outputs.map((output) =>
    taskOf(output, one.project.root, [...made, ...output.more], context.tree, isOnly),
  );
  return isOnly && isBuiltByNix(one, context)
    ? builtByNix(one, tasks, { package: one.project.name, isOnly: true })
    : { ...one, tasks: [...one.tasks, ...tasks] };
}

/**
 * The project, all that it compiles, and the files that it shares with others, whole: Nix reads no part of a
 * lock.
 */
function madeFrom(atRoot: readonly Planned[], inToolchain: InToolchain): string[] {
  return atRoot.flatMap((one) => {
    const sources = sourcesOf(one, inToolchain);
    const shared = one.tasks.flatMap(({ inputs }) => inputs.shared ?? []);
    return [...sources, ...shared.filter((file) => !sources.some((folder) => isInside(file, folder)))];
  });
}

function outputsOf(
  { packages = {}, checks = {} }: FlakeOptions,
  planned: readonly Planned[],
  context: PipelineContext,
): Output[] {
  const of = (set: Output['set'], outputs: FlakeOutputs) =>
    Object.keys(outputs).map((name) => {
      const [owner = '', ...more] = [ownEntry(outputs, name) ?? []].flat();
      // It is part of a target's name and of a file's.
      if (!/^\w[\w.+-]*$/.test(name))
        throw new OptionsError(`${AT}.${set}: a target cannot be named after ${JSON.stringify(name)}.`);
      const root = owner === '.' ? undefined : rootOf(owner, planned, context);
      if (owner !== '.' && root === undefined)
        throw new OptionsError(
          `${AT}.${set}.${name}: ${owner} is no project of polynx, by name or directory; "." is the whole repository.`,
        );
      return { set, name, root, more };
    });
  return [...of('packages', packages), ...of('checks', checks)];
}

const AT = 'polynx options in nx.json.flake';

function rootOf(owner: string, planned: readonly Planned[], { names }: PipelineContext): string | undefined {
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
  const paths = outermost(sources);
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
    inputs: { files: [...filesets(paths, tree), glob`flake.lock`, glob`**/*.nix`], tool: false },
    // The system decides.
    foreign: [{ toolchain: 'none', root: '.', inputs: { files: [] }, reads: [] }],
  };
}
