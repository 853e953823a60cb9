/** Programs say their commit where they are asked to, and no other build changes with it. */
import { describe, expect, it } from 'vitest';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { cargoWorkspace } from './support/cargo.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PROJECTS = ['app', 'services/api', 'web', '@demo/cli'];

/** Of the Rust program it is a library that has the module. */
const STAMPED = [['core', '--name=Shop'], ['services/api'], ['web'], ['@demo/cli']];

/** One program of each toolchain, each printing what its module says. */
const SOURCES: Readonly<Record<string, string>> = {
  'crates/app/src/main.rs':
    'use core_lib::build_info::{user_agent, version_string, BUILD_INFO};\n\nfn main() {\n    println!("{} {} {BUILD_INFO:?}", version_string(), user_agent());\n}\n',
  'services/api/main.go':
    'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/api/internal/buildinfo"\n)\n\nfunc say() string { return buildinfo.VersionString() }\n\nfunc main() { fmt.Println(say(), buildinfo.UserAgent("api")) }\n',
  'web/src/index.js':
    "import { buildInfo, versionString } from './build-info.js';\n\nconsole.log(versionString(), buildInfo.buildProfile);\n",
  'apps/cli/main.ts':
    'import { versionString } from "./build_info.ts";\n\nexport const page = `page: ${versionString()}`;\n\nif (import.meta.main) console.log(page);\n',
};

const web = {
  'web/package.json': JSON.stringify({
    name: 'web',
    version: '4.5.6',
    private: true,
    type: 'module',
    files: ['dist'],
    bin: { web: './dist/index.js' },
    scripts: { build: 'rm -rf dist && mkdir -p dist && cp -R src/. dist', test: 'node --test src/' },
  }),
  'web/src/index.js': "console.log('web');\n",
};

async function said(workspace: Workspace): Promise<string[]> {
  const commands: [string, string[]][] = [
    ['target/release/app', []],
    [`dist/services/api/${hostPlatform()}/api`, []],
    ['node', ['web/dist/index.js']],
    ['cat', ['apps/cli/out/page.txt']],
  ];
  return Promise.all(commands.map(async ([program, args]) => (await workspace.run(program, args)).output));
}

describe('nx g polynx:build-info', () => {
  it('lets a release of each toolchain say its commit, and leaves every other build in the cache', async () => {
    const workspace = await createWorkspace(
      { ...cargoWorkspace(), ...goWorkspace(), ...denoWorkspace(), ...web },
      { packageJson: { workspaces: ['web'] }, ignore: ['out'] },
    );
    for (const args of STAMPED) {
      const { output, exitCode } = await workspace.nx(['g', 'polynx:build-info', ...args]);
      expect(exitCode, output).toBe(0);
    }
    for (const [path, text] of Object.entries(SOURCES)) workspace.write(path, text);
    await workspace.commit('they say it');
    const all = ['run-many', '-t', 'build', '-p', ...PROJECTS];
    const first = await workspace.nx([...all, '-c', 'release']);
    expect(first.output).toContain('Successfully ran target build');
    const head = async () => (await workspace.run('git', ['rev-parse', 'HEAD'])).stdout.trim();
    const commit = await head();
    const [rust = '', go = '', node = '', deno = ''] = await said(workspace);
    const short = commit.slice(0, 12);
    expect(rust).toMatch(
      new RegExp(`0\\.1\\.0 \\(${short}\\) built 2\\S+Z \\[release\\] Shop/0\\.1\\.0 \\(\\w+-`),
    );
    expect(rust).toMatch(
      /git_branch: "main", git_dirty: false.*build_profile: "release".*rust_version: "rustc 1\./,
    );
    expect(go).toContain(`dev (${short}) built 2`);
    expect(node).toMatch(new RegExp(`4\\.5\\.6 \\(${short}\\) built 2\\S+Z \\[release\\]`));
    expect(deno).toContain(`(${short}) built 2`);
    // Nothing is stamped where nobody asks for it: a commit is no reason to build again.
    await workspace.nx(all);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain(
      '0.1.0 (unknown) built unknown [debug]',
    );
    workspace.write('README.md', 'of no concern\n');
    await workspace.commit('another');
    const plain = await workspace.nx(all);
    expect(plain.hits).toEqual(PROJECTS.map((project) => `${project}:build`).sort());
    expect((await said(workspace)).slice(1).join()).not.toContain(commit.slice(0, 12));
    const time = { SOURCE_DATE_EPOCH: '1700000000' };
    const next = await workspace.nx([...all, '-c', 'release'], { env: time });
    const other = (await head()).slice(0, 12);
    expect(
      (await said(workspace)).map((text) => text.includes(`(${other}) built 2023-11-14T22:13:20Z`)),
    ).toEqual([true, true, true, true]);
    expect(next.hits).toEqual([]);
    const again = await workspace.nx([...all, '-c', 'release'], { env: time });
    expect(again.hits).toEqual(PROJECTS.map((project) => `${project}:build:release`).sort());
    const targets = ['test', 'lint', 'format-check', 'vet'];
    const checked = await workspace.nx(['run-many', '-t', ...targets, '-p', 'core', ...PROJECTS]);
    expect(checked.exitCode, checked.output).toBe(0);
    expect(checked.output).toContain('build_info::tests::the_version_says_commit_time_and_profile ... ok');
  });

  it('does not replace a build script, and says what to add to it', async () => {
    const workspace = await createWorkspace({ ...cargoWorkspace(), 'crates/app/build.rs': 'fn main() {}\n' });
    const { output, exitCode } = await workspace.nx(['g', 'polynx:build-info', 'app']);
    expect(exitCode).toBe(1);
    expect(output).toContain('crates/app/build.rs: the crate has a build script of its own');
    expect(output).toContain('println!("cargo:rerun-if-env-changed=POLYNX_STAMP_{name}");');
    expect(workspace.read('crates/app/build.rs')).toBe('fn main() {}\n');
  });
});
