import { expect, it } from 'vitest';
import { compact } from '../../model/compact.js';
import { commandOf, groupsOf, sameCommand } from './groups.js';
import type { TracedTask } from './knowledge.js';

function traced(project: string, target: string, configuration?: string): TracedTask {
  return compact({
    id: [project, target, configuration].filter((part) => part !== undefined).join(':'),
    project,
    target,
    configuration,
    root: project,
    manifest: undefined,
    inputs: 'own',
    toolchain: undefined,
    plannedBy: undefined,
    planned: undefined,
    owner: undefined,
    before: [],
  });
}

it('runs the tasks of one target in one command, at most ten at a time', async () => {
  const builds = Array.from({ length: 12 }, (_, index) => traced(`p${index}`, 'build'));
  const groups = await groupsOf([...builds, traced('web', 'test')], '/scratch');
  expect(groups.map(({ tasks }) => tasks.length)).toEqual([10, 2, 1]);
});

it.each([
  [[traced('web', 'build')], ['run', 'web:build']],
  [
    [traced('web', 'build', 'release'), traced('@x/api', 'build', 'release')],
    ['run-many', '--targets=build', '--projects=web,@x/api', '--configuration=release'],
  ],
])('names them to Nx', (tasks, command) => {
  expect(commandOf(tasks)).toEqual(command);
});

it('runs alone what has a name that Nx would take for a pattern', () => {
  expect(sameCommand(traced('a*', 'build'))).not.toBe(sameCommand(traced('ab', 'build')));
});
