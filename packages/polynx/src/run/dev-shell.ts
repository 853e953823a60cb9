/** The environment of a task whose tool is run in a dev shell of the flake. */
import { recallShell, shellFiles } from '../adapters/nix/shell-cache.js';
import { inShell, type ShellVariables, settledBy } from '../adapters/nix/shell-env.js';
import { ask, type Env } from '../adapters/run.js';
import type { DevShell } from '../model/dev-shell.js';
import { PATTERN } from '../model/pattern.generated.js';

/**
 * NB also where Nx itself was started in such a shell, or by direnv: that one may be older than flake.nix,
 * and its results would be stored as those of the shell that flake.nix describes. What its hook has set
 * stays.
 *
 * @param options of the task, as Nx gives them
 * @throws ExpectedError where there is no such shell
 */
export async function environmentFor(
  options: Readonly<Record<string, unknown>>,
  env: Env,
  workspaceRoot: string,
): Promise<Env> {
  const variables = await variablesFor(options, workspaceRoot);
  return variables === undefined ? env : inShell(variables, env);
}

/** Names of variables that are in the key because the shell is. */
export async function settledByShell(
  options: Readonly<Record<string, unknown>>,
  workspaceRoot: string,
): Promise<ReadonlySet<string>> {
  return new Set(settledBy((await variablesFor(options, workspaceRoot)) ?? {}));
}

async function variablesFor(
  options: Readonly<Record<string, unknown>>,
  workspaceRoot: string,
): Promise<ShellVariables | undefined> {
  const { devShell } = options as { readonly devShell?: DevShell };
  return devShell === undefined ? undefined : variablesOf(devShell, workspaceRoot);
}

const opened = new Map<string, Promise<ShellVariables>>();

/** Once for all tasks of a batch. */
function variablesOf(shell: DevShell, workspaceRoot: string): Promise<ShellVariables> {
  const key = JSON.stringify([shell, workspaceRoot]);
  const known = opened.get(key) ?? open(shell, workspaceRoot);
  opened.set(key, known);
  return known;
}

async function open(shell: DevShell, workspaceRoot: string): Promise<ShellVariables> {
  const { env } = process;
  const git = (args: readonly string[]) =>
    ask({ program: 'git', args, cwd: '.' }, { workspaceRoot, install: 'https://git-scm.com/downloads' });
  const place = await shellFiles(workspaceRoot, shell, PATTERN, env, git);
  const known = recallShell(place);
  if (known !== undefined) return known;
  const { askForShell } = await import('../adapters/nix/shell.js');
  return askForShell(workspaceRoot, shell, place, env);
}
