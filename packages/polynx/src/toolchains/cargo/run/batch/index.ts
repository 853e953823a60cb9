/**
 * Many crates with one cargo process. The meaning of a task is what cargo does for its crate alone: crates go
 * together only where that gives the same features, files and units, and only what the messages prove counts.
 */
import { ExpectedError } from '../../../../model/errors.js';
import type { Batch, BatchedTask, Batching, BatchWorld } from '../../../toolchain.js';
import { platformOfRustc } from '../../manifest/cfg.js';
import { resolverOf } from '../../manifest/resolver.js';
import type { CargoRunOptions } from '../../options.js';
import { batchOf, sharesProcess } from '../command.js';
import { featuresOf, resolveFeatures } from './features.js';
import { type Candidate, differencesOf, groupsOf } from './groups.js';
import { type Metadata, type Package, packageGraph } from './metadata.js';
import { optimisesAtLinkTime, readManifest } from './settings.js';
import type { FeatureWorld } from './sides.js';
import { type BatchedCrate, expectedUnits, verdictsOf } from './verdicts.js';

type CargoTask = BatchedTask<CargoRunOptions>;

export const batching: Batching<CargoRunOptions> = {
  key: ({ options, context }) => {
    if (!sharesProcess(options, context)) return undefined;
    const { package: _, bin: __, gitFacts: ___, ...shared } = options;
    return JSON.stringify([shared, context.extra]);
  },
  plan: async (tasks, world) => {
    const [first] = tasks;
    const manifest = first === undefined ? undefined : readManifest(first.options, world);
    if (first === undefined || manifest === undefined) return [];
    const { options } = first;
    if (options.command === 'build' && optimisesAtLinkTime(options, manifest, world)) return [];
    const facts = await featureWorld(options, resolverOf(manifest), world);
    if (facts === undefined) return [];
    const candidates = tasks.flatMap((task) => candidateOf(task, facts) ?? []);
    const groups = groupsOf(candidates);
    const apart = differencesOf(groups);
    return groups.flatMap((group) =>
      isSeveral(group) ? [{ ...batch(group, facts), ...(apart.length === 0 ? {} : { apart }) }] : [],
    );
  },
};

/** Undefined where cargo cannot say: then its own words are those of each task. */
async function featureWorld(
  options: CargoRunOptions,
  resolver: 1 | 2,
  world: BatchWorld,
): Promise<FeatureWorld | undefined> {
  const { workspace: cwd, triple, locked } = options;
  const asked = (program: string, ...args: readonly string[]) => world.ask({ program, args, cwd });
  const cfg = ['--print', 'host-tuple', '--print', 'cfg'];
  try {
    const host = platformOfRustc(await asked('rustc', ...cfg));
    const target =
      triple === undefined ? host : platformOfRustc(await asked('rustc', ...cfg, '--target', triple), triple);
    if (host === undefined || target === undefined) return undefined;
    const metadata = await asked(
      'cargo',
      'metadata',
      '--format-version=1',
      '--all-features',
      ...(locked ? ['--locked'] : []),
      ...(resolver === 1 ? [] : platforms(host, target)),
    );
    return { graph: packageGraph(JSON.parse(metadata) as Metadata), resolver, host, target };
  } catch (error) {
    if (error instanceof ExpectedError) return undefined;
    throw error;
  }
}

/**
 * Packages of other platforms may not even be there. NB the first resolver counts the features that they ask
 * for.
 */
function platforms(...all: readonly { readonly triple: string }[]): string[] {
  return [...new Set(all.map(({ triple }) => triple))].map((triple) => `--filter-platform=${triple}`);
}

interface CargoCandidate extends Candidate {
  readonly task: CargoTask;
  readonly package: Package;
}

/**
 * NB integration tests have the target folder compiled in (CARGO_BIN_EXE_*, CARGO_TARGET_TMPDIR), and cargo
 * takes them for fresh in another one: compiled in the folder of the batch, they would not find their
 * program.
 * https://doc.rust-lang.org/cargo/reference/environment-variables.html#environment-variables-cargo-sets-for-crates
 */
function candidateOf(task: CargoTask, world: FeatureWorld): CargoCandidate | undefined {
  const { options, context } = task;
  const [crate, ...others] = world.graph.members.filter(({ name }) => name === options.package);
  if (crate === undefined || others.length > 0) return undefined;
  // Cargo refuses a feature that the crate does not have, and takes it where another one beside it has it.
  if (options.features.some((feature) => crate.features[feature] === undefined)) return undefined;
  if (options.command === 'test' && crate.targets.some(({ kind }) => kind.includes('test'))) return undefined;
  const { features, allFeatures, noDefaultFeatures, allTargets } = options;
  const development = allTargets || options.command === 'test';
  const resolved = resolveFeatures(crate, { features, allFeatures, noDefaultFeatures, development }, world);
  if (resolved === undefined) return undefined;
  const files = context.outputs.map((output) => output.slice(output.lastIndexOf('/') + 1));
  return { task, package: crate, resolved, files };
}

type Several = readonly [CargoCandidate, CargoCandidate, ...CargoCandidate[]];

function isSeveral(group: readonly CargoCandidate[]): group is Several {
  return group.length > 1;
}

function batch(group: Several, { graph }: FeatureWorld): Batch {
  const [{ task: first }, ...others] = group;
  const { step, scratch, artifactsOf, remarks } = batchOf([first, ...others.map(({ task }) => task)]);
  const onlyCompiles = first.options.command === 'test';
  const crates = group.map(({ task, package: crate, resolved }): BatchedCrate => {
    const own = featuresOf(resolved, crate.id).flatMap((features) => features.split(','));
    return {
      id: task.id,
      package: crate,
      resolved,
      expected: expectedUnits(crate, own, task.options.allTargets),
      artifacts: artifactsOf(task),
    };
  });
  return {
    tasks: crates.map(({ id }) => id),
    step,
    scratch,
    remarks,
    // Tests are run by `cargo test -p crate` of each, which finds them compiled.
    verdicts: ({ messages }) =>
      onlyCompiles
        ? new Map(crates.map(({ id }) => [id, { is: 'alone' as const }]))
        : verdictsOf(crates, graph.byId, messages),
  };
}
