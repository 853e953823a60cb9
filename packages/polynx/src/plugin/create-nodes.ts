import { join } from 'node:path';
import type { CreateNodes, FileData } from '@nx/devkit';
import { writeFileList } from '../adapters/file-list.js';
import type { UserOptions } from '../analysis/options.js';
import { PATTERN } from '../model/pattern.generated.js';
import { ANSWERS, SLICES } from '../model/places.js';
import { createTree, diskReader } from '../model/tree.js';
import type { Answer, Question } from './answer.js';
import { isHashOf, listFiles, listWithHashes } from './devkit.js';
import { prune } from './prune.js';
import {
  isStillTrue,
  type Origin,
  recall,
  recallOrigin,
  remember,
  rememberOrigin,
  type State,
  stateOf,
} from './remembered.js';
import { type Content, lookAgain, type Seen, watch } from './seen.js';

interface Latest {
  readonly workspaceRoot: string;
  readonly answer: Answer;
  /** Absent where files changed meanwhile. */
  readonly origin?: Origin;
}

let latest: Latest | undefined;

export const createNodes: CreateNodes<UserOptions> = [
  PATTERN,
  async (files, options, { workspaceRoot }) => (await answerFor(workspaceRoot, files, options)).nodes,
];

/** For createDependencies, which Nx calls after createNodes in the same process; should it not, the answer is found again. */
export async function latestAnswer(workspaceRoot: string, options: UserOptions | undefined): Promise<Answer> {
  if (latest?.workspaceRoot === workspaceRoot) return latest.answer;
  return answerFor(workspaceRoot, await listFiles(workspaceRoot, [PATTERN]), options);
}

async function answerFor(
  workspaceRoot: string,
  files: readonly string[],
  options: UserOptions | undefined,
): Promise<Answer> {
  const all = await listWithHashes(workspaceRoot);
  const question = { workspaceRoot, files, options };
  const state = stateOf(question, all);
  const before = latest?.workspaceRoot === workspaceRoot ? latest.origin : undefined;
  const origin = before ?? recallOrigin(workspaceRoot, state.code);
  const known = origin && (await knownAnswer(workspaceRoot, state, all, origin));
  latest = known ?? (await computed(question, state, all, origin?.seen()));
  if (origin?.state.exact !== state.exact) writeFileList(workspaceRoot, state.exact, all);
  return latest.answer;
}

async function knownAnswer(
  workspaceRoot: string,
  state: State,
  all: readonly FileData[],
  origin: Origin,
): Promise<Latest | undefined> {
  const isExact = origin.state.exact === state.exact;
  if (!isExact && origin.state.frame !== state.frame) return undefined;
  const seen = isExact ? undefined : await lookAgain(origin.seen(), all, contentOf(workspaceRoot), loadScans);
  if (!isExact && seen === undefined) return undefined;
  const answer = latest?.origin === origin ? latest.answer : recall(workspaceRoot, origin.answer);
  if (answer === undefined || !isStillTrue(workspaceRoot, answer)) return undefined;
  if (seen === undefined) return { workspaceRoot, origin, answer };
  return { workspaceRoot, origin: rememberOrigin(workspaceRoot, state, origin.answer, seen), answer };
}

async function loadScans() {
  return (await import('../analysis/scans.js')).scans;
}

/** Loaded only now: where nothing has changed, no parser and no toolchain is needed. */
async function computed(
  question: Question,
  state: State,
  all: readonly FileData[],
  known: Seen = new Map(),
): Promise<Latest> {
  const { computeAnswer } = await import('./answer.js');
  const { workspaceRoot } = question;
  const content = contentOf(workspaceRoot);
  const listed = createTree(
    all.map(({ file }) => file),
    content.read,
  );
  const { tree, outside, seen: seenBy } = watch(listed, all, known, content);
  const answer = { ...computeAnswer(question, tree), outside };
  prune(join(workspaceRoot, SLICES), new Set(answer.slices));
  prune(join(workspaceRoot, ANSWERS), new Set());
  const seen = seenBy();
  if (seen === undefined) return { workspaceRoot, answer };
  remember(workspaceRoot, state.exact, answer);
  return { workspaceRoot, answer, origin: rememberOrigin(workspaceRoot, state, state.exact, seen) };
}

function contentOf(workspaceRoot: string): Content {
  return {
    read: diskReader(workspaceRoot),
    isSame: (file, text, hash) => isHashOf(text, join(workspaceRoot, file), hash),
  };
}
