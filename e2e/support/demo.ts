/** The workspace of the demo, with every tool pinned; and machines that have none of them. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { repository } from '../../tools/paths.js';
import { temporaryFolder } from './adoption.js';
import {
  type CreateOptions,
  createWorkspace,
  linkInstallation,
  QUIET,
  type Workspace,
  workspaceAt,
} from './workspace.js';

const EXAMPLE = join(repository, 'examples/polyglot');

/** What the demo's builds leave, and what it says when it is run. */
export const ARTIFACTS = {
  hello: 'target/debug/hello',
  api: `dist/services/api/${hostPlatform()}/api`,
  page: 'services/api/web/dist/index.html',
} as const;

export async function pinnedDemo(options: CreateOptions = {}): Promise<Workspace> {
  const { go, rust, deno } = await installedVersions();
  return createWorkspace(
    {
      '.gitignore': readFileSync(join(EXAMPLE, '.gitignore'), 'utf8'),
      'rust-toolchain.toml': `[toolchain]\nchannel = "${rust}"\n`,
      '.dvmrc': `${deno}\n`,
      // Nx loads it before anything else.
      '.env': `GOTOOLCHAIN=${go}\nCGO_ENABLED=0\n`,
    },
    { from: EXAMPLE, packageJson: { workspaces: ['services/*/web'] }, ...options },
  );
}

/**
 * NB not as a developer's shell has them: RUSTUP_TOOLCHAIN overrides every pin, and `go env -w` is this
 * machine's own business.
 */
export const UNCONFIGURED = { RUSTUP_TOOLCHAIN: undefined, GOENV: 'off' } as const;

export async function installedVersions(): Promise<{ go: string; rust: string; deno: string }> {
  const first = async (form: RegExp, program: string, ...args: string[]) => {
    const { stdout } = await execa(program, args, {
      env: { ...QUIET, ...UNCONFIGURED, GOTOOLCHAIN: 'local' },
    });
    return form.exec(stdout)?.[0] ?? '';
  };
  return {
    go: await first(/go1\.\S+/, 'go', 'env', 'GOVERSION'),
    rust: await first(/\d+\.\d+\.\d+/, 'rustc', '--version'),
    deno: await first(/\d+\.\d+\.\d+/, 'deno', '--version'),
  };
}

/**
 * What another user has after `git clone` and an installation of the npm packages: another path, and nothing
 * that any run has left.
 */
export async function freshClone(workspace: Workspace, env: Workspace['env'] = {}): Promise<Workspace> {
  const root = join(temporaryFolder(), 'some/where else');
  await execa('git', ['clone', '--quiet', workspace.root, root]);
  await linkInstallation(root);
  return workspaceAt(root, { ...workspace.env, ...env });
}

/** A PATH with nothing but node, git and the shell that Nx asks runtime inputs with. */
export async function barePath(): Promise<string> {
  const folder = join(temporaryFolder(), 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const program of ['git', 'sh']) {
    const { stdout } = await execa('which', [program]);
    symlinkSync(stdout.trim(), join(folder, program));
  }
  return folder;
}
