/**
 * The plugin of a mutant's workspace: asks polynx and spoils the answer. Bundled into the workspace's
 * node_modules by verify.ts.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import type { CreateDependencies, CreateNodes, ProjectConfiguration } from '@nx/devkit';
import type { PolynxOptions } from '../../../packages/polynx/src/index.js';
import { type Mutation, spoil, trust } from './mutations.js';

/** NB the installed package, whose types are not made before it is packed. */
const polynx = (await import('polynx' as string)) as typeof import('../../../packages/polynx/src/index.js');

const mutations = JSON.parse(readFileSync(new URL('mutations.json', import.meta.url), 'utf8')) as Mutation[];

/** What a mutation says of it must not be undone. */
const isAboutTrust = mutations.some((one) => one.do === 'option' && one.name === 'allowUndeclared');

/** NB polynx keeps its answer and gives it again: it is spoilt in a copy. */
const [pattern, tell] = polynx.createNodes;

export const name = 'polynx-mutant';

export const createNodes: CreateNodes<PolynxOptions> = [
  pattern,
  async (files, options, context) => {
    for (const mutation of mutations)
      if (mutation.do === 'ask') {
        note(1);
        execFileSync(mutation.program, ['version']);
      }
    const nodes = structuredClone(await tell(files, options, context));
    for (const [, { projects = {} }] of nodes) {
      const told = { projects: projects as Record<string, ProjectConfiguration>, edges: [] };
      note(spoil(told, mutations));
      if (!isAboutTrust) trust(told);
    }
    return nodes;
  },
];

export const createDependencies: CreateDependencies<PolynxOptions> = async (options, context) => {
  const edges = structuredClone(await polynx.createDependencies(options, context));
  note(spoil({ projects: {}, edges }, mutations));
  return edges;
};

/** For verify.ts: a mutant that spoils nothing proves nothing. */
function note(count: number): void {
  if (count > 0) appendFileSync(new URL('spoilt', import.meta.url), 'x');
}
