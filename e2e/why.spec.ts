/**
 * What decides a task, and what changed since it ran: `polynx why`, and `nx show target inputs` of our
 * targets.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../packages/polynx/src/cli/report/report.js';
import { cargoWorkspace, crate, type LockEntry, lock } from './support/cargo.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { polynx, pretend } from './support/polynx.js';
import { crateRegistry, lockedEntry, REGISTRY } from './support/registry.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

/** app → core → util, and core links itoa. */
function withItoa(version: string): Record<string, string> {
  const files = cargoWorkspace();
  const entries: LockEntry[] = [
    { name: 'app', dependencies: ['core'] },
    { name: 'core', dependencies: ['itoa', 'util'] },
  ];
  return {
    ...files,
    ...crateRegistry([
      { name: 'itoa', version: '1.0.0' },
      { name: 'itoa', version: '1.0.1' },
    ]),
    'crates/core/Cargo.toml': `${files['crates/core/Cargo.toml']}itoa = "1"\n\n[features]\nloud = []\n`,
    'Cargo.lock': `${lock(entries)}\n${lockedEntry({ name: 'itoa', version })}\n${lock([{ name: 'util' }]).replace(/^.*\n\n/, '')}`,
  };
}

describe('polynx why', () => {
  it('says what to do before a task has run, and that nothing changed after it has', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const first = await polynx(workspace, ['why', 'services/api:build']);
    expect(first.output).toMatch(
      /no run of it is recorded here\. .*nx run services\/api:build --skip-nx-cache/,
    );
    expect(first.exitCode).toBe(0);
    await workspace.nx(['build', 'services/api']);
    const { output } = await polynx(workspace, ['why', 'services/api:build']);
    expect(output).toMatch(
      /^services\/api:build: every input is what it was in its run of \d{4}-.*from the cache/,
    );
    expect((await workspace.nx(['build', 'services/api'])).hits).toEqual(['services/api:build']);
    await expectReport(workspace);
  });

  /** Of the two runs: the program was built, then it came from the cache. */
  async function expectReport(workspace: Workspace): Promise<void> {
    const { stdout } = await polynx(workspace, ['report', '--json']);
    const { records, figures } = JSON.parse(stdout) as Report;
    expect(records.map(({ command }) => command)).toEqual(Array(2).fill(['build', 'services/api']));
    expect(records.map(({ tasks: [only] }) => [only?.id, only?.from])).toEqual([
      ['services/api:build', 'ran'],
      ['services/api:build', 'local cache'],
    ]);
    const built = records[0]?.tasks[0];
    expect(built?.log).toMatch(/api: [\d,]+ kB/);
    expect(built?.size).toBeGreaterThan(100_000);
    expect(built?.tool).toMatch(/^go version go1\./);
    expect(built?.steps?.map(({ command, ended }) => [command.split(' ').slice(0, 2), ended])).toEqual([
      [['go', 'build'], 0],
    ]);
    expect(readdirSync(join(workspace.root, '.nx/polynx/steps'))).toEqual([]);
    const said = await polynx(workspace, ['log', 'services/api:build']);
    expect(said.output).toMatch(/^services\/api:build: success after [\s\S]*\d s +well +go build/);
    expect(records[0]?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(figures.last).toMatchObject({ hits: 1, criticalPath: [] });
    const text = await polynx(workspace, ['report']);
    expect(text.output).toMatch(/^2 runs: 2 tasks, 50 % from a cache, 0 failures/m);
    await polynx(workspace, ['report', '--html', 'report.html']);
    expect(workspace.read('report.html')).toContain('services/api:build');
    const cleaned = async (...args: string[]) => (await polynx(workspace, ['clean', ...args])).output;
    expect(await cleaned()).toContain('Would be removed: 0 files and folders');
    expect(await cleaned('--older-than', '0')).toContain('dist: dist/services/api');
    expect(workspace.has('dist/services/api')).toBe(true);
    expect(await cleaned('--keep', '0', '--yes')).toMatch(/^Removed: /m);
    expect(workspace.has('dist/services/api')).toBe(false);
    expect((await workspace.nx(['build', 'services/api'])).hits).toEqual(['services/api:build']);
    expect(workspace.has('dist/services/api')).toBe(true);
    const matrix = await polynx(workspace, ['ci', 'matrix', '-t', 'build', '--all', '--parts', '1']);
    const { include } = JSON.parse(matrix.stdout) as { include: { part: string; projects: string }[] };
    expect(include.map(({ part, projects }) => [part, projects.split(',').includes('services/api')])).toEqual(
      [['1/1', true]],
    );
    await expectBoundaries(workspace);
  }

  async function expectBoundaries(workspace: Workspace): Promise<void> {
    const none = await polynx(workspace, ['boundaries']);
    expect(none.output).toContain('nx.json has no rules');
    const rule = (tag: string) => ({ sourceTag: 'toolchain:go', onlyDependOnLibsWithTags: [tag] });
    const write = (tag: string) =>
      workspace.write(
        'nx.json',
        JSON.stringify({ plugins: [{ plugin: 'polynx', options: { boundaries: [rule(tag)] } }] }),
      );
    write('toolchain:go');
    const kept = await polynx(workspace, ['boundaries']);
    expect([kept.exitCode, kept.output]).toEqual([0, expect.stringMatching(/\d projects keep the rules/)]);
    write('scope:shared');
    const broken = await polynx(workspace, ['boundaries']);
    expect(broken.exitCode).toBe(1);
    expect(broken.output).toContain('2 dependencies break a rule:');
    expect(broken.output).toMatch(/^ {2}services\/api → libs\/text {2}services\/api\/\S+:\d+ /m);
  }

  const project = (text: string) => ({
    'crates/app/Cargo.toml': `${cargoWorkspace()['crates/app/Cargo.toml']}\n${text}`,
  });
  const TARGET = '[package.metadata.nx]\ntargets.build = { options = { features = ["core_lib/loud"] } }\n';

  it.each<{
    readonly what: string;
    readonly files?: Readonly<Record<string, string>>;
    readonly gone?: string;
    readonly env?: Record<string, string>;
    readonly rustc?: string;
    readonly says: readonly (string | RegExp)[];
  }>([
    {
      what: 'files that came, went and changed, in the closure and nowhere else',
      files: {
        'crates/util/src/lib.rs': 'pub fn say() -> &\'static str {\n    "new"\n}\n',
        'crates/core/src/more.rs': '',
        'crates/core/tests/not.rs': '',
        'README.md': 'not',
      },
      gone: 'crates/core/src/old.rs',
      says: [
        '3 inputs',
        'files',
        'added    crates/core/src/more.rs',
        'removed  crates/core/src/old.rs',
        'changed  crates/util/src/lib.rs',
      ],
    },
    {
      what: 'a bump in the lock',
      files: { 'Cargo.lock': withItoa('1.0.1')['Cargo.lock'] ?? '' },
      says: ['1 input is', 'locks and workspace manifests', 'itoa 1.0.0 -> 1.0.1'],
    },
    {
      what: 'a variable, and not its value',
      env: { RUSTFLAGS: '-C debuginfo=1' },
      says: ['1 input is', 'tools and environment', 'RUSTFLAGS added'],
    },
    {
      what: 'another compiler',
      rustc: 'rustc 1.12.0 (old)\nbinary: rustc',
      says: ['1 input is', /rustc \d.* -> rustc 1\.12\.0 \(old\)/],
    },
    {
      what: 'options of the target',
      files: project(TARGET),
      says: ['files', 'changed  crates/app/Cargo.toml', 'options', 'features ["core_lib/loud"] added'],
    },
  ])('names $what, and Nx does run it', async ({ files = {}, gone, env, rustc, says }) => {
    const workspace = await createWorkspace(
      { ...withItoa('1.0.0'), 'crates/core/src/old.rs': '', 'crates/core/tests/is.rs': '' },
      { ignore: [REGISTRY] },
    );
    const before = await workspace.nx(['build', 'app']);
    expect(before.exitCode, before.output).toBe(0);
    for (const [path, text] of Object.entries(files)) workspace.write(path, text);
    if (gone !== undefined) workspace.remove(gone);
    const PATH =
      rustc === undefined
        ? QUIET.PATH
        : pretend(
            workspace,
            'rustc',
            `if [ "$1" = -vV ]; then printf '${rustc.replace('\n', '\\n')}\\n'; else exec ${await realRustc(workspace)} "$@"; fi`,
          );
    const { output } = await polynx(workspace, ['why', 'app:build'], { ...env, PATH });
    for (const sentence of says) {
      if (typeof sentence === 'string') expect(output).toContain(sentence);
      else expect(output).toMatch(sentence);
    }
    expect(output).not.toMatch(/not\.rs|README|debuginfo/);
    expect((await workspace.nx(['build', 'app'], { env: { ...env, PATH } })).misses).toEqual(['app:build']);
  });

  it('names what a task before it left, and says of that task that its own inputs changed', async () => {
    const files = {
      ...goWorkspace(),
      ...denoWorkspace(),
      'services/api/page.go': 'package main\n\nimport _ "embed"\n\n//go:embed page.txt\nvar page string\n',
      'services/api/page.txt': '',
      ...crate('crates/gen', 'gen', { 'src/main.rs': 'fn main() {}\n' }),
      'crates/gen/Cargo.lock': lock([{ name: 'gen' }]),
      'services/api/project.json': JSON.stringify({
        targets: {
          build: {
            dependsOn: [{ target: 'build', projects: ['gen'] }],
            inputs: ['...', { dependentTasksOutputFiles: '**/*' }],
          },
        },
      }),
    };
    const workspace = await createWorkspace(files);
    expect((await workspace.nx(['build', 'services/api'])).exitCode).toBe(0);
    workspace.write('crates/gen/src/main.rs', 'fn main() {\n    println!("x");\n}\n');
    const waiting = await polynx(workspace, ['why', 'services/api:build']);
    expect(waiting.output).toContain('every input is what it was');
    expect(waiting.output).toMatch(/its own inputs changed: it may leave something else\n {2}gen:build/);
    await workspace.nx(['build', 'gen']);
    const { output } = await polynx(workspace, ['why', 'services/api:build']);
    expect(output).toMatch(
      /1 input is .*\n\nwhat tasks before it left\n {2}crates\/gen\/target\/debug\/gen changed$/,
    );
    expect((await workspace.nx(['build', 'services/api'])).misses).toEqual(['services/api:build']);
  });

  it('compares with the closest of the last runs: who comes back from a branch sees what is new', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const main = workspace.read('libs/text/text.go');
    await workspace.nx(['build', 'services/api']);
    workspace.write('libs/text/text.go', main.replace('hello', 'branch'));
    await workspace.nx(['build', 'services/api']);
    workspace.write('libs/text/text.go', main);
    workspace.append('services/api/main.go', '\n// new\n');
    const { output } = await polynx(workspace, ['why', 'services/api:build']);
    expect(output).toContain('changed  services/api/main.go');
    expect(output).not.toContain('text.go');
  });

  it('knows of failures, configurations, project .env files, and what is never cached', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/util/.env': 'RUSTFLAGS=-C debuginfo=0\n',
    });
    await workspace.nx(['build', 'util', '-c', 'release']);
    expect((await polynx(workspace, ['why', 'util:build:release'])).output).toContain(
      'every input is what it was',
    );
    expect((await polynx(workspace, ['why', 'util:build'])).output).toContain('no run of it is recorded');
    workspace.write('crates/util/src/lib.rs', 'broken');
    await workspace.nx(['build', 'util']);
    expect((await polynx(workspace, ['why', 'util:build'])).output).toContain(
      'That run failed, and Nx caches no failure',
    );
    expect((await polynx(workspace, ['why', 'util:format'])).output).toContain(
      'util:format is not cached: it runs whenever',
    );
    const unknown = await polynx(workspace, ['why', 'util:deploy']);
    expect([unknown.exitCode, unknown.output]).toEqual([
      1,
      expect.stringContaining('util has no target deploy. It has: build, '),
    ]);
  });

  it('knows of tasks that shared a process', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    expect((await workspace.nx(['run-many', '-t', 'build', '--batch'])).exitCode).toBe(0);
    for (const task of ['app:build', 'util:build'])
      expect((await polynx(workspace, ['why', task])).output).toContain(
        `${task}: every input is what it was`,
      );
    workspace.append('crates/util/src/lib.rs', '// more\n');
    const { output } = await polynx(workspace, ['why', 'app:build']);
    expect(output).toContain('changed  crates/util/src/lib.rs');
  });

  it('compares scripts, which Nx runs by itself, with the last question', async () => {
    const workspace = await createWorkspace(
      {
        'web/package.json': JSON.stringify({
          name: 'web',
          scripts: { build: 'tsc' },
          main: 'dist/index.js',
          devDependencies: {},
        }),
        'web/tsconfig.json': JSON.stringify({
          compilerOptions: { outDir: 'dist', rootDir: 'src' },
          include: ['src'],
        }),
        'web/src/index.ts': 'export const a = 1;\n',
      },
      { packageJson: { workspaces: ['web'] } },
    );
    const first = await polynx(workspace, ['why', 'web:build']);
    expect(first.output).toContain('web:build is run by nx:run-script, which keeps no record of inputs');
    workspace.append('web/src/index.ts', '// more\n');
    expect((await polynx(workspace, ['why', 'web:build'])).output).toMatch(
      /1 input is not what it was when this was last asked, .*\n\nfiles\n {2}changed {2}web\/src\/index\.ts/,
    );
  });

  it('costs no task: where nothing can be written down, the task runs all the same', async () => {
    const workspace = await createWorkspace(goWorkspace());
    workspace.write('.nx/polynx/runs', 'no folder');
    workspace.write('.nx/polynx/states', 'no folder');
    const { exitCode, output } = await workspace.nx(['build', 'services/api']);
    expect(exitCode, output).toBe(0);
  });
});

async function realRustc(workspace: Workspace): Promise<string> {
  return (await workspace.run('which', ['rustc'])).stdout.split('\n')[0] ?? '';
}

describe('nx show target inputs', () => {
  it('reads well: sources by name, locks by the files they were cut from', async () => {
    const workspace = await createWorkspace({ ...cargoWorkspace(), ...goWorkspace(), ...denoWorkspace() });
    const inputs = async (target: string) =>
      (await workspace.nx(['show', 'target', target, 'inputs'])).stdout;
    expect(await inputs('app:build')).toMatch(
      /Configured inputs:\n {2}cargo:sources\n {2}\{"fileset":"\{workspaceRoot\}\/\.nx\/polynx\/slices\/Cargo\.toml_Cargo\.lock_[0-9a-f]{32}"/,
    );
    expect(await inputs('@demo/cli:test')).toMatch(/slices\/deno\.json_package\.json_[0-9a-f]{32}"/);
    expect(await inputs('services/api:vet')).toMatch(/slices\/go\.work_/);
  });
});

describe('an edge', () => {
  const inherits = (crate: string) =>
    `[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.dependencies]\nit = { path = "crates/${crate}", package = "${crate}" }\n`;
  const files = {
    'Cargo.toml': inherits('one'),
    ...crate('crates/app', 'app', { 'src/main.rs': 'fn main() {}\n' }, 'it.workspace = true'),
    ...crate('crates/one', 'one', { 'src/lib.rs': '' }, 'base = { path = "../base" }'),
    ...crate('crates/two', 'two', { 'src/lib.rs': '' }),
    ...crate('crates/base', 'base', { 'src/lib.rs': '' }),
  };

  it('says where it comes from, and changes with a manifest that is not its own', async () => {
    const workspace = await createWorkspace(files);
    const ofApp = async () => {
      await workspace.nx(['graph', '--file=.nx/graph.json']);
      const { graph } = JSON.parse(workspace.read('.nx/graph.json')) as {
        graph: { dependencies: Record<string, unknown> };
      };
      return graph.dependencies['app'];
    };
    expect(await ofApp()).toEqual([{ source: 'app', target: 'one', type: 'static' }]);
    expect((await workspace.showProject('app')).metadata['dependencies']).toEqual({
      one: 'crates/app/Cargo.toml:7 dependency',
    });
    expect((await polynx(workspace, ['why', 'app', 'base'])).stdout.trim()).toBe(
      'app depends on base:\n  app → one   crates/app/Cargo.toml:7 dependency\n  one → base  crates/one/Cargo.toml:7 dependency',
    );
    // NB what Nx keeps of an edge goes by the file that it names: app's own manifest stays as it is.
    workspace.write('Cargo.toml', inherits('two'));
    expect(await ofApp()).toEqual([{ source: 'app', target: 'two', type: 'static' }]);
    expect((await polynx(workspace, ['why', 'base', 'app'])).stdout.trim()).toBe(
      'base does not depend on app.',
    );
    expect((await polynx(workspace, ['why', 'app', 'tow'])).output).toMatch(/Did you mean two\?/);
  });
});
