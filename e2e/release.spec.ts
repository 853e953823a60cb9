/** `nx release` over crates, Go modules and members of Deno, with no word of them in nx.json but which. */
import { expect, it } from 'vitest';
import { releasedWorkspace } from './support/released.js';
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
