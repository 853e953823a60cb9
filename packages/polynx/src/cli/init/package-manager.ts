/** Nx and polynx as development dependencies, by the package manager that the repository has. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownPackage } from '../../adapters/own-package.js';
import { run } from '../../adapters/run.js';
import { ExpectedError } from '../../model/errors.js';
import type { Source } from './source.js';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';

interface Manifest {
  readonly packageManager?: string;
  readonly workspaces?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

type Has = (file: string) => boolean;

/** What package.json says, else by the lock. https://nodejs.org/api/corepack.html */
export function packageManagerOf({ packageManager = '' }: Manifest, has: Has): PackageManager {
  const [name, version = ''] = packageManager.split('@');
  if (name === 'yarn') return version.startsWith('1.') ? 'yarn-classic' : 'yarn';
  if (name === 'npm' || name === 'pnpm' || name === 'bun') return name;
  if (has('pnpm-lock.yaml') || has('pnpm-workspace.yaml')) return 'pnpm';
  if (has('bun.lock') || has('bun.lockb')) return 'bun';
  if (has('yarn.lock')) return has('.yarnrc.yml') ? 'yarn' : 'yarn-classic';
  return 'npm';
}

/** The command that adds packages to the manifest at the root. */
export function addCommand(
  manager: PackageManager,
  packages: readonly string[],
  manifest: Manifest,
  has: Has,
): readonly [string, ...string[]] {
  switch (manager) {
    case 'pnpm':
      return [
        'pnpm',
        'add',
        '--save-dev',
        ...(has('pnpm-workspace.yaml') ? ['--workspace-root'] : []),
        ...packages,
      ];
    case 'yarn-classic':
      return ['yarn', 'add', '--dev', ...(manifest.workspaces === undefined ? [] : ['-W']), ...packages];
    case 'npm':
      return ['npm', 'install', '--save-dev', '--no-audit', '--no-fund', ...packages];
    default:
      return [manager, 'add', '--dev', ...packages];
  }
}

/** What is missing of Nx and polynx. A version that the user has chosen stays. */
export function packagesToAdd(
  manager: PackageManager,
  manifest: Manifest,
  nx: string,
  { version, file }: Source,
): string[] {
  const known = { ...manifest.dependencies, ...manifest.devDependencies };
  const polynx = file === undefined ? version : `file:./${file}`;
  const isThere = known['polynx'] === polynx || known['polynx'] === polynx.replace('file:./', 'file:');
  // Yarn adds no peers by itself.
  const devkit = manager.startsWith('yarn') && known['@nx/devkit'] === undefined;
  return [
    ...(known['nx'] === undefined ? [`nx@${nx}`] : []),
    ...(devkit ? [`@nx/devkit@${devkitFor(known['nx'] ?? nx)}`] : []),
    ...(isThere ? [] : [`polynx@${polynx}`]),
  ];
}

/** NB not every version of Nx has a devkit of its own, but each major has. */
function devkitFor(nx: string): string {
  const major = /\d+/.exec(nx)?.[0];
  return major === undefined ? (ownPackage().peerDependencies['@nx/devkit'] ?? 'latest') : `^${major}.0.0`;
}

export async function installPackages(root: string, nx: string, source: Source): Promise<void> {
  const has: Has = (file) => existsSync(join(root, file));
  const manifest = readManifest(root);
  const manager = packageManagerOf(manifest, has);
  const packages = packagesToAdd(manager, manifest, nx, source);
  const isInstalled = ['nx', 'polynx'].every((name) => has(`node_modules/${name}/package.json`));
  if (packages.length === 0 && isInstalled) return;
  const [program, ...args] =
    packages.length === 0
      ? [manager.replace('-classic', ''), 'install']
      : addCommand(manager, packages, manifest, has);
  const command = { program: program ?? manager, args, cwd: '.' };
  const { exitCode } = await run(command, {
    workspaceRoot: root,
    install: `package.json or a lock says that this repository uses ${program}: install it.`,
  });
  if (exitCode !== 0)
    throw new ExpectedError(
      `${[program, ...args].join(' ')} exited with code ${exitCode}. Run polynx init again when that is mended: it goes on from here.`,
    );
  if (!has('node_modules/nx/package.json'))
    throw new ExpectedError(
      'Nx is not in node_modules: with Yarn, say nodeLinker: node-modules in .yarnrc.yml, which Nx plugins need. Then run polynx init again.',
    );
}

function readManifest(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8').replace(/^\uFEFF/, '')) as Manifest;
  } catch (error) {
    throw new ExpectedError(`package.json: ${(error as Error).message}`);
  }
}
