/**
 * Which files and variables Nx hashed for a task, by what its target declares. Only asked for the few files
 * that a tool says it read: no file of the workspace is listed.
 */
import type { ExecutorContext } from '@nx/devkit';
import { expand, type ShownGraph } from '../explain/expand.js';
import { fileset } from '../explain/filesets.js';
import { isInside } from '../model/paths.js';

export interface DeclaredInputs {
  /** Whether a workspace-relative file is hashed, if git does not ignore it. */
  covers(file: string): boolean;
  /** Whether it is hashed even if git ignores it: read from disk, or left by a task that ran before. */
  coversIgnored(file: string): boolean;
  readonly env: ReadonlySet<string>;
}

type Where = Pick<ExecutorContext, 'projectsConfigurations' | 'projectGraph' | 'nxJsonConfiguration'>;

export function declaredInputs(
  projectName: string,
  targetName: string,
  where: Where,
  upstreamOutputs: readonly string[],
): DeclaredInputs {
  const { files, disk, env, takesOutputs } = expand(projectName, targetName, graphOf(where));
  const tracked = files.map(fileset);
  const fromDisk = disk.map(fileset);
  const outputs = takesOutputs ? upstreamOutputs : [];
  const coversIgnored = (file: string) =>
    fromDisk.some((matches) => matches(file)) || outputs.some((output) => isInside(file, output));
  return {
    covers: (file) => tracked.some((matches) => matches(file)) || coversIgnored(file),
    coversIgnored,
    env: new Set(env),
  };
}

/** The graph as an executor has it. */
export function graphOf({ projectsConfigurations, projectGraph, nxJsonConfiguration }: Where): ShownGraph {
  return {
    projects: projectsConfigurations.projects,
    namedInputs: nxJsonConfiguration?.namedInputs,
    dependenciesOf: (project) => (projectGraph?.dependencies[project] ?? []).map(({ target }) => target),
  };
}
