/** `builder: nix`: `nx build` is the Nix build, and leaves its files where the toolchain's own would. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { emptyStore, getNix } from '../support/nix.js';
import { CRATES_BY_PROFILE, withFlake } from '../support/nix-crates.js';
import { pathWithout, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';

beforeAll(async () => {
  bin = await getNix();
}, TEN_MINUTES);

const outOf = (workspace: Workspace, manifest: string) =>
  (JSON.parse(workspace.read(manifest)) as { readonly outputs: { readonly out: string } }).outputs.out;

const WEB = {
  'web/package.json': JSON.stringify({
    name: 'web',
    scripts: { build: 'mkdir -p dist && cp ../target/debug/app dist/app' },
    nx: { consumes: ['app'] },
  }),
};

test(
  'nx build is the Nix build of the package: run, cached, rebuilt for what changed, per profile, and found by who reads it',
  async () => {
    // No compiler but Nix's own: what Nix does not build is built in the shell of the flake that polynx
    // writes.
    const env = { ...emptyStore(bin), PATH: `${bin}:${pathWithout('cargo')}` };
    const workspace = await withFlake(
      env,
      { plugin: { builder: 'nix', tools: 'nix' }, packageJson: { workspaces: ['web'] } },
      { ...CRATES_BY_PROFILE, ...WEB },
    );

    // What Nix reads of the graph does not depend on who builds.
    expect((await workspace.nx(['sync:check'])).exitCode).toBe(0);

    const first = await workspace.nx(['build', 'app']);
    expect(first.exitCode, first.output).toBe(0);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('Hello, release!');
    const out = outOf(workspace, 'dist/crates/app/nix-manifest.json');
    expect(readFileSync(join(workspace.root, 'target/debug/app'))).toEqual(
      readFileSync(join(out, 'bin/app')),
    );

    // Without Nix too: what is cached is the files.
    workspace.remove('target');
    workspace.remove('dist');
    const again = await workspace.nx(['run-many', '-t', 'nix-build', '-p', 'app'], {
      env: { PATH: pathWithout('nix') },
    });
    expect(again.exitCode, again.output).toBe(0);
    expect(again.hits).toEqual(['app:build']);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('Hello, release!');

    // A library has no package, and says so.
    const { targets } = await workspace.showProject('text');
    expect(targets['build']?.executor).toBe('polynx:cargo');
    expect(targets['build']?.metadata?.description).toContain('(not by Nix, which has no package of it)');

    const library = await workspace.nx(['build', 'text']);
    expect(library.exitCode, library.output).toBe(0);

    await workspace.nx(['build', 'other']);
    workspace.write(
      'crates/text/src/lib.rs',
      'pub fn hello(name: &str) -> String { format!("Bye, {name}!") }\n',
    );
    const edited = await workspace.nx(['run-many', '-t', 'build', '-p', 'app', 'other', 'web']);
    expect(edited.exitCode, edited.output).toBe(0);
    expect(edited.misses).toEqual(['app:build', 'web:build']);
    expect(edited.hits).toEqual(['other:build']);
    expect((await workspace.run('web/dist/app', [])).stdout).toBe('Bye, release!');

    // Profiles are other packages, at other places; the plain one stays.
    const release = await workspace.nx(['build', 'app', '-c', 'release']);
    expect(release.output).toContain('in the store already');
    expect((await workspace.run('target/release/app', [])).stdout).toBe('Bye, release!');
    const debug = await workspace.nx(['build', 'app', '-c', 'dev']);
    expect(debug.exitCode, debug.output).toBe(0);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('Bye, debug!');
    expect(outOf(workspace, 'dist/crates/app/nix-debug-manifest.json')).not.toBe(
      outOf(workspace, 'dist/crates/app/nix-manifest.json'),
    );
    const plain = await workspace.nx(['build', 'app']);
    expect(plain.hits).toEqual(['app:build']);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe('Bye, release!');

    // A configuration and an argument that only cargo knows are not dropped without a word.
    const features = await workspace.nx(['build', 'app', '--features=tls']);
    expect(features.exitCode).toBe(1);
    expect(features.output).toContain('Nix builds app, and takes no features');

    // What names a path of the store does not leave it.
    workspace.write('nix/note.txt', 'a note\n');
    workspace.write('crates/other/src/main.rs', 'fn main() { println!("{}", env!("NOTE")); }\n');
    workspace.write(
      'flake.nix',
      workspace
        .read('flake.nix')
        .replace('overrides = { }', 'overrides.other.env.NOTE = "${./nix/note.txt}"'),
    );
    await workspace.run('git', ['add', '--all']);
    const bound = await workspace.nx(['build', 'other']);
    expect(bound.exitCode, bound.output).toBe(0);
    expect(workspace.has('target/debug/other')).toBe(false);
    expect(workspace.has('dist/crates/other/nix-manifest.json')).toBe(true);
    workspace.write('web/package.json', WEB['web/package.json'].replace('["app"]', '["app","other"]'));
    const unreachable = await workspace.nx(['build', 'web']);
    expect(unreachable.exitCode).toBe(1);
    expect(unreachable.output).toMatch(
      /target\/debug\/other is read by web, and what Nix builds of other cannot leave the store: it names \S+-note\.txt/,
    );
    expect(unreachable.output).toContain('"builder": { "other": "toolchain" }');
  },
  TEN_MINUTES,
);
