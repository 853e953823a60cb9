/**
 * Tasks that put a package and its runtime into one file, where package.json asks for it: `"nx": {
 * "executable": "dist/main.cjs" }`.
 */
import { compact } from '../../model/compact.js';
import { type Executable, executableOf } from '../../model/executable.js';
import { escapeGlob } from '../../model/globs.js';
import { isInside, join } from '../../model/paths.js';
import { executableName, hostPlatform, platformIntent } from '../../model/platform.js';
import type { Project } from '../../model/project.js';
import { fileNamed } from '../../model/safe-paths.js';
import type { Inputs, Task } from '../../model/task.js';
import { withReason } from '../../model/uncached.js';
import { graphTimeContext, shownCommand } from '../toolchain.js';
import { hasBun } from './bun.js';
import { planNode } from './command.js';
import { type NodeRunOptions, nodeRunOptions } from './options.js';
import { hasNode } from './sea.js';
import type { NodeDetails } from './workspace.js';

/** @param inputs of whatever compiles the package */
export function compileTask(
  project: Project<NodeDetails>,
  inputs: Inputs,
  upstream: boolean,
): Task | undefined {
  return taskFor(project, hostPlatform(), 'compile', inputs, upstream);
}

export function executableFor(
  project: Project<NodeDetails>,
  platform: string,
  inputs: Inputs,
  upstream: boolean,
): Task | undefined {
  const task = taskFor(project, platform, platformIntent(platform), inputs, upstream);
  return task === undefined ? undefined : { ...task, platform };
}

function taskFor(
  project: Project<NodeDetails>,
  platform: string,
  intent: string,
  inputs: Inputs,
  upstream: boolean,
): Task | undefined {
  const executable = settingOf(project);
  if (executable === undefined) return undefined;
  const isBun = executable.runtime === 'bun';
  if (!(isBun ? hasBun(platform) : hasNode(platform))) return undefined;
  const main = join(project.root, executable.main);
  const runtime = executable.runtimes[platform];
  const output = outputOf(project.root, platform, executable);
  const options = compact<Partial<NodeRunOptions>>({
    command: isBun ? 'bun' : 'sea',
    main,
    output,
    platform,
    runtime,
  });
  const { built, reason } = provenance(project, main);
  const command = shownCommand(planNode(nodeRunOptions.parse(options), graphTimeContext(project)));
  return compact({
    intent,
    description: withReason(
      `Put the program and ${isBun ? 'Bun' : 'Node'} for ${platform} into one file`,
      reason,
    ),
    options,
    command,
    cache: reason === undefined,
    inputs: {
      ...inputs,
      ...(built ? { after: true } : {}),
      ...(runtime === undefined ? {} : { ignored: [...(inputs.ignored ?? []), escapeGlob(runtime)] }),
      ...(isBun ? { probes: [['bun', '--version']] } : {}),
    },
    outputs: [output],
    ...(built ? { after: ['build'] } : {}),
    ...(upstream ? { upstream: ['build'] } : {}),
    closure: project.details.closure.map(({ root }) => root),
    scope: 'production',
  });
}

function settingOf({ settings, details, root }: Project<NodeDetails>): Executable | undefined {
  if (settings.executable === undefined) return undefined;
  const { name = root, main } = details.package.fields;
  const short = name.slice(name.lastIndexOf('/') + 1);
  return executableOf(settings.executable, compact({ name: short, main }));
}

/** As for other toolchains: `dist/<project>/<platform>/<name>`. */
function outputOf(root: string, platform: string, { name }: Executable): string {
  return join('dist', root, platform, fileNamed(executableName(name, platform)));
}

/**
 * Whether the main file is a source, or left by the build script, and if what it is made from is in a key.
 */
function provenance(
  { details }: Project<NodeDetails>,
  main: string,
): { readonly built: boolean; readonly reason?: string } {
  if (details.isFile(main)) return { built: false };
  const build = details.verdicts.get('build');
  if (build === undefined)
    return { built: false, reason: `git does not know ${main}, and no script build leaves it` };
  const isKnown = build.outputs.some((output) => isInside(main, output));
  return isKnown
    ? { built: true }
    : { built: true, reason: `the script build is not known to leave ${main}` };
}
