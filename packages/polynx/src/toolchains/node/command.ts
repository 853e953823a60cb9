import { basename } from '../../model/paths.js';
import type { Plan } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import { planBun } from './bun.js';
import type { NodeRunOptions } from './options.js';
import { planPack } from './pack/plan.js';
import { planSea } from './sea.js';

export type PackageManager = NodeRunOptions['packageManager'];

const OWNERS: Readonly<Record<string, PackageManager>> = {
  'pnpm-lock.yaml': 'pnpm',
  'yarn.lock': 'yarn',
  'bun.lock': 'bun',
};

/** The owner of the lock file. */
export function packageManagerOf(files: readonly string[]): PackageManager {
  return files.map((file) => OWNERS[basename(file)]).find((owner) => owner !== undefined) ?? 'npm';
}

export function planNode(options: NodeRunOptions, context: PlanContext): Plan {
  switch (options.command) {
    case 'run':
      return planScript(options, context);
    case 'sea':
      return planSea(options, context);
    case 'bun':
      return planBun(options, context);
    case 'pack':
      return planPack(options, context);
  }
}

/** `npm run build`. Extra arguments go to the script: npm alone wants them behind `--`. */
function planScript({ script, packageManager }: NodeRunOptions, { projectRoot, extra }: PlanContext): Plan {
  const separator = packageManager === 'npm' && extra.length > 0 ? ['--'] : [];
  const args = ['run', script, ...separator, ...extra];
  return { steps: [{ command: { program: packageManager, args, cwd: projectRoot } }], artifacts: [] };
}
