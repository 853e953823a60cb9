/** The only file that spells the program's flags. Change: link their documentation here. */
import { OptionsError } from '../../model/errors.js';
import { relative } from '../../model/paths.js';
import type { Plan } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import type { TemplateRunOptions } from './options.js';

/** Pure: the same options and context give the same plan, at graph time too. */
export function planTemplate(
  { command, output, strict }: TemplateRunOptions,
  { projectRoot, extra }: PlanContext,
): Plan {
  refuseMovingArguments(extra);
  const args = [
    command,
    ...(output === undefined ? [] : ['--output', relative(projectRoot, output)]),
    ...(strict ? ['--strict'] : []),
    ...extra,
  ];
  return { steps: [{ command: { program: 'template', args, cwd: projectRoot } }], artifacts: [] };
}

/**
 * Change: arguments that would move what the target declares. If one got through, the task would succeed
 * without its artifact.
 */
function refuseMovingArguments(extra: readonly string[]): void {
  const moving = extra.find((argument) => /^(--output|-o)(=|$)/.test(argument));
  if (moving !== undefined) throw new OptionsError(`${moving} is refused here: use the option output.`);
}
