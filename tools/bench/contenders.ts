/** Who lists the projects of a workspace, and in what. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { compact } from '../../packages/polynx/src/model/compact.js';
import { install, installPublished, linkInstallation, versionOf } from './installations.js';
import type { Invocation } from './measure.js';
import { installNoOp, NO_OP } from './no-op-plugin.js';
import { createWorkspace, type Sources } from './workspaces.js';

export interface Contender {
  readonly title: string;
  readonly root: string;
  /** The plugin in Nx's performance log. */
  readonly plugin?: string;
  /** What it is compared with. */
  readonly base?: Contender;
  /** With or without the daemon, for those that have one. */
  readonly command: (daemon: boolean) => Invocation | undefined;
}

export interface Installations {
  readonly nx: string;
  readonly peers?: { readonly nx: string; readonly turbo: string };
}

/** Neither @monodon/rust 3.0 nor @nx-go/nx-go 4.1 takes an Nx after 22. */
export async function installAll(folder: string, tarball: string, peers: boolean): Promise<Installations> {
  const nx = await install(join(folder, 'installation'), ['nx@24.0.6', '@nx/devkit@24.0.0', tarball]);
  if (!peers) return { nx };
  const plugins = ['nx@22', '@nx/devkit@22', '@monodon/rust@3.0.0', '@nx-go/nx-go@4.1.1'];
  return {
    nx,
    peers: { nx: await installPublished(plugins), turbo: await installPublished(['turbo@2.11.11']) },
  };
}

interface Place {
  readonly root: string;
  readonly sources: Sources;
  readonly installation: string;
}

export async function nxContender(
  title: string,
  { root, sources, installation }: Place,
  plugin?: string,
  base?: Contender,
): Promise<Contender> {
  const nxJson = {
    analytics: false,
    neverConnectToCloud: true,
    plugins: plugin === undefined ? [] : [plugin],
  };
  await createWorkspace(root, sources, { 'nx.json': nxJson });
  await linkInstallation(installation, root);
  if (plugin === NO_OP) installNoOp(root);
  return compact({
    title: `${title} (Nx ${versionOf(installation, 'nx')})`,
    root,
    plugin,
    base,
    command: (daemon) => nxCommand(root, ['show', 'projects'], daemon),
  });
}

/** In the same workspace, which has one more comment in a file before each call. */
export function edited(
  contender: Contender,
  what: string,
  { file, comment }: Edit,
  base = contender.base,
): Contender {
  return compact({
    ...contender,
    title: contender.title.replace(' (', `, ${what} changed (`),
    base,
    command(daemon) {
      const command = daemon ? undefined : contender.command(false);
      return (
        command && {
          ...command,
          before: () => appendFileSync(join(contender.root, file), `${comment} ${Date.now()}\n`),
        }
      );
    },
  });
}

export interface Edit {
  readonly file: string;
  /** What begins one. */
  readonly comment: string;
}

/** Node on nx.js directly: neither npx nor a shell is measured. */
export function nxCommand(root: string, args: readonly string[], daemon: boolean): Invocation {
  return {
    program: process.execPath,
    args: [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args],
    cwd: root,
    env: {
      // NB in CI there is no daemon, whatever NX_DAEMON says.
      CI: daemon ? undefined : 'true',
      NX_DAEMON: String(daemon),
      NX_TUI: 'false',
      NX_NO_CLOUD: 'true',
      NX_PERF_LOGGING: 'true',
      NX_CACHE_DIRECTORY: undefined,
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    },
  };
}

export async function turboContender(
  { root, sources, installation }: Place,
  flag: 'experimentalCargoWorkspaces' | 'experimentalGoWorkspaces',
): Promise<Contender> {
  await createWorkspace(root, sources, {
    'turbo.json': { futureFlags: { [flag]: true }, tasks: { build: {}, test: {} } },
  });
  await linkInstallation(installation, root);
  return {
    title: `turbo ls ${versionOf(installation, 'turbo')}, names only`,
    root,
    command: (daemon) =>
      daemon
        ? undefined
        : {
            program: process.execPath,
            args: [join(root, 'node_modules/turbo/bin/turbo'), 'ls'],
            cwd: root,
            env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1', CI: 'true' },
          },
  };
}
