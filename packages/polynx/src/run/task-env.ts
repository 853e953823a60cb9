/**
 * The part of Nx that is no public API and knows a task's `.env` files; it hashes the task with them. The
 * same in Nx 23 and 24.
 */
import type { ProjectGraph, Task } from '@nx/devkit';
import { getTaskSpecificEnv } from 'nx/src/tasks-runner/task-env.js';
import type { Env } from '../adapters/run.js';

/**
 * The environment that the task would have in a process of its own. NB Nx gives the worker of a batch only
 * what all tasks share: without this, a `.env` of the project would be in the key and not in the result.
 */
export function taskEnv(task: Task, graph: ProjectGraph): Env {
  const { project, target, configuration } = task.target;
  return {
    ...getTaskSpecificEnv(task, graph),
    // As Nx says them to a process of one task.
    FORCE_COLOR: process.env['FORCE_COLOR'],
    NX_TASK_TARGET_PROJECT: project,
    NX_TASK_TARGET_TARGET: target,
    NX_TASK_TARGET_CONFIGURATION: configuration,
  };
}
