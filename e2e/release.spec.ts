/** `nx release` over crates, Go modules and members of Deno, with no word of them in nx.json but which. */
import { expect, it } from 'vitest';
import { crate } from './support/cargo.js';
import { releasedWorkspace } from './support/released.js';
import { sparseRegistry } from './support/sparse-registry.js';
import { createIsolatedWorkspace, type Workspace } from './support/workspace.js';

const WHO = { GIT_AUTHOR_NAME: 't', GIT_AUTHOR_EMAIL: 't@example.invalid' };
const ENV = { ...WHO, GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@example.invalid' };

const RELEASE = {
  projects: ['crates/*', 'go/*', 'deno/*'],
  projectsRelationship: 'independent',
  releaseTag: { pattern: '{projectName}/v{version}' },
  version: { conventionalCommits: true },
  changelog: { projectChangelogs: true, workspaceChangelog: false },
};

it('versions, requirements, locks, changelogs and tags of three languages move together', async () => {
  const workspace = await createIsolatedWorkspace(releasedWorkspace(), {
    nxJson: { release: RELEASE },
    env: () => ENV,
  });
  const release = (...args: string[]) => workspace.nx(['release', ...args]);

  const dry = await release('0.2.0', '--first-release', '--skip-publish', '--dry-run');
  expect(dry.exitCode, dry.output).toBe(0);
  expect(dry.output).toContain('+ version = "0.2.0" # of core');
  expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');

  const first = await release('0.2.0', '--first-release', '--skip-publish');
  expect(first.exitCode, first.output).toBe(0);
  expect(workspace.read('crates/core/Cargo.toml')).toContain('version = "0.2.0" # of core');
  expect(workspace.read('Cargo.toml')).toContain('version = "0.2.0" } # shared');
  expect(workspace.read('go/shop/go.mod')).toContain('example.com/log v0.2.0 // the log');
  expect(workspace.read('deno/text/deno.jsonc')).toContain('"version": "0.2.0", // of text');
  expect(workspace.read('deno/page/deno.json')).toContain('jsr:@demo/text@^0.2.0');
  await toolsAgree(workspace);

  workspace.append('crates/core/src/lib.rs', 'pub fn more() {}\n');
  await workspace.commit('feat: more of core');
  const second = await release('--skip-publish');
  expect(second.exitCode, second.output).toBe(0);
  // What depends on it moves with it; nothing else does.
  expect(await tagsOf(workspace)).toEqual([
    ...['@demo/page', '@demo/text', 'app-lib'].map((name) => `${name}/v0.2.0`),
    'app-lib/v0.2.1',
    'core-lib/v0.2.0',
    'core-lib/v0.2.1',
    ...['go/log', 'go/shop'].map((name) => `${name}/v0.2.0`),
  ]);
  expect(workspace.read('crates/core/CHANGELOG.md')).toContain('- more of core');
  expect(workspace.read('crates/app/CHANGELOG.md')).toContain('Updated core-lib to 0.2.1');
  await toolsAgree(workspace);
});

it('publishing goes on where it stopped, in the order of dependencies, and says what is left out', async () => {
  const token = 'a-token-that-no-log-shows';
  const registry = await sparseRegistry(token);
  const workspace = await createIsolatedWorkspace(toPublish(registry.address), {
    nxJson: { release: { projects: ['crates/*', 'go/*'] } },
    env: (root) => ({ ...ENV, CARGO_HOME: `${root}/.nx/cargo`, CARGO_REGISTRIES_LOOP_TOKEN: token }),
  });
  await workspace.run('git', ['init', '--quiet', '--bare', '.nx/remote.git']);
  await workspace.run('git', ['remote', 'add', 'origin', '.nx/remote.git']);
  registry.refuse('app-lib');

  const first = await workspace.nx(['release', '0.2.0', '--first-release', '--yes']);
  expect(first.exitCode, first.output).toBe(1);
  expect(registry.published).toEqual(['core-lib 0.2.0']);
  expect(first.output).toContain('tool is left out: publish = false in crates/tool/Cargo.toml');

  const dry = await workspace.nx(['release', 'publish', '--dry-run']);
  expect(dry.output).toContain('cargo publish --package=app-lib');
  expect(registry.published).toHaveLength(1);

  const again = await workspace.nx(['release', 'publish']);
  expect(again.exitCode, again.output).toBe(0);
  expect(again.output).toContain('core-lib 0.2.0 is published already: nothing to do');
  expect(registry.published).toEqual(['core-lib 0.2.0', 'app-lib 0.2.0']);
  // Nx made one tag, v0.2.0; Go looks for these.
  const tags = await workspace.run('git', ['ls-remote', '--tags', 'origin']);
  expect([...tags.stdout.matchAll(/refs\/tags\/(\S+[^}\s])$/gm)].map(([, tag]) => tag)).toEqual([
    'go/log/v0.2.0',
    'go/shop/v0.2.0',
  ]);
  expect(first.output + again.output).not.toContain(token);
});

/** Crates that go to a registry on loopback, and one that goes nowhere. */
function toPublish(address: string): Record<string, string> {
  const files = releasedWorkspace();
  const core = 'path = "crates/core", version = "0.1.0"';
  const tool = crate('crates/tool', 'tool', { 'src/main.rs': 'fn main() {}\n' }, 'core-lib.workspace = true');
  const only = (text = '') => text.replace('license', 'publish = ["loop"]\nlicense');
  return {
    ...files,
    ...tool,
    'Cargo.toml': (files['Cargo.toml'] ?? '').replace(core, `${core}, registry = "loop"`),
    'Cargo.lock': `${files['Cargo.lock']}\n[[package]]\nname = "tool"\nversion = "0.1.0"\ndependencies = [\n "core-lib",\n]\n`,
    'crates/core/Cargo.toml': only(files['crates/core/Cargo.toml']),
    'crates/app/Cargo.toml': only(files['crates/app/Cargo.toml']),
    'crates/tool/Cargo.toml': (tool['crates/tool/Cargo.toml'] ?? '').replace(
      'edition',
      'publish = false\nedition',
    ),
    '.cargo/config.toml': `[registries.loop]\nindex = "${address}"\n`,
  };
}

/** The locks are those that the tools themselves would write. */
async function toolsAgree(workspace: Workspace): Promise<void> {
  const cargo = await workspace.run('cargo', ['metadata', '--locked', '--offline', '--format-version=1']);
  const go = await workspace.run('go', ['build', './...'], { cwd: 'go/shop', env: { GOPROXY: 'off' } });
  const deno = await workspace.run('deno', ['install', '--frozen']);
  for (const { exitCode, output } of [cargo, go, deno]) expect(exitCode, output).toBe(0);
  expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');
}

async function tagsOf(workspace: Workspace): Promise<string[]> {
  return (await workspace.run('git', ['tag'])).stdout.split('\n');
}
