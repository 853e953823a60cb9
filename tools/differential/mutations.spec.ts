/**
 * Thousands of broken manifests, of every toolchain and from every corpus: never a crash, never a hang, and
 * no other project is lost.
 *
 * NB the limit tells a hang from slowness, in processor time: on a busy machine every computation takes long.
 */
import { describe, expect, test } from 'vitest';
import { type Analysis, analyse } from '../../packages/polynx/src/analysis/analyse.js';
import { readOptions } from '../../packages/polynx/src/analysis/options.js';
import { ancestors, basename, dirname, isInside, join } from '../../packages/polynx/src/model/paths.js';
import { createTree } from '../../packages/polynx/src/model/tree.js';
import type { Planned } from '../../packages/polynx/src/pipes/planned.js';
import { corpora, readCorpus } from './corpora.js';
import { MUTATIONS, random } from './mutations.js';

const PER_CORPUS = 520;
const MOST_MILLISECONDS = 3_000;
const options = readOptions({});

/** Manifests, locks and pins of every toolchain. */
const NAMES = new Set([
  ...['Cargo.toml', 'Cargo.lock', 'config.toml', 'rust-toolchain', 'rust-toolchain.toml'],
  ...['go.mod', 'go.sum', 'go.work'],
  ...['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml', 'project.json', 'tsconfig.json'],
  ...['deno.json', 'deno.jsonc', 'deno.lock'],
]);

type Files = ReadonlyMap<string, string>;

describe.each(corpora)('%s', (corpus) => {
  test(`${PER_CORPUS} broken manifests`, () => {
    const samples = sampleManifests(readCorpus(corpus));
    expect(samples.length).toBeGreaterThan(0);
    const next = random(corpora.indexOf(corpus) + 1);
    const kinds = Object.keys(MUTATIONS);
    const problems: string[] = [];
    for (let count = 0; count < PER_CORPUS; count++) {
      const sample = samples[count % samples.length];
      const kind = kinds[next(kinds.length)];
      if (sample === undefined || kind === undefined) throw new Error('nothing to mutate');
      const text = sample.files.get(sample.manifest) ?? '';
      const mutated = MUTATIONS[kind]?.(text, next) ?? text;
      const found = examine(sample, mutated);
      if (found.length > 0) problems.push(`${count}: ${sample.manifest} ${kind}: ${found.join('; ')}`);
    }
    expect(problems).toEqual([]);
  });
});

interface Sample {
  readonly manifest: string;
  readonly files: Files;
  readonly before: readonly Planned[];
}

/** Every format of the corpus as often as the others, however many files of one there are. */
function sampleManifests(files: Files): Sample[] {
  const manifests = [...files.keys()].filter((file) => NAMES.has(basename(file)) && files.get(file) !== '');
  const chosen = [...NAMES].flatMap((name) =>
    every(
      12,
      manifests.filter((file) => basename(file) === name),
    ),
  );
  return chosen.map((manifest) => {
    const around = neighbourhood(manifest, files);
    return { manifest, files: around, before: run(around).planned };
  });
}

/** So many of the list, spread over it. */
function every<T>(many: number, list: readonly T[]): T[] {
  const step = Math.max(1, Math.floor(list.length / many));
  return list.filter((_, index) => index % step === 0);
}

/**
 * The manifest's own folder, the folders above, and a few projects beside: thousands of runs over 15,000
 * files would take hours.
 */
function neighbourhood(manifest: string, files: Files): Files {
  const above = new Set(ancestors(dirname(manifest)));
  const beside = [...files.keys()].filter((file) => NAMES.has(basename(file)) && !above.has(dirname(file)));
  const others = new Set(every(12, beside).map((file) => dirname(file)));
  const own = dirname(manifest);
  const near = [...files].filter(([file]) => above.has(dirname(file)) || others.has(dirname(file)));
  const inside = own === '.' ? [] : [...files].filter(([file]) => isInside(file, own)).slice(0, 100);
  return new Map([...near, ...inside]);
}

function run(files: Files): Analysis {
  const tree = createTree([...files.keys()].sort(), (file) => files.get(file));
  return analyse(tree.files, tree, options);
}

/** Milliseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function examine({ manifest, files, before }: Sample, mutated: string): string[] {
  const started = processorTime();
  const broken = new Map([...files, [manifest, mutated]]);
  let after: readonly Planned[];
  try {
    after = run(broken).planned;
  } catch (error) {
    return [`throws ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
  const took = processorTime() - started;
  return [
    ...(took > MOST_MILLISECONDS ? [`takes ${took.toFixed(0)} ms`] : []),
    ...bugs(after),
    ...lost(manifest, before, after, broken).map((project) => `loses ${project}`),
    ...silent(manifest, after),
  ];
}

/** What is caught for the sake of the neighbours is a bug all the same. */
function bugs(after: readonly Planned[]): string[] {
  const messages = after.flatMap(({ broken }) => broken?.error.message ?? []);
  return [...new Set(messages.filter((message) => message.includes('a bug in polynx')))];
}

function key({ toolchain, project }: Planned): string {
  return `${toolchain}:${project.root}`;
}

/** Manifests that list members, and whose. */
const LISTS: Readonly<Record<string, string>> = {
  'Cargo.toml': 'cargo',
  'go.mod': 'go',
  'go.work': 'go',
  'package.json': 'node',
  'pnpm-workspace.yaml': 'node',
  'deno.json': 'deno',
  'deno.jsonc': 'deno',
};

/**
 * Roots of projects that are gone and must not be. A project may go when the mutated manifest can be read and
 * no longer says that there is one: it lists the members of a workspace (below it, or where it points at), or
 * it is the module of a Go package. One that cannot be read takes nobody with it but the packages of its own
 * module; and the project of the mutated one itself stays, broken or not, unless it says so.
 */
function lost(
  manifest: string,
  before: readonly Planned[],
  after: readonly Planned[],
  files: Files,
): string[] {
  const present = new Set(after.map(key));
  const directory = dirname(manifest);
  const own = before.filter(({ project }) => project.manifest === manifest);
  const reached = new Set(own.flatMap(({ links = [] }) => links.map(({ root }) => root)));
  const isBroken = after.some(({ broken, project }) => broken !== undefined && project.manifest === manifest);
  const mayGo = ({ toolchain, project: { root, manifest: made } }: Planned) => {
    if (root === directory && made === manifest) return declines(manifest, files);
    if (made === manifest) return true;
    return (
      !isBroken && toolchain === LISTS[basename(manifest)] && (isInside(root, directory) || reached.has(root))
    );
  };
  return before.filter((planned) => !present.has(key(planned)) && !mayGo(planned)).map(key);
}

/** The mutated manifest is in order and says that there is no project: the two ways there are. */
function declines(manifest: string, files: Files): boolean {
  const isCrate = basename(manifest) === 'Cargo.toml';
  // A crate that lost its own [workspace], below one that does not list it: cargo refuses it.
  const above = ancestors(dirname(manifest)).slice(1);
  const workspaceAbove = above.some((folder) =>
    /^\[workspace/m.test(files.get(join(folder, 'Cargo.toml')) ?? ''),
  );
  if (isCrate) return workspaceAbove;
  // A package without a name, in a repository that is no npm workspace.
  return basename(manifest) === 'package.json' && !files.has('package.json') && !hasName(files.get(manifest));
}

function hasName(text = ''): boolean {
  try {
    return typeof (JSON.parse(text) as { name?: unknown }).name === 'string';
  } catch {
    return true;
  }
}

/** Who cannot be read says which file, first. */
function silent(manifest: string, after: readonly Planned[]): string[] {
  return after
    .filter(({ project, broken }) => broken !== undefined && project.manifest === manifest)
    .map(({ broken }) => broken?.error.message ?? '')
    .filter((message) => !/^[^:\n]+[:\s]/.test(message) || !message.startsWith(`${manifest}:`))
    .map((message) => `says ${message}`);
}
