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
  ['a Rust library in a Go program', 'libs/sums', 'services/api', 'libs/sums'],
  ['a page in a Go program', 'apps/page', 'services/api', 'apps/page'],
  ['a page in a Rust program', 'apps/page', 'apps/tool', 'apps/page'],
  ['a Rust binding in a Node service', 'libs/binding', 'services/answers', 'libs/binding'],
  ['a Rust library in a page', 'libs/sums', 'apps/page', 'libs/sums'],
  ['a Rust module for WebAssembly in a page', 'libs/module', 'apps/page', 'libs/module'],
  ['types of a Go package in a page', 'libs/words', 'apps/page', 'libs/words/contract/types'],
  [
    'types of a Go service in a Node service',
    'services/api',
    'services/answers',
    'services/api/contract/types',
  ],
])('%s', (_, from, to, built) => {
  it('is built before, and all is cached', async () => {
    const link = await linkBetween(from, to, tree);
    const after = withTexts(tree, link?.texts ?? {});
    const { planned } = analyse(after.files, after, readOptions({}));
    expect(planned.filter(({ broken }) => broken !== undefined)).toEqual([]);
    const taker = planned.filter(({ project }) => project.root === to);
    const tests = taker.flatMap(({ tasks }) => tasks).filter(({ intent }) => intent === 'test');
    // NB edges between packages are Nx's own: what says `^build` follows them.
    const first = tests.flatMap(({ needs, upstream = [] }) => [
      ...needs.map(({ root, target }) => `${root}:${target}`),
      ...upstream.map((intent) => `${built}:${intent}`),
    ]);
    expect(first).toContain(`${built}:build`);
    const makers = planned.filter(({ project }) => project.root === built).flatMap(({ tasks }) => tasks);
    const uncached = [...tests, ...makers.filter(({ intent }) => intent === 'build')].filter(
      ({ cache }) => !cache,
    );
    // A lock that cargo has to complete first.
    expect(link?.commands.some(({ program }) => program === 'cargo') ? [] : uncached).toEqual([]);
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
