/**
 * Nine crates with five profiles: a library for types, a macro, the commit, features, two programs, a C
 * library and a module of Node. Everything that such a repository asks of its builds, one after the other.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { repository } from '../tools/paths.js';
import { type Cross, crossTools } from './support/cross.js';
import { installPackages } from './support/npm-packages.js';
import { sccache, stopServerAfterwards, withSccache } from './support/sccache.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const FIXTURE = 'packages/polynx/src/toolchains/cargo/fixtures/nine-crates-and-five-profiles/input';
const CLI = 'crates/cli/src/main.rs';

let cross: Cross;
let bin: string;

beforeAll(async () => {
  cross = await crossTools();
  bin = await sccache('current');
}, 900_000);

it('a workspace of nine crates and five profiles is built, tested, stamped and packaged in every way it asks for', async () => {
  const workspace = await harbor();
  await buildsInOrder(workspace);
  await compilesIntegrationTests(workspace);
  await buildsEachProfile(workspace);
  await buildsFeatures(workspace);
  await saysItsCommit(workspace);
  await buildsForOtherPlatforms(workspace);
  await isLoadedByNode(workspace);
}, 600_000);

async function harbor(): Promise<Workspace> {
  const server = withSccache(bin, 'current', cross.env['PATH']).env;
  const workspace = await createWorkspace(
    {},
    {
      from: join(repository, FIXTURE),
      packageJson: { workspaces: ['crates/node'] },
      env: (root) => ({ ...cross.env, ...server?.(root) }),
    },
  );
  stopServerAfterwards(workspace);
  await installPackages(workspace.root, ['@napi-rs/cli@2.18.4']);
  await succeeds(workspace, ['g', 'polynx:build-info', 'harbor-metadata', '--name=Harbor']);
  const says = '    println!("{}", harbor_metadata::build_info::version_string());\n';
  const asks = '    println!("{}", harbor_metadata::build_info::user_agent());\n';
  workspace.write(CLI, workspace.read(CLI).replace('    println!("on', `${says}${asks}    println!("on`));
  await workspace.commit('programs say their commit');
  return workspace;
}

async function succeeds(workspace: Workspace, args: readonly string[], env = {}): Promise<string> {
  const { exitCode, output } = await workspace.nx(args, { env });
  expect(exitCode, output).toBe(0);
  return output;
}

/** Lines of what the program prints, by their first word. */
async function said(workspace: Workspace, profile: string): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await workspace.run(`target/${profile}/harbor-cli`, ['Pequod', 'Orca']);
  const lines = stdout.trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]));
}

async function buildsInOrder(workspace: Workspace): Promise<void> {
  const edges = await workspace.edges();
  expect(edges['harbor-cli']).toEqual(['harbor-core', 'harbor-metadata', 'harbor-net']);
  expect(edges['harbor-core']).toEqual(['harbor-derive', 'harbor-types']);
  const output = await succeeds(workspace, ['build', 'harbor-cli']);
  const compiled = [...output.matchAll(/Compiling harbor-(\w+)/g)].map(([, name]) => name);
  const before = (one: string, other: string) => compiled.indexOf(one) < compiled.indexOf(other);
  expect([...compiled].sort()).toEqual(['cli', 'core', 'derive', 'metadata', 'net', 'types']);
  expect([before('types', 'core'), before('derive', 'core'), before('core', 'cli')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(await said(workspace, 'debug')).toMatchObject({ berths: '2', net: 'tcp+tls', checks: 'true' });
}

async function compilesIntegrationTests(workspace: Workspace): Promise<void> {
  const compiled = await succeeds(workspace, ['test', 'harbor-server', '--no-run']);
  const programs = readdirSync(join(workspace.root, 'target/debug/deps'));
  expect(programs).toContainEqual(expect.stringMatching(/^answers-[0-9a-f]+$/));
  expect(compiled).not.toContain('it_says_what_it_has ... ok');
  expect(await succeeds(workspace, ['test', 'harbor-server'])).toContain('it_says_what_it_has ... ok');
}

const PROFILES = ['release', 'dist', 'profiling', 'small'];

async function buildsEachProfile(workspace: Workspace): Promise<void> {
  for (const profile of PROFILES) {
    const output = await succeeds(workspace, ['build', 'harbor-cli', '-c', profile]);
    expect(output).toMatch(new RegExp(`^target/${profile}/harbor-cli: [\\d,.]+ kB`, 'm'));
  }
  const all = ['debug', ...PROFILES];
  const sections = await Promise.all(
    all.map((profile) => cross.says(workspace, 'readelf', '-SW', `target/${profile}/harbor-cli`)),
  );
  const have = (name: string) => all.filter((_, index) => sections[index]?.includes(` ${name} `));
  expect(have('.symtab')).toEqual(['debug', 'profiling']);
  expect(have('.debug_info')).toEqual(['profiling']);
  const panics = await Promise.all(
    all.map(
      async (profile) => (await workspace.run(`target/${profile}/harbor-cli`, ['panic'])).exitCode === 3,
    ),
  );
  expect(panics).toEqual([true, false, true, false, false]);
  const size = (profile: string) => statSync(join(workspace.root, `target/${profile}/harbor-cli`)).size;
  expect(size('small')).toBeLessThan(size('release'));
  expect(size('release')).toBeLessThan(size('profiling'));
  expect((await said(workspace, 'release'))['checks']).toBe('false');
}

async function buildsFeatures(workspace: Workspace): Promise<void> {
  await succeeds(workspace, ['build', 'harbor-cli', '-c', 'full']);
  expect((await said(workspace, 'debug'))['net']).toBe('tcp+tls+metrics');
  await succeeds(workspace, ['build', 'harbor-cli', '-c', 'bare']);
  expect((await said(workspace, 'small'))['net']).toBe('tcp');
  // How many at a time decides nothing.
  const again = await workspace.nx(['build', 'harbor-cli', '-c', 'dist'], { env: { CARGO_BUILD_JOBS: '1' } });
  expect(again.hits).toContain('harbor-cli:build:dist');
}

async function saysItsCommit(workspace: Workspace): Promise<void> {
  const release = ['build', 'harbor-cli', '-c', 'release'];
  const commit = async () => (await workspace.run('git', ['rev-parse', 'HEAD'])).stdout.slice(0, 12);
  const line = async () =>
    Object.entries(await said(workspace, 'release')).find(([word]) => word === '1.2.3')?.[1];
  const first = await commit();
  expect(await line()).toMatch(new RegExp(`^\\(${first}\\) built 2\\S+Z \\[release\\]$`));
  expect(await said(workspace, 'release')).toHaveProperty('Harbor/1.2.3', `(${HOST})`);
  expect(await said(workspace, 'debug')).toHaveProperty('1.2.3', '(unknown) built unknown [debug]');

  // From sccache what it has of this commit, and nothing of it for the next.
  workspace.remove('target');
  const again = await succeeds(workspace, [...release, '--skipNxCache']);
  expect(again).toMatch(/sccache: (\d+) of \1 compilations came from its cache/);
  expect(await line()).toContain(first);
  await workspace.commit('another');
  workspace.append(CLI, '// changed\n');
  await succeeds(workspace, release);
  expect(await line()).toMatch(new RegExp(`^\\(${await commit()}-dirty\\) built`));
  await succeeds(workspace, release, { GIT_DIR: join(workspace.root, 'nowhere') });
  expect(await line()).toBe('(unknown) built unknown [release]');
}

/** Nothing of it is compiled twice. */
const PLAIN = { POLYNX_SCCACHE: 'off' };

const HOST = 'x86_64-unknown-linux-gnu';

const PLATFORMS: readonly (readonly [target: string, file: string, is: RegExp])[] = [
  ['build-linux-arm64', 'aarch64-unknown-linux-gnu/dist/harbor-cli', /ELF 64-bit.*ARM aarch64/],
  ['build-windows-x64-gnu', 'x86_64-pc-windows-gnu/dist/harbor-cli.exe', /PE32\+ executable.*x86-64/],
  ['build-darwin-universal', 'universal/dist/harbor-cli', /universal binary with 2 arch.*x86_64.*arm64/s],
];

async function buildsForOtherPlatforms(workspace: Workspace): Promise<void> {
  const targets = PLATFORMS.map(([target]) => target);
  await succeeds(workspace, ['run-many', '-p', 'harbor-cli', '-t', ...targets, '-c', 'dist'], PLAIN);
  for (const [target, file, is] of PLATFORMS)
    expect(await cross.says(workspace, 'file', `target/${file}`), target).toMatch(is);
  expect(await cross.runs(workspace, 'qemu', `target/${PLATFORMS[0]?.[1]}`)).toContain('on linux');
}

async function isLoadedByNode(workspace: Workspace): Promise<void> {
  await succeeds(
    workspace,
    ['run-many', '-p', '@harbor/node', '-t', 'build', 'test', 'pack', 'package'],
    PLAIN,
  );
  expect(workspace.has('crates/node/harbor.linux-x64-gnu.node')).toBe(true);
  expect(workspace.read('crates/node/index.d.ts')).toContain('export declare function sides(): number');
  const addon = 'target/aarch64-unknown-linux-gnu/release/harbor_node.node';
  expect(await cross.says(workspace, 'file', addon)).toMatch(/ELF 64-bit.*shared object, ARM aarch64/);

  // As those who install it have it: the package, and that of their platform.
  const user = mkdtempSync(join(tmpdir(), 'polynx-e2e-user-'));
  onTestFinished(() => rmSync(user, { recursive: true, force: true }));
  writeFileSync(join(user, 'package.json'), JSON.stringify({ private: true }));
  const at = (name: string) => join(workspace.root, 'dist/crates/node', name);
  const packages = ['linux-x64', 'linux-arm64'].map((name) => at(`packages/npm-node-${name}-gnu-1.2.3.tgz`));
  const flags = ['--no-audit', '--no-fund', '--offline', '--force'];
  await execa('npm', ['install', ...flags, at('harbor-node-1.2.3.tgz'), ...packages], { cwd: user });
  const { stdout } = await execa('node', ['-p', 'require("@harbor/node").sides()'], { cwd: user });
  expect(stdout).toBe('2');
  const read = (name: string) =>
    JSON.parse(readFileSync(join(user, 'node_modules/@harbor', name, 'package.json'), 'utf8')) as object;
  expect(read('node-linux-arm64-gnu')).toMatchObject({ os: ['linux'], cpu: ['arm64'], libc: ['glibc'] });
  expect(read('node')).toMatchObject({
    optionalDependencies: { '@harbor/node-linux-x64-gnu': '1.2.3', '@harbor/node-linux-arm64-gnu': '1.2.3' },
  });
}
