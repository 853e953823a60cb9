/** Asks Nix for a dev shell. The answer is kept, and the store keeps what it names. */
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DevShell } from '../../model/dev-shell.js';
import { ExpectedError, ToolMissingError } from '../../model/errors.js';
import { nixSystem } from '../../model/nix-system.js';
import { hostPlatform } from '../../model/platform.js';
import { withoutSecrets } from '../../model/secrets.js';
import { exclusively } from '../lock.js';
import { isInstalled } from '../programs.js';
import { answerOf, type Env } from '../run.js';
import { devShellCommand, isAtLeast, OLDEST, versionCommand, versionOf } from './commands.js';
import { classify } from './failures.js';
import { copyFiles } from './flake-copy.js';
import { cachesOf, publicKeysOf } from './settings.js';
import { recallShell, type ShellPlace } from './shell-cache.js';
import { readVariables, type ShellVariables } from './shell-env.js';

const INSTALL = 'Install it: https://nixos.org/download, or say "tools": "path" in the options of polynx.';
const MINUTES = 30;

/**
 * NB evaluated in a copy that has nothing but what its key is made from: expressions that read anything else
 * fail, and do not make two shells of one key.
 *
 * @throws ExpectedError
 */
export async function askForShell(
  workspaceRoot: string,
  shell: DevShell,
  place: ShellPlace,
  env: Env,
): Promise<ShellVariables> {
  if (!place.files.includes('flake.nix'))
    throw new ExpectedError(
      'Tools are to come from the dev shell of a flake (tools: nix), and there is no flake.nix. Run: nx g polynx:flake',
    );
  await checkNix(workspaceRoot);
  return exclusively(workspaceRoot, `dev shell ${shell.name}`, `the dev shell ${shell.name}`, async () => {
    const known = recallShell(place);
    if (known !== undefined) return known;
    const variables = await evaluate(workspaceRoot, shell, place, env);
    forgetOthers(place);
    return variables;
  });
}

async function checkNix(workspaceRoot: string): Promise<void> {
  if (!isInstalled('nix')) throw new ToolMissingError('nix', INSTALL);
  const output = (await answerOf(versionCommand, { workspaceRoot, install: INSTALL })).stdout;
  const version = versionOf(output);
  if (version === undefined || !isAtLeast(version, OLDEST))
    throw new ExpectedError(
      `${output.trim() || 'nix'} is too old: ${OLDEST.join('.')} is needed.\n  ${INSTALL}`,
    );
}

async function evaluate(
  workspaceRoot: string,
  { name }: DevShell,
  { folder, files }: ShellPlace,
  env: Env,
): Promise<ShellVariables> {
  const system = nixSystem(hostPlatform());
  if (system === undefined) throw new ExpectedError(`Nix does not run on ${hostPlatform()}.`);
  const copy = join(folder, 'source');
  rmSync(folder, { recursive: true, force: true });
  copyFiles(workspaceRoot, copy, files);
  const settings = { timeout: MINUTES * 60, substituters: cachesOf(env), publicKeys: publicKeysOf({}, env) };
  const { exitCode, stdout, stderr } = await answerOf(
    devShellCommand(system, name, join(folder, 'profile'), settings),
    { workspaceRoot: copy, install: INSTALL, patience: MINUTES * 60_000 },
  );
  rmSync(copy, { recursive: true, force: true });
  if (exitCode !== 0) throw new ExpectedError(whatFailed(name, stderr));
  const variables = readVariables(stdout);
  writeFileSync(join(folder, 'env.json.new'), `${JSON.stringify(variables, null, 2)}\n`);
  renameSync(join(folder, 'env.json.new'), join(folder, 'env.json'));
  return variables;
}

function whatFailed(name: string, stderr: string): string {
  const file = /'[^']*-source\/([^']+)'(?: does not exist|: No such file)/.exec(stderr)?.[1];
  const { kind, hint: usual } = classify(stderr);
  const hint =
    file === undefined
      ? kind === 'attribute'
        ? `flake.nix has no such shell: add devShells.<system>.${name}, or name another one by "tools": { "shell": … }.`
        : usual
      : `It is made from expressions, manifests, locks and pins alone. If it is to see ${file}: "tools": { "shell": "${name}", "reads": ["${file}"] } in the options of polynx.`;
  return `The dev shell ${name} of flake.nix cannot be made:\n${withoutSecrets(stderr.trim())}\n\n${hint}`;
}

const KEPT = 5;

/**
 * As they are made in `shell-cache.ts`. NB a name that we do not give belongs to others, and so does what a
 * link leads to.
 */
const NAME = /^[0-9a-f]{32}$/;

/** Each keeps a toolchain in the store: those of the last few branches are enough. */
export function forgetOthers({ folder }: Pick<ShellPlace, 'folder'>): void {
  const all = dirname(folder);
  const byAge = readdirSync(all, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && NAME.test(entry.name))
    .map(({ name }) => join(all, name))
    .filter((one) => one !== folder)
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEPT - 1)) rmSync(old, { recursive: true, force: true });
}
