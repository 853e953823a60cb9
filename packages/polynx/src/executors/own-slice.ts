import type { ExecutorContext } from '@nx/devkit';
import { ownPlace, readOwnText } from '../adapters/own-folder.js';
import { ExpectedError } from '../model/errors.js';
import { CONSTANT } from '../model/places.js';

/** What stands in place of a slice that has no file. */
function isConstant(input: unknown): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    'runtime' in input &&
    String(input.runtime).includes(`fingerprint.js ${CONSTANT} `)
  );
}

/**
 * The text of the slice that is an input of the running task. NB it is found by the inputs and not by an
 * option: what stands in options is in the key of every target of the project.
 */
export function ownSlice({
  root,
  projectName = '',
  targetName = '',
  projectsConfigurations,
}: ExecutorContext): string {
  const { inputs = [] } = projectsConfigurations.projects[projectName]?.targets?.[targetName] ?? {};
  const file = inputs.flatMap((input) =>
    typeof input === 'object' && 'fileset' in input && input.fileset.includes('/.nx/polynx/slices/')
      ? input.fileset.replace('{workspaceRoot}/', '')
      : [],
  )[0];
  if (file === undefined && inputs.some(isConstant))
    throw new ExpectedError(
      `.nx/polynx/slices cannot be written, and ${projectName}:${targetName} needs a file there.\n  Make .nx a folder that may be written; in a container with a read-only workspace: --tmpfs for it.`,
    );
  if (file === undefined)
    throw new ExpectedError(
      `The inputs of ${projectName}:${targetName} were replaced: what the program is made of is no longer among them.\n  Add to the inferred inputs by "..." instead.`,
    );
  // NB a link on the way says so.
  ownPlace(root, file);
  const text = readOwnText(root, file);
  if (text === undefined) throw new ExpectedError(`${file} is not there.\n  Run: nx reset`);
  return text;
}
