/**
 * The npm tarball of a member that has a name, a version and exports.
 * https://docs.deno.com/runtime/reference/cli/pack/
 */
import { basename, join, relative } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Plan, Task } from '../../model/task.js';
import { tarballPath } from '../shared/tarball.js';
import type { PlanContext } from '../toolchain.js';
import type { DenoDetails } from './details.js';
import { compiledInputs, readsOutside } from './inputs.js';
import type { DenoRunOptions } from './options.js';
import { isSettled } from './slice.js';

export function packTask(project: Project<DenoDetails>): Task | undefined {
  const { details, root } = project;
  const { name, version, exports } = details.manifest;
  if (name === undefined || version === undefined || Object.keys(exports).length === 0) return undefined;
  const output = tarballPath(root, name, version);
  return {
    intent: 'pack',
    description: 'Make a tarball for npm',
    options: { command: 'pack', output },
    command: { program: 'deno', args: ['pack'], cwd: root },
    cache: isSettled(details) && !readsOutside(details),
    inputs: compiledInputs(project, 'production', ['check', 'run']),
    outputs: [output],
    closure: details.closures.production.map((one) => one.root),
    scope: 'production',
  };
}

export function planPack({ output = '' }: DenoRunOptions, context: PlanContext): Plan {
  const { projectRoot, extra, scratch = '.nx/polynx/tmp/deno' } = context;
  const from = join(scratch, 'pack', basename(output));
  // What is not committed is in the key like all else.
  const args = ['pack', '--allow-dirty', `--output=${relative(projectRoot, from)}`, ...extra];
  const env = context.color ? { FORCE_COLOR: '1' } : {};
  return {
    steps: [{ command: { program: 'deno', args, cwd: projectRoot, env } }],
    artifacts: [{ from, to: output }],
  };
}
