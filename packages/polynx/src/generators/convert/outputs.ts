/** Inputs, outputs and dependencies that a user wrote at a target: what of them means something here. */
import { isInside, join } from '../../model/paths.js';

export type Pattern = RegExp;

/** Nx's word for what is inferred. https://nx.dev/reference/project-configuration#spread-token */
const INFERRED = '...';

/** Those of another plugin go, and folders that take in what polynx knows exactly. */
export function ownOutputs(
  outputs: unknown,
  root: string,
  known: readonly Pattern[],
  inferred: readonly string[],
): string[] | undefined {
  const own = texts(outputs).filter((one) => {
    if (one === INFERRED || /\{options\./.test(one) || known.some((pattern) => pattern.test(one)))
      return false;
    const path = placed(one, root);
    return !inferred.some((file) => isInside(file, path));
  });
  return extended(own);
}

/** A glob is the folder that it cannot leave. */
function placed(output: string, root: string): string {
  const path = output.replace('{workspaceRoot}', '.').replace('{projectRoot}', root);
  const [fixed = ''] = path.split(/[*?{[]/, 1);
  return join(fixed === path ? path : fixed.slice(0, fixed.lastIndexOf('/') + 1) || '.');
}

/** Named inputs and the project's own files go: polynx knows them better. */
export function ownInputs(inputs: unknown, known: readonly Pattern[]): unknown[] | undefined {
  const all = Array.isArray(inputs) ? inputs : [];
  const own = all.filter((one) => {
    if (typeof one !== 'string') return isOwnInput(one);
    if (one === INFERRED || !/[{/]/.test(one)) return false;
    return one !== '{projectRoot}/**/*' && !known.some((pattern) => pattern.test(one));
  });
  return extended(own);
}

function isOwnInput(input: unknown): boolean {
  const names = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  return names.some((name) => ['env', 'runtime', 'fileset', 'dependentTasksOutputFiles'].includes(name));
}

/**
 * NB a list in project.json replaces what is inferred, prerequisites in other languages included; so it
 * begins with that.
 *
 * @param upstream names of targets that need not run before in the projects that this one depends on
 */
export function ownDependsOn(dependsOn: unknown, upstream: readonly string[]): unknown[] | undefined {
  const all = Array.isArray(dependsOn) ? dependsOn : [];
  return extended(all.filter((one) => one !== INFERRED && !upstream.some((name) => one === `^${name}`)));
}

function extended<T>(own: readonly T[]): (T | string)[] | undefined {
  return own.length === 0 ? undefined : [INFERRED, ...own];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
