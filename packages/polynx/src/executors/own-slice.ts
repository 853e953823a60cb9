import type { ExecutorContext } from '@nx/devkit';
import { ownPlace, readOwnText } from '../adapters/own-folder.js';
import { ExpectedError } from '../model/errors.js';

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
