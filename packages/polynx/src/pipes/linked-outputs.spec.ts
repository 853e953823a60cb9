import { expect, it } from 'vitest';
import { createTree } from '../model/tree.js';
import { refuseLinkedOutputs } from './linked-outputs.js';
import type { PipelineContext } from './pipeline.js';
import type { Planned } from './planned.js';

/** The targets that fail, and why. */
function broken(
  outputs: readonly string[],
  links: Readonly<Record<string, string>>,
  outputGlobs: string[] = [],
) {
  const tree = {
    ...createTree([], () => undefined),
    links: Object.entries(links).map(([path, to]) => ({ path, to })),
  };
  const tasks = [
    { target: 'lint', outputs: [] },
    { target: 'build', outputs, outputGlobs },
  ];
  const all = [{ tasks }, { tasks: [{ target: 'test', outputs: ['coverage'] }] }] as unknown as Planned[];
  const [first, other] = refuseLinkedOutputs(all, { tree } as unknown as PipelineContext);
  expect(other).toBe(all[1]);
  return first?.broken && { targets: first.broken.targets, error: first.broken.error.message };
}

it.each([
  ['dist', 'dist/app'],
  ['dist/app', 'dist/app'],
  ['target', 'target/{options.profile}/app'],
])('a link out of the workspace at %s: the project that leaves %s there fails', (link, output) => {
  const found = broken([output], { [link]: '/home/me/thesis' });
  expect(found?.targets).toEqual(['lint', 'build']);
  expect(found?.error).toContain(
    `${link}: is a symbolic link out of the workspace, and the task build would`,
  );
  expect(found?.error).toContain(`git rm ${link}`);
});

it('outputs by a pattern count too', () => {
  expect(broken([], { lib: '/home/me' }, ['lib/*.node'])?.targets).toEqual(['lint', 'build']);
});

it.each([
  ['a link inside', { dist: 'build' }],
  ['a link that holds no result', { docs: '/home/me' }],
  ['a link below a result', { 'dist/app/data': '/home/me' }],
  ['no link', {}],
])('%s is no reason', (_, links) => {
  expect(broken(['dist/app'], links as Record<string, string>)).toBeUndefined();
});
