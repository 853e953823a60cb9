import { join } from 'node:path';
import type { CreateNodes } from '@nx/devkit';
import type { Answer, Question } from './answer.js';
import { listFiles, listWithHashes } from './devkit.js';
import { writeFileList } from './file-list.js';
import { ANSWERS, SLICES } from './folders.js';
import type { UserOptions } from './options.js';
import { PATTERN } from './pattern.generated.js';
import { prune } from './prune.js';
import { keyOf, recall, remember } from './remembered.js';

let latest: { readonly workspaceRoot: string; readonly key: string; readonly answer: Answer } | undefined;

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
  const key = keyOf({ workspaceRoot, files, options }, all);
  const known = latest?.key === key ? latest.answer : recall(workspaceRoot, key);
  const answer =
    known ?? (await computed({ workspaceRoot, files, all: all.map(({ file }) => file), options }, key));
  if (known === undefined) writeFileList(workspaceRoot, key, all);
  latest = { workspaceRoot, key, answer };
  return answer;
}

/** Loaded only now: where nothing has changed, no parser and no toolchain is needed. */
async function computed(question: Question, key: string): Promise<Answer> {
  const { computeAnswer } = await import('./answer.js');
  const answer = computeAnswer(question);
  remember(question.workspaceRoot, key, answer);
  prune(join(question.workspaceRoot, SLICES), new Set(answer.slices));
  prune(join(question.workspaceRoot, ANSWERS), new Set());
  return answer;
}
