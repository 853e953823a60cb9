/** One use of Nix by one executor: what it needs to know, asked once. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  invalidCommand,
  isAtLeast,
  type NixVersion,
  OLDEST,
  type Settings,
  versionCommand,
  versionOf,
} from '../../adapters/nix/commands.js';
import { cachesOf, type NixOptions, publicKeysOf, timeoutOf } from '../../adapters/nix/settings.js';
import { workPlace } from '../../adapters/nix/work-place.js';
import { isInstalled } from '../../adapters/programs.js';
import { answerOf, type Env } from '../../adapters/run.js';
import { compact } from '../../model/compact.js';
import { ExpectedError, ToolMissingError } from '../../model/errors.js';
import { nixSystem } from '../../model/nix-system.js';
import { hostPlatform } from '../../model/platform.js';
import { withoutSecrets } from '../../model/secrets.js';
import type { Command } from '../../model/task.js';

export interface Session {
  readonly root: string;
  readonly env: Env;
  /** Of this machine. */
  readonly system: string;
  readonly version: NixVersion;
  readonly settings: Settings;
  /** The absolute path of logs, roots, counters; the folder of it is there. */
  place(path: string): string;
  /** NB messages of Nix have URLs with passwords, and lines of its configuration.
   *  @param patience in milliseconds */
  ask(command: Command, patience?: number): Promise<{ exitCode: number; stdout: string; stderr: string }>;
}

export const INSTALL =
  'Install it: https://nixos.org/download. Without it all other targets work, and what is in a cache of Nx as files is there too.';

export async function openSession(
  options: NixOptions,
  { root }: Pick<ExecutorContext, 'root'>,
): Promise<Session> {
  const env = process.env;
  if (!isInstalled('nix')) throw new ToolMissingError('nix', INSTALL);
  const ask: Session['ask'] = async (command, patience) => {
    const answer = await answerOf(command, compact({ workspaceRoot: root, install: INSTALL, patience }));
    return { ...answer, stderr: withoutSecrets(answer.stderr) };
  };
  const version = await versionHere(ask);
  const system = nixSystem(hostPlatform());
  if (system === undefined) throw new ExpectedError(`Nix does not run on ${hostPlatform()}.`);
  const place: Session['place'] = (path) => {
    const found = workPlace(root, env, path);
    mkdirSync(dirname(found), { recursive: true });
    return found;
  };
  return {
    root,
    env,
    system,
    version,
    place,
    ask,
    settings: {
      timeout: timeoutOf(options),
      substituters: cachesOf(env),
      publicKeys: publicKeysOf(options, env),
    },
  };
}

/** Of the nix on PATH; one that does not run says why. */
export async function versionHere(ask: Session['ask']): Promise<NixVersion> {
  const { stdout, stderr } = await ask(versionCommand);
  const version = versionOf(stdout);
  if (version === undefined)
    throw new ExpectedError(`nix does not say its version: ${(stderr || stdout).trim()}\n  ${INSTALL}`);
  if (!isAtLeast(version, OLDEST))
    throw new ExpectedError(
      `${stdout.trim()} is too old: ${OLDEST.join('.')} is needed, as by nixpkgs.\n  ${INSTALL}`,
    );
  return version;
}

/** `nix 2.31.1` */
export function versionIn({ version }: Pick<Session, 'version'>): string {
  return `nix ${version.join('.')}`;
}

/** Of these paths, those that are not in the store, or only in part. */
export async function invalid(
  session: Pick<Session, 'ask'>,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const { stdout } = await session.ask(invalidCommand(paths));
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}
