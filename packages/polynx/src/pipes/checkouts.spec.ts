import { matchGlobPaths } from 'nx/src/native/index.js';
import { expect, it } from 'vitest';
import { everythingIn, lonePath, only, writtenGlob } from '../model/globs.js';
import { createTree } from '../model/tree.js';
import { seeCheckouts } from './checkouts.js';
import type { PipelineContext } from './pipeline.js';
import type { Planned, ResolvedRead } from './planned.js';

const CHECKOUTS = { worktrees: ['.claude/worktrees/one'], submodules: ['libs/sub', 'libs/[x]'] };

function filesWith(files: string[], reads: string[] = []): readonly string[] {
  const tree = { ...createTree([], () => undefined), checkouts: CHECKOUTS };
  const resolvedReads = reads.map((text): ResolvedRead => ({ glob: writtenGlob('.', text), ignored: false }));
  const task = { inputs: { files: files.map((text) => writtenGlob('.', text)) }, resolvedReads, foreign: [] };
  const planned = [{ tasks: [task] }] as unknown as Planned[];
  const [first] = seeCheckouts(planned, { tree } as unknown as PipelineContext);
  return first?.tasks[0]?.inputs.files.slice(files.length) ?? [];
}

it.each([
  [['libs/sub/**/*'], [], ['libs/su[b]']],
  [['libs/sub/crates/a/**/*'], [], ['libs/su[b]']],
  [['libs/sub/a.txt'], [], ['libs/su[b]']],
  [['app/**/*'], ['libs/sub/proto/*.proto'], ['libs/su[b]']],
  [['{app,libs}/**/*'], [], ['libs/su[b]', 'libs/\\[[x]\\]']],
  [['**/*'], [], ['libs/su[b]', 'libs/\\[[x]\\]', '!.claude/worktrees/one/**/*']],
  [['app/**/*', '!libs/sub/**/*'], [], []],
  [['libs/subway/**/*'], [], []],
  [['libs/*'], [], []],
])('what takes in %j and %j gets %j', (files, reads, more) => {
  expect(filesWith(files, reads)).toEqual(more);
});

it.each(['libs/sub', 'libs/[x]', 'a-', '(wip)'])('the path of %s alone', (path) => {
  const paths = [path, `${path}/a.txt`, `${path}x`, 'libs/su', 'libs/x'];
  expect(matchGlobPaths(lonePath(path), paths)).toEqual([true, false, false, false, false]);
  expect(matchGlobPaths([...everythingIn([path]), ...only(['none'])], [path])).toEqual([false]);
});
