/** The dev shell at hash time: what is known of it is read, and only where nothing is, Nix is asked. */
import { recallShell, type ShellPlace, shellDigest, shellFiles } from '../adapters/nix/shell-cache.js';
import { inShell } from '../adapters/nix/shell-env.js';
import type { Env } from '../adapters/tool-settings.js';
import type { DevShell } from '../model/dev-shell.js';
import { PATTERN } from '../model/pattern.generated.js';

export async function openShell(
  shell: DevShell,
  list: (args: readonly string[]) => Promise<string>,
): Promise<{ readonly env: Env; readonly lines: readonly string[] }> {
  const { env } = process;
  const workspaceRoot = process.cwd();
  let place: ShellPlace | undefined;
  try {
    place = await shellFiles(workspaceRoot, shell, PATTERN, env, list);
    const variables =
      recallShell(place) ??
      (await (await import('../adapters/nix/shell.js')).askForShell(workspaceRoot, shell, place, env));
    return { env: inShell(variables, env), lines: [`dev shell ${shellDigest(variables)}`] };
  } catch {
    // NB the task may have more luck, and its result must not be taken for that of another shell: what it is
    // made from stands for it. Without git nobody knows even that.
    return { env, lines: [`no dev shell of ${place?.folder.replace(/^.*[\\/]/, '') ?? Date.now()}`] };
  }
}
