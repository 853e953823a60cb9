import { describe, expect, it } from 'vitest';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import type { Kind } from '../../toolchains/toolchain.js';
import { render, withTexts } from '../component/render.js';
import { linkBetween } from './index.js';

/** A workspace of new components, by folder. */
async function workspaceOf(components: Readonly<Record<string, readonly [toolchain: string, kind: Kind]>>) {
  let tree = createTree([], () => undefined);
  for (const [directory, [id, kind]] of Object.entries(components)) {
    const toolchain = toolchains.find((one) => one.id === id);
    const scaffold = await toolchain?.scaffold?.();
    if (toolchain === undefined || scaffold === undefined) throw new Error(id);
    const name = directory.split('/').at(-1) ?? '';
    tree = withTexts(tree, (await render({ name, kind, directory }, { scaffold, toolchain }, tree)).texts);
  }
  return tree;
}

const tree = await workspaceOf({
  'libs/sums': ['cargo', 'lib'],
  'apps/tool': ['cargo', 'bin'],
  'apps/page': ['node', 'web'],
  'services/api': ['go', 'service'],
  'libs/words': ['go', 'lib'],
  'libs/binding': ['cargo', 'napi'],
  'libs/module': ['cargo', 'wasm'],
  'services/answers': ['node', 'service'],
});

describe.each([
  ['a Rust library in a Go program', 'libs/sums', 'services/api', 'build'],
  ['a page in a Go program', 'apps/page', 'services/api', 'build'],
  ['a page in a Rust program', 'apps/page', 'apps/tool', 'build'],
  ['a Rust binding in a Node service', 'libs/binding', 'services/answers', 'build'],
  ['a Rust library in a page', 'libs/sums', 'apps/page', 'build'],
  ['a Rust module for WebAssembly in a page', 'libs/module', 'apps/page', 'build'],
])('%s', (_, from, to, target) => {
  it('is an edge, and is built before', async () => {
    const link = await linkBetween(from, to, tree);
    const after = withTexts(tree, link?.texts ?? {});
    const { planned } = analyse(after.files, after, readOptions({}));
    expect(planned.filter(({ broken }) => broken !== undefined)).toEqual([]);
    const tasks = planned.filter(({ project }) => project.root === to).flatMap(({ tasks: all }) => all);
    const needed = tasks.filter(({ intent }) => intent === 'test').flatMap(({ needs }) => needs);
    expect(needed.map(({ root, target: name }) => [root, name])).toContainEqual([from, target]);
  });

  it('is the same when it is asked for again', async () => {
    const { texts = {} } = (await linkBetween(from, to, tree)) ?? {};
    const again = await linkBetween(from, to, withTexts(tree, texts));
    expect(Object.entries(again?.texts ?? {}).filter(([path, text]) => texts[path] !== text)).toEqual([]);
  });
});

it.each([
  ['services/api', 'libs/sums'],
  ['libs/binding', 'apps/page'],
  ['libs/sums', 'services/answers'],
  ['apps/page', 'services/answers'],
])('there is no example for %s in %s', async (from, to) => {
  expect(await linkBetween(from, to, tree)).toBeUndefined();
});
