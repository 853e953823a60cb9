/** Presets of profiles, from the manifest or by environment: read from the programs that come out. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PROFILES = ['release', 'ci', 'profiling', 'release-small'] as const;

/** Exits with 3 where a panic is caught; where panics abort, it is ended by a signal. */
const MAIN = `fn main() {
    std::process::exit(match std::panic::catch_unwind(|| panic!("planted")) {
        Ok(()) => 0,
        Err(_) => 3,
    })
}
`;

const files = {
  'Cargo.toml': '# ours\n[workspace]\nresolver = "2" # since 2021\nmembers = ["crates/*"]\n',
  'Cargo.lock': lock([{ name: 'app' }]),
  ...crate('crates/app', 'app', { 'src/main.rs': MAIN }),
};

async function build(workspace: Workspace, profile?: string): Promise<void> {
  const run = await workspace.nx(['build', 'app', ...(profile === undefined ? [] : ['-c', profile])]);
  expect(run.output).toContain('Successfully ran target');
}

async function sections(workspace: Workspace, folder: string): Promise<string> {
  return (await workspace.run('readelf', ['-SW', `target/${folder}/app`])).stdout;
}

async function unwinds(workspace: Workspace, folder: string): Promise<boolean> {
  return (await workspace.run(`target/${folder}/app`, [])).exitCode === 3;
}

const sizeOf = (workspace: Workspace, folder: string) =>
  statSync(join(workspace.root, `target/${folder}/app`)).size;

const small = (workspace: Workspace) => readFileSync(join(workspace.root, 'target/release-small/app'));

it('by environment each preset shows in the program, and the manifest gives the very same one', async () => {
  const workspace = await createWorkspace(files, { plugin: { cargo: { preset: 'env' } } });
  await build(workspace);
  for (const profile of PROFILES) await build(workspace, profile);

  const symbols = await Promise.all(PROFILES.map((profile) => sections(workspace, profile)));
  expect(symbols.map((text) => text.includes('.symtab'))).toEqual([false, false, true, false]);
  expect(symbols.map((text) => text.includes('.debug_info'))).toEqual([false, false, true, false]);
  const unwinding = await Promise.all(['debug', ...PROFILES].map((folder) => unwinds(workspace, folder)));
  expect(unwinding).toEqual([true, false, false, false, false]);
  expect(sizeOf(workspace, 'release-small')).toBeLessThan(sizeOf(workspace, 'release'));
  expect(sizeOf(workspace, 'release')).toBeLessThan(sizeOf(workspace, 'ci'));
  // Unpacked: what a debugger reads lies beside the objects, and the program only says where.
  expect(await sections(workspace, 'debug')).toContain('.debug_addr');

  const byEnvironment = small(workspace);
  workspace.write('nx.json', workspace.read('nx.json').replace('"preset": "env"', '"preset": "manifest"'));
  const generated = await workspace.nx(['g', 'polynx:profiles']);
  expect(generated.output).toContain('UPDATE Cargo.toml');
  const manifest = workspace.read('Cargo.toml');
  expect(manifest.startsWith(files['Cargo.toml'])).toBe(true);
  expect(manifest).toContain('[profile.release-small]\ninherits = "release"\nopt-level = "z"\nlto = "fat"\n');
  workspace.remove('target');
  await build(workspace, 'release-small');
  expect(small(workspace)).toEqual(byEnvironment);
  expect((await workspace.nx(['g', 'polynx:profiles'])).output).toContain('Every preset is there.');
  expect(workspace.read('Cargo.toml')).toBe(manifest);
});

it('by environment a profile of the manifest is left alone, and what the user sets wins and is in the key', async () => {
  const own = `${files['Cargo.toml']}\n[profile.release]\ndebug = true\n`;
  const workspace = await createWorkspace(
    { ...files, 'Cargo.toml': own },
    { plugin: { cargo: { preset: 'env' } } },
  );
  await build(workspace, 'release');
  expect(await unwinds(workspace, 'release')).toBe(true);
  expect(await sections(workspace, 'release')).toContain('.debug_info');
  await build(workspace, 'ci');
  expect(await unwinds(workspace, 'ci')).toBe(false);
  const env = { CARGO_PROFILE_CI_PANIC: 'unwind' };
  expect((await workspace.nx(['build', 'app', '-c', 'ci'], { env })).misses).toEqual(['app:build:ci']);
  expect(await unwinds(workspace, 'ci')).toBe(true);
  expect((await workspace.nx(['build', 'app', '-c', 'ci'])).hits).toEqual(['app:build:ci']);
  expect(await unwinds(workspace, 'ci')).toBe(false);
});
