import { join } from 'node:path';
import type { CreateNodes, FileData, ProjectConfiguration } from '@nx/devkit';
import { findCheckouts } from '../adapters/checkouts.js';
import { writeFileList } from '../adapters/file-list.js';
import { type GitIndex, gitIndex, stateOfIndex } from '../adapters/git-index.js';
import { findLinks } from '../adapters/links.js';
import type { UserOptions } from '../analysis/options.js';
import { NO_CHECKOUTS, ownFile } from '../model/checkouts.js';
import { diskReader } from '../model/disk-reader.js';
import { NO_LINKS } from '../model/links.js';
import { PATTERN } from '../model/pattern.generated.js';
import { FINGERPRINTS, OWN, SLICES } from '../model/places.js';
import { createTree, diskNames, diskNamesState } from '../model/tree.js';
import type { GraphRequest, GraphResult } from './compute-graph.js';
import { isHashOf, listFiles, listWithHashes } from './devkit.js';
import { type Content, type FileRecords, recordReads, revalidate } from './file-records.js';
import {
  isStillTrue,
  type Origin,
  readOrigin,
  readResult,
  type State,
  stateOf,
  writeOrigin,
  writeResult,
} from './graph-cache.js';
import { prune } from './prune.js';
import { readingOnce } from './reading-once.js';

interface Latest {
  readonly workspaceRoot: string;
  readonly result: GraphResult;
  /** Absent where files changed meanwhile. */
  readonly origin?: Origin;
}

let latest: Latest | undefined;

export const createNodes: CreateNodes<UserOptions> = [
  PATTERN,
  async (files, options, { workspaceRoot }) => (await graphFor(workspaceRoot, files, options)).nodes,
];

/**
 * For createDependencies, which Nx calls after createNodes in the same process; should it not, the graph is
 * found again.
 */
export async function latestGraph(
  workspaceRoot: string,
  options: UserOptions | undefined,
): Promise<GraphResult> {
  if (latest?.workspaceRoot === workspaceRoot) return latest.result;
  return graphFor(workspaceRoot, await listFiles(workspaceRoot, [PATTERN]), options);
}

/** Of the last answer in this process. */
export function latestNodes(workspaceRoot: string): readonly Partial<ProjectConfiguration>[] | undefined {
  if (latest?.workspaceRoot !== workspaceRoot) return undefined;
  return latest.result.nodes.flatMap(([, { projects = {} }]) => Object.values(projects));
}

async function graphFor(
  workspaceRoot: string,
  manifests: readonly string[],
  options: UserOptions | undefined,
): Promise<GraphResult> {
  // NB what polynx has written is no news: the daemon would compute the graph for it, which writes again.
  const listed = (await listWithHashes(workspaceRoot)).filter(({ file }) => !file.startsWith(`${OWN}/`));
  const index = gitIndex(workspaceRoot);
  const content = lookingOnce(contentOf(workspaceRoot, options, index));
  const checkouts = findCheckouts(workspaceRoot, manifests, content);
  const isOwn = ownFile(checkouts);
  const files = manifests.filter(isOwn);
  const all = listed.filter(({ file }) => isOwn(file));
  const links = findLinks(workspaceRoot, index).filter(({ path }) => isOwn(path));
  const request = { workspaceRoot, files, options, checkouts, links };
  const state = stateOf(request, all);
  const before = latest?.workspaceRoot === workspaceRoot ? latest.origin : undefined;
  const origin = before ?? readOrigin(workspaceRoot, state.code);
  const known = origin && (await cachedGraph(request, state, all, origin, content));
  latest = known ?? (await freshGraph(request, state, all, content, origin?.records()));
  if (origin?.state.exact !== state.exact) writeFileList(workspaceRoot, state.exact, listed);
  return latest.result;
}

async function cachedGraph(
  { workspaceRoot }: GraphRequest,
  state: State,
  all: readonly FileData[],
  origin: Origin,
  content: Content,
): Promise<Latest | undefined> {
  const isExact = origin.state.exact === state.exact;
  if (!isExact && origin.state.frame !== state.frame) return undefined;
  const records = isExact ? undefined : await revalidate(origin.records(), all, content, loadScans);
  if (!isExact && records === undefined) return undefined;
  const result = latest?.origin === origin ? latest.result : readResult(workspaceRoot, origin.resultKey);
  if (result === undefined || !isStillTrue(workspaceRoot, result, content)) return undefined;
  if (records === undefined) return { workspaceRoot, origin, result };
  return { workspaceRoot, origin: writeOrigin(workspaceRoot, state, origin.resultKey, records), result };
}

async function loadScans() {
  return (await import('../analysis/scans.js')).scans;
}

/** Loaded only now: where nothing has changed, no parser and no toolchain is needed. */
async function freshGraph(
  request: GraphRequest,
  state: State,
  all: readonly FileData[],
  content: Content,
  known: FileRecords = new Map(),
): Promise<Latest> {
  const { computeGraph } = await import('./compute-graph.js');
  const { workspaceRoot, checkouts = NO_CHECKOUTS, links = NO_LINKS } = request;
  const listed = createTree(
    all.map(({ file }) => file),
    content.read,
    content,
  );
  const { tree, outside, records: recordsOf } = recordReads(listed, all, known, content);
  const result = { ...computeGraph(request, { ...tree, checkouts, links }), outside };
  prune(workspaceRoot, SLICES, new Set(result.slices));
  prune(workspaceRoot, FINGERPRINTS, new Set());
  const records = result.mayNotBeKept === true ? undefined : recordsOf();
  if (records === undefined) return { workspaceRoot, result };
  writeResult(workspaceRoot, state.exact, result);
  return { workspaceRoot, result, origin: writeOrigin(workspaceRoot, state, state.exact, records) };
}

/** One answer asks for the same file and the same directory more than once. */
function lookingOnce({ read, names, tracked, ...content }: Content): Content {
  const known = new Map<string, readonly string[]>();
  let files: readonly string[] | undefined;
  return {
    ...content,
    read: readingOnce(read),
    names: (directory) => {
      const found = known.get(directory) ?? names(directory);
      known.set(directory, found);
      return found;
    },
    tracked: () => {
      files ??= tracked();
      return files;
    },
  };
}

/** NB options are checked where the graph is made: here they may be anything. */
function contentOf(workspaceRoot: string, options: UserOptions | undefined, index: GitIndex): Content {
  const { maxFileSize } = options ?? {};
  const reader = diskReader(workspaceRoot, typeof maxFileSize === 'number' ? maxFileSize : undefined);
  return {
    read: reader.read,
    names: diskNames(workspaceRoot, reader),
    namesState: diskNamesState(workspaceRoot),
    tracked: index.files,
    trackedState: () => stateOfIndex(workspaceRoot),
    isSame: (file, text, hash) => isHashOf(text, join(workspaceRoot, file), hash),
  };
}
