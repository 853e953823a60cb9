/** A repository that knows nothing of polynx gets it, as its users would do it. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { changes, forgetNpx, installed, repositoryOf, temporaryFolder } from './support/adoption.js';
import { cargoWorkspace } from './support/cargo.js';
import { NX } from './support/nx-versions.js';
import { QUIET, type Workspace, workspaceAt } from './support/workspace.js';

const PACKAGE_JSON = `${JSON.stringify({ name: 'repository', private: true }, null, 2)}\n`;

/** As most Nx workspaces have it. */
const NX_JSON = `{
  "analytics": false,
  "neverConnectToCloud": true,
  "namedInputs": {
    "default": ["{projectRoot}/**/*"],
    // What a build sees.
    "production": ["default", "!{projectRoot}/**/*.md"]
  },
  "targetDefaults": {
    "build": { "dependsOn": ["^build"], "inputs": ["production", "^production"], "cache": true }
  }
}
`;

const HELLO = `${JSON.stringify({ name: 'hello', targets: { build: { command: 'echo hello' } } }, null, 2)}\n`;

describe.each([NX.newest, NX.oldest])('nx add with npm and Nx $nx', ({ nx }) => {
  it('leaves what is there as it is, and makes targets that common targetDefaults do not break', async () => {
    const repository = await repositoryOf({
      ...cargoWorkspace(),
      'package.json': PACKAGE_JSON,
      '.gitignore': 'node_modules\n',
      'nx.json': NX_JSON,
      'tools/hello/project.json': HELLO,
    });
    await repository.run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', `nx@${nx}`]);
    await repository.commit('Nx');

    const added = await repository.nx(['add', `polynx@file:${inject('tarball')}`]);
    expect(added.output).toContain('polynx found 4 projects:');
    expect(added.output).toMatch(/Rust +4 {2}cargo-workspace, app, core, util/);
    expect(added.exitCode).toBe(0);
    expect(await changes(repository)).toEqual([
      ' M .gitignore',
      ' M nx.json',
      ' M package-lock.json',
      ' M package.json',
    ]);
    expect(repository.read('.gitignore')).toBe(
      'node_modules\n\n# Nx and polynx\n.nx/polynx\n.nx/cache\n.nx/workspace-data\n/target/\n',
    );
    expect(repository.read('nx.json')).toContain('    // What a build sees.\n');
    expect(repository.read('nx.json')).toContain(
      '"build": { "dependsOn": ["^build"], "inputs": ["production", "^production"], "cache": true },\n',
    );

    const { build } = (await repository.showProject('app')).targets;
    expect(build?.dependsOn).toBeUndefined();
    expect(build?.inputs).not.toContain('production');
    expect((await repository.showProject('hello')).targets['build']?.dependsOn).toEqual(['^build']);

    await buildsAndRemembers(repository);
    await changesNothingAgain(repository);

    // Without the empty entry of the executor, the common defaults would replace what decides the result.
    const executor = /\s*"polynx:cargo": \{\},?/;
    repository.write('nx.json', repository.read('nx.json').replace(executor, ''));
    const replaced = (await repository.showProject('app')).targets['build'];
    expect(replaced?.inputs).toEqual(['production', '^production']);
    expect(replaced?.dependsOn).toEqual(['^build']);
  });
});

const WEB = {
  'packages/web/package.json': JSON.stringify({
    name: 'web',
    scripts: { build: 'mkdir -p dist && echo web > dist/index.html' },
  }),
  // For each of these `nx init` would install a plugin.
  Dockerfile: 'FROM scratch\n',
  'packages/web/vite.config.ts': 'export default {};\n',
};

const WITH_BIOME = { packageManager: 'bun@1.4.0', devDependencies: { '@biomejs/biome': '^2.0.0' } };

const HALF_DONE = `{
  "plugins": [
    { "plugin": "@nx/docker", "options": { "buildTarget": { "name": "docker:build" } } },
    "@nx/vite/plugin"
  ]
}
`;

/** What the package manager says of the workspace, and what it adds. */
const MANAGERS = [
  ['pnpm', 'pnpm@10', { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' }, ['nx', 'polynx']],
  [
    'yarn',
    '@yarnpkg/cli-dist@4',
    { 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n' },
    // It installs no peers by itself.
    ['@nx/devkit', 'nx', 'polynx'],
  ],
  // Biome's default are tabs.
  ['bun', 'bun@1', { 'bunfig.toml': '', 'biome.json': '{}\n' }, ['@biomejs/biome', 'nx', 'polynx']],
] as const;

describe.each(MANAGERS)('polynx init with %s', (program, from, more, added) => {
  it('adds Nx and polynx, and nothing else; what an interrupted run left is completed', async () => {
    const files = await repositoryOf({
      ...cargoWorkspace(),
      ...WEB,
      ...more,
      'package.json': JSON.stringify({
        name: 'repository',
        private: true,
        ...(program === 'pnpm' ? {} : { workspaces: ['packages/*'] }),
        ...(program === 'bun' ? WITH_BIOME : {}),
      }),
      // As many templates for Node have it.
      '.gitignore': `node_modules\ndist\n.yarn\n${program === 'bun' ? '*.tgz\n' : ''}`,
    });
    const repository = withPath(files, await installed(from));
    mkdirSync(join(repository.root, 'tools'));
    copyFileSync(inject('tarball'), join(repository.root, 'tools/polynx.tgz'));
    // NB the folder that npx started it from lies elsewhere: the file in the repository is meant.
    const cli = join(inject('installation'), 'node_modules/polynx/dist/cli.js');
    // A nx.json that was never written, and one of an `nx init` that stopped before it installed.
    repository.write('nx.json', program === 'bun' ? HALF_DONE : '');
    const first = await repository.run('node', [cli, 'init']);
    expect(first.output).toContain('polynx found 5 projects:');
    const packed = program === 'bun' ? '&& git add --force tools/polynx.tgz' : ' tools/polynx.tgz';
    expect(first.output).toMatch(new RegExp(`Commit: git add .*package\\.json.*${packed}`));
    expect(first.output).toContain(`${program === 'bun' ? 'bunx' : program} nx run-many -t build test`);
    expect(first.exitCode).toBe(0);
    expect(first.output.includes('@nx/docker, @nx/vite/plugin in nx.json')).toBe(program === 'bun');
    const manifest = JSON.parse(repository.read('package.json'));
    expect(Object.keys(manifest.devDependencies).sort()).toEqual([...added].sort());
    expect(JSON.parse(repository.read('nx.json')).plugins).toEqual(['polynx']);
    expect(repository.read('nx.json')).toContain('"projectsAffectedByDependencyUpdates": "auto"');
    if (program === 'bun') {
      const biome = 'node_modules/@biomejs/biome/bin/biome';
      expect((await repository.run('node', [biome, 'format', 'nx.json'])).exitCode).toBe(0);
    }
    const { inputs } = (await repository.showProject('app')).targets['build'] ?? {};
    expect(inputs).toContainEqual({ runtime: 'node node_modules/polynx/dist/fingerprint.js cargo .' });
    // NB seconds each: once is enough.
    if (program === 'pnpm') await buildsAndRemembers(repository);
    await repository.commit('polynx');
    const again = await repository.run('node', [cli, 'init']);
    expect(again.output).not.toMatch(/CREATE|UPDATE|Commit:/);
    expect(await changes(repository)).toEqual([]);
  });
});

describe.each([NX.newest, NX.oldest])('polynx init without a package.json, Nx $nx', ({ nx }) => {
  it('installs Nx and polynx beside the sources, for this checkout and the next one', async () => {
    const formatted = {
      'deno.json': '{ "fmt": { "include": ["**/*.json", "**/*.js"] } }\n',
      Dockerfile: 'FROM scratch\n',
    };
    const repository = await repositoryOf({ ...cargoWorkspace(), ...formatted });
    onTestFinished(() => forgetNpx(repository));
    mkdirSync(join(repository.root, 'tools'));
    copyFileSync(inject('tarball'), join(repository.root, 'tools/polynx.tgz'));
    const packages = ['--package=./tools/polynx.tgz', `--package=nx@${nx}`];
    const cli = join(inject('installation'), 'node_modules/polynx/dist/cli.js');
    // One of them as users do it; npx takes its time.
    const start = nx === NX.newest.nx ? ['node', cli] : ['npx', '--yes', ...packages, 'polynx'];
    const [starter = '', ...args] = start;
    const added = await repository.run(starter, [...args, 'init']);
    expect(added.output).toContain('polynx found 4 projects:');
    expect(added.exitCode).toBe(0);
    expect(JSON.parse(repository.read('nx.json'))).toMatchObject({
      installation: { version: nx, plugins: { polynx: 'file:../../tools/polynx.tgz' } },
      plugins: ['polynx'],
    });
    expect(repository.has('package.json')).toBe(false);
    expect(repository.has('node_modules')).toBe(false);
    // As if it had been interrupted: the wrapper takes this for complete.
    repository.remove('.nx/installation/node_modules/polynx');
    repository.remove('nx');
    const again = await repository.run(starter, [...args, 'init']);
    expect(again.exitCode).toBe(0);
    expect((await repository.run('deno', ['fmt', '--check'])).exitCode).toBe(0);
    const before = await changes(repository);
    await repository.commit('polynx');
    expect(before).toEqual([
      ' M deno.json',
      '?? .gitignore',
      '?? .nx/nxw.js',
      '?? nx',
      '?? nx.bat',
      '?? nx.json',
      '?? tools/polynx.tgz',
    ]);

    const clone = workspaceAt(join(temporaryFolder(), 'clone'));
    await repository.run('git', ['clone', '--quiet', repository.root, clone.root]);
    const wrapped = wrapper(clone);
    const { inputs } = (await wrapped.showProject('app')).targets['build'] ?? {};
    const program = '.nx/installation/node_modules/polynx/dist/fingerprint.js';
    expect(inputs).toContainEqual({ runtime: `node ${program} cargo .` });
    await buildsAndRemembers(wrapped);
    expect(await changes(clone)).toEqual([]);
  });
});

function withPath(repository: Workspace, folder: string): Workspace {
  return workspaceAt(repository.root, { ...repository.env, PATH: [folder, QUIET.PATH].join(delimiter) });
}

/** `./nx`, which installs what nx.json says before it does what it is told. */
function wrapper(repository: Workspace): Workspace {
  const nx: Workspace['nx'] = (args, options) => repository.run('./nx', args, options);
  return {
    ...repository,
    nx,
    async showProject(name) {
      await nx(['--version']);
      return JSON.parse((await nx(['show', 'project', name, '--json'])).stdout);
    },
  };
}

async function buildsAndRemembers(repository: Workspace): Promise<void> {
  const first = await repository.nx(['run-many', '-t', 'build']);
  expect(first.output).toContain('Successfully ran target build');
  expect((await repository.run('target/debug/app', [])).stdout).toBe('app says core says util');
  const second = await repository.nx(['run-many', '-t', 'build']);
  expect(second.hits).toEqual(expect.arrayContaining(['app:build', 'core:build', 'util:build']));
}

async function changesNothingAgain(repository: Workspace): Promise<void> {
  await repository.commit('polynx');
  const again = await repository.nx(['generate', 'polynx:init']);
  expect(again.exitCode).toBe(0);
  expect(again.output).not.toMatch(/CREATE|UPDATE|DELETE/);
  expect(await changes(repository)).toEqual([]);
}
