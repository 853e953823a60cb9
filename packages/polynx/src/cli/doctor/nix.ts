/**
 * The flake of a repository: whether Nix can build it here, sees all of it, and has its caches. Only where
 * there is a flake.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ignoredFiles, untrackedFiles } from '../../adapters/git.js';
import { configCommand, type NixVersion, versionCommand } from '../../adapters/nix/commands.js';
import { cachesOf, publicKeysOf } from '../../adapters/nix/settings.js';
import { findProgram } from '../../adapters/programs.js';
import { answerOf } from '../../adapters/run.js';
import { left } from '../../adapters/space.js';
import { askCaches } from '../../executors/nix/caches.js';
import { INSTALL, versionHere } from '../../executors/nix/session.js';
import { isGraphStale, staleLibrary } from '../../generators/nix-sync/stale.js';
import { ExpectedError } from '../../model/errors.js';
import { GRAPH_FILE, LIBRARY_FOLDER, NIX_FOLDER } from '../../model/nix-places.js';
import type { Command } from '../../model/task.js';
import type { Workspace } from '../workspace.js';
import { type Check, count, type Section, some } from './report.js';

const PATIENCE = 10_000;

export async function checkNix(workspace: Workspace): Promise<Section[]> {
  const { root } = workspace;
  if (!existsSync(join(root, 'flake.nix'))) return [];
  const packages = packagesIn(root);
  return [
    {
      title: `Nix${packages === undefined ? '' : `: ${count(packages, 'package')}`}`,
      checks: [
        ...(await checkProgram(workspace)),
        ...(await checkFiles(root, packages)),
        ...(await checkTracked(root)),
      ],
    },
  ];
}

/** Undefined where the flake is not of polynx. */
function packagesIn(root: string): number | undefined {
  try {
    const { projects = {} } = JSON.parse(readFileSync(join(root, GRAPH_FILE), 'utf8')) as {
      projects?: Readonly<Record<string, { readonly kind?: string }>>;
    };
    return Object.values(projects).filter(({ kind }) => kind === 'application').length;
  } catch {
    return undefined;
  }
}

async function checkProgram(workspace: Workspace): Promise<Check[]> {
  const path = findProgram('nix');
  // Where the builds themselves are of Nix, nothing can be built without it.
  const isNeeded = workspace.analysis.planned.some(({ tasks }) =>
    tasks.some(({ intent, executor }) => intent === 'build' && executor === 'nix-build'),
  );
  const state = isNeeded ? 'problem' : 'advice';
  if (path === undefined)
    return [{ state, says: 'nix is not installed, or not on PATH', fix: INSTALL, data: { program: 'nix' } }];
  const ask = asking(workspace.root);
  const output = (await ask(versionCommand)).stdout.trim();
  const data = { program: 'nix', path, version: output };
  try {
    const version = await versionHere(ask);
    return [{ state: 'fine', says: `${output}: ${path}`, data }, ...(await checkConfiguration(ask, version))];
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const [says = '', ...fix] = error.message.split('\n').map((line) => line.trim());
    return [{ state, says, fix: fix.join('\n'), data }];
  }
}

type Ask = (
  command: Command,
  patience?: number,
) => Promise<{ exitCode: number; stdout: string; stderr: string }>;

function asking(workspaceRoot: string): Ask {
  return async (command, patience = PATIENCE) => {
    try {
      return await answerOf(command, { workspaceRoot, install: INSTALL, patience });
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      return { exitCode: 1, stdout: '', stderr: error.message };
    }
  };
}

type Configuration = Readonly<Record<string, { readonly value?: unknown }>>;

async function checkConfiguration(ask: Ask, version: NixVersion): Promise<Check[]> {
  const { stdout, stderr } = await ask(configCommand(version));
  let configuration: Configuration;
  try {
    configuration = JSON.parse(stdout) as Configuration;
  } catch {
    return [{ state: 'problem', says: 'Nix does not say how it is configured', fix: stderr.trim() }];
  }
  const storeDir = process.env['NIX_STORE_DIR'] ?? '/nix/store';
  const megabytes = left(existsSync(storeDir) ? storeDir : '/');
  return [
    configuration['sandbox']?.value === false
      ? {
          state: 'advice',
          says: 'builds are not sandboxed: they see the machine, and may use what no other machine has',
          fix: 'Write sandbox = true into nix.conf.',
        }
      : { state: 'fine', says: 'builds are sandboxed' },
    ...(megabytes === undefined || megabytes >= LITTLE
      ? []
      : [
          {
            state: 'advice' as const,
            says: `${storeDir} has ${megabytes} MB left`,
            fix: 'Run: nx nix-gc nix',
          },
        ]),
    ...(await checkCaches(ask, version, storeDir, configuration)),
    ...checkSecretKey(),
  ];
}

/** Megabytes; the packages of nixpkgs that a build begins with are as large. */
const LITTLE = 2_000;

async function checkCaches(
  ask: Ask,
  version: NixVersion,
  storeDir: string,
  configuration: Configuration,
): Promise<Check[]> {
  const substituters = cachesOf(process.env);
  const settings = { timeout: 0, substituters, publicKeys: [] };
  // No cache has it; that one says so is what we ask.
  const answers = await askCaches({ ask, settings, version }, [`${storeDir}/${'0'.repeat(32)}-nothing`]);
  const known = [configuration['trusted-public-keys']?.value].flat();
  const keys = [
    ...publicKeysOf({}, process.env),
    ...known.filter((key) => !String(key).startsWith(OFFICIAL)),
  ];
  return [
    ...answers.map(
      ({ url, complaint }): Check =>
        complaint === undefined
          ? { state: 'fine', says: `${url} answers` }
          : {
              state: 'advice',
              says: `${url} does not answer as it should: ${complaint}`,
              fix: 'Builds go on without it. See NIX_CACHE_URL and NIX_LOCAL_CACHE_DIR.',
            },
    ),
    ...(substituters.length === 0 || keys.length > 0
      ? []
      : [
          {
            state: 'advice' as const,
            says: 'no key is trusted but that of cache.nixos.org: what your own caches hold is refused',
            fix: 'Set NIX_CACHE_PUBLIC_KEYS, or the option publicKeys.',
          },
        ]),
  ];
}

const OFFICIAL = 'cache.nixos.org-1:';

function checkSecretKey(): Check[] {
  const key = process.env['NIX_CACHE_SECRET_KEY_FILE'] ?? '';
  if (key === '') return [];
  if (!existsSync(key))
    return [
      {
        state: 'problem',
        says: `NIX_CACHE_SECRET_KEY_FILE: there is no ${key}`,
        fix: 'nix-cache-push needs it.',
      },
    ];
  return (statSync(key).mode & 0o077) === 0
    ? []
    : [{ state: 'problem', says: `${key} can be read by others`, fix: `Run: chmod 600 ${key}` }];
}

async function checkFiles(root: string, packages: number | undefined): Promise<Check[]> {
  if (packages === undefined)
    return [
      {
        state: 'advice',
        says: `flake.nix is there, and no ${GRAPH_FILE}: Nx has no targets for it`,
        fix: 'Run: nx g polynx:flake',
      },
    ];
  const isStale = await isGraphStale(root);
  const library = staleLibrary(root);
  return [
    isStale
      ? {
          state: 'problem',
          says: `${GRAPH_FILE} is not what the projects say now: nix-build fails`,
          fix: 'Run: nx sync',
        }
      : { state: 'fine', says: `${GRAPH_FILE} is current` },
    ...(library.length === 0
      ? []
      : [
          {
            state: 'advice' as const,
            says: `${LIBRARY_FOLDER} is not the library of the installed polynx: ${count(library.length, 'file')}`,
            fix: 'Run: nx sync',
            list: library,
          },
        ]),
    ...(existsSync(join(root, 'flake.lock'))
      ? []
      : [
          {
            state: 'problem' as const,
            says: 'there is no flake.lock: what is built is not pinned',
            fix: 'Run: nix flake lock && git add flake.lock',
          },
        ]),
  ];
}

/** A flake sees what git knows, and nothing else. */
async function checkTracked(root: string): Promise<Check[]> {
  const places = ['flake.nix', 'flake.lock', NIX_FOLDER];
  try {
    const ignored = [...(await ignoredFiles(root, ['flake.nix', 'flake.lock', GRAPH_FILE]))].filter(
      (file) => file !== '',
    );
    const files = [...(await untrackedFiles(root, places)), ...ignored];
    if (files.length === 0) return [{ state: 'fine', says: 'git knows all files of the flake' }];
    return [
      {
        state: 'problem',
        says: `git does not know ${some(files)}, so Nix does not see ${files.length === 1 ? 'it' : 'them'}`,
        fix: `Run: git add ${ignored.length > 0 ? '--force ' : ''}--intent-to-add ${some(files, 6)}`,
        list: files,
      },
    ];
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    return [{ state: 'problem', says: 'a flake needs a git repository', fix: 'Run: git init' }];
  }
}
