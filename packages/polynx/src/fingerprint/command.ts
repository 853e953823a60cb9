import type { DevShell } from '../model/dev-shell.js';
import { GIT, type GitFact } from '../model/git-facts.js';
import { CONSTANT } from '../model/places.js';
import type { Inputs } from '../model/task.js';
import { encode, programPath } from './program-path.js';

/**
 * The command that Nx runs, once for all tasks of a toolchain, to learn what about the machine enters the
 * key. Nx hands it to a shell, so a directory is encoded: names from a repository are untrusted.
 */
export function fingerprintCommand(
  workspaceRoot: string,
): (toolchain: string, inputs: Inputs, devShell?: DevShell) => string {
  const program = programPath(workspaceRoot);
  return (
    toolchain,
    { toolDirectory = '.', pinned = false, cpu = false, place = false, probes = [], env = [], onlyWith = [] },
    devShell,
  ) =>
    [
      'node',
      program,
      toolchain,
      encode(toolDirectory),
      ...(pinned ? ['pinned'] : []),
      ...(cpu ? ['cpu'] : []),
      ...(place ? ['place'] : []),
      ...(devShell === undefined ? [] : [`shell=${encode(JSON.stringify(devShell))}`]),
      ...named('env', env.filter(isPattern)),
      ...named('only', onlyWith),
      ...(probes.length > 0 ? [encode(JSON.stringify(probes))] : []),
    ].join(' ');
}

/** The same for what builds ask git for. */
export function gitCommand(workspaceRoot: string): (facts: readonly GitFact[], directory?: string) => string {
  const program = programPath(workspaceRoot);
  return (facts, directory = '.') => ['node', program, GIT, encode(directory), ...facts.toSorted()].join(' ');
}

/** The same for what is known already. NB the word is our own: it is handed to a shell. */
export function constantCommand(workspaceRoot: string): (word: string) => string {
  const program = programPath(workspaceRoot);
  return (word) => ['node', program, CONSTANT, word].join(' ');
}

/** Nx hashes variables by their exact names. */
export function isPattern(name: string): boolean {
  return name.includes('*');
}

function named(word: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${word}=${encode(JSON.stringify([...names].sort()))}`];
}
