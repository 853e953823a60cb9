/**
 * `tools: nix`: ordinary targets run with the tools of the flake's dev shell, and what another shell has made
 * is never taken for its result.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { emptyStore, getNix, standIn } from '../support/nix.js';
import { CRATES_BY_PROFILE } from '../support/nix-crates.js';
import { createWorkspace, pathWithout, type Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';
let rustc = '';

beforeAll(async () => {
  bin = await getNix();
  const { stdout } = await execa('rustc', ['--print', 'sysroot']);
  rustc = join(stdout, 'bin/rustc');
}, TEN_MINUTES);

/** A shell whose compiler tells programs which one it was: of that version there is none on any PATH. */
const flakeOf =
  (nixpkgs: string) =>
  (version: string, more = '') =>
    `{
  inputs.nixpkgs.url = "${nixpkgs}";
  outputs = { nixpkgs, ... }: let
    pkgs = nixpkgs.legacyPackages.x86_64-linux;
    rustc = pkgs.writeShellScriptBin "rustc" ''exec ${rustc} --cfg 'compiler="${version}"' "$@"'';
  in {
    devShells.x86_64-linux.default = pkgs.mkShell {
      packages = [ rustc pkgs.cargo pkgs.go ];
      GREETING = "Hello from ${version}";${more}
      shellHook = "exit 1";
    };
  };
}
`;

const MAIN = `fn main() {
  let compiler = if cfg!(compiler = "one") { "one" } else if cfg!(compiler = "two") { "two" } else { "the one on PATH" };
  println!("{compiler}, {}", option_env!("GREETING").unwrap_or("no greeting"));
}
`;

const GO_TEST = `package main
import ("os"; "testing")
func TestGreeting(t *testing.T) {
	if greeting := os.Getenv("GREETING"); greeting != "Hello from two" { t.Fatal("no greeting but", greeting) }
}
`;

/** What the program says, built by the shell's cargo: there is none on PATH. */
async function said(workspace: Workspace, name = 'app'): Promise<string> {
  return (await workspace.run(`target/debug/${name}`, [])).stdout;
}

test(
  'cargo of the dev shell compiles, alone and in batches; another shell has another key; a collected one is made again',
  async () => {
    const store = emptyStore(bin);
    const folders = pathWithout('cargo').split(':');
    const PATH = [bin, ...folders.filter((folder) => !existsSync(join(folder, 'go')))].join(':');
    const env = { ...store, PATH };
    const flake = flakeOf(await standIn());
    const workspace = await createWorkspace(
      {
        ...CRATES_BY_PROFILE,
        'crates/app/src/main.rs': MAIN,
        'crates/other/src/main.rs': MAIN,
        'services/api/go.mod': 'module example.test/api\n\ngo 1.21\n',
        'services/api/main_test.go': GO_TEST,
        'flake.nix': flake('one'),
      },
      { plugin: { tools: 'nix' }, env: () => env },
    );
    await workspace.run('nix', ['flake', 'lock']);
    await workspace.commit('flake.lock');
    const build = (...args: string[]) => workspace.nx(['build', 'app', ...args]);

    const first = await build();
    expect(first.exitCode, first.output).toBe(0);
    expect(await said(workspace)).toBe('one, Hello from one');
    expect((await build()).hits).toEqual(['app:build']);

    workspace.write('flake.nix', flake('two'));
    expect(await workspace.affected('build')).toEqual(expect.arrayContaining(['app', 'other', 'text']));
    const why = await workspace.run(process.execPath, [
      'node_modules/polynx/dist/cli.js',
      'why',
      'app:build',
    ]);
    expect(why.output).toContain('flake.nix');
    expect((await build()).misses).toEqual(['app:build']);
    expect(await said(workspace)).toBe('two, Hello from two');
    const go = await workspace.nx(['test', 'api']);
    expect(go.exitCode, go.output).toBe(0);
    workspace.write('flake.nix', flake('one'));
    expect((await build()).hits).toEqual(['app:build']);
    expect(await said(workspace)).toBe('one, Hello from one');

    // So does the doctor ask it, and not a PATH that lacks it.
    const doctor = await workspace.run(process.execPath, ['node_modules/polynx/dist/cli.js', 'doctor']);
    expect(doctor.output).toMatch(
      /Rust: \d projects in the dev shell default\n.*cargo [\d.]+ .*\/nix\/store\//,
    );

    // Nix collects what nobody keeps; then the shell is made again, and is the same.
    const shells = join(workspace.root, '.nx/polynx/nix/shells');
    for (const shell of readdirSync(shells))
      for (const name of readdirSync(join(shells, shell)))
        if (name.startsWith('profile')) rmSync(join(shells, shell, name));
    const collected = await workspace.run('nix', ['store', 'gc']);
    expect(collected.output).toMatch(/[1-9]\d* store paths deleted/);
    expect((await build()).hits).toEqual(['app:build']);
    const together = await workspace.nx(['run-many', '-t', 'build', '--batch', '--skip-nx-cache']);
    expect(together.exitCode, together.output).toBe(0);
    expect(await said(workspace, 'other')).toBe('one, Hello from one');

    // A shell that somebody entered before is not trusted to be that of flake.nix.
    mkdirSync(join(workspace.root, '.nx/entered'), { recursive: true });
    const impostor = join(workspace.root, '.nx/entered/cargo');
    writeFileSync(impostor, '#!/bin/sh\nexit 7\n');
    chmodSync(impostor, 0o755);
    const entered = await workspace.nx(['build', 'app', '--skip-nx-cache'], {
      env: { IN_NIX_SHELL: 'impure', PATH: `${join(workspace.root, '.nx/entered')}:${env.PATH}` },
    });
    expect(entered.exitCode, entered.output).toBe(0);

    // What the shell is made from beyond expressions and manifests has to be said, and is in the key then.
    workspace.write('.compiler', 'two');
    workspace.write('flake.nix', flake('one', ' NOTE = builtins.readFile ./.compiler;'));
    const unsaid = await build();
    expect(unsaid.exitCode).toBe(1);
    expect(unsaid.output).toContain('"tools": { "shell": "default", "reads": [".compiler"] }');
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    const saying = (tools: unknown) =>
      workspace.write(
        'nx.json',
        JSON.stringify({ ...nxJson, plugins: [{ plugin: 'polynx', options: { tools } }] }),
      );
    saying({ reads: ['.compiler'] });
    expect((await build()).misses).toEqual(['app:build']);
    expect((await build()).hits).toEqual(['app:build']);
    workspace.write('.compiler', 'three');
    expect((await build()).misses).toEqual(['app:build']);

    // Nobody answers for the shell where there is no Nix; and the PATH's own compiler has entries of its own.
    workspace.write('flake.nix', flake('three'));
    const without = await workspace.nx(['build', 'app'], { env: { PATH: pathWithout('nix') } });
    expect(without.exitCode).toBe(1);
    expect(without.output).toMatch(/nix is not installed[\s\S]*"tools": "path"/);
    workspace.write('flake.nix', flake('one'));
    saying('path');
    const plain = await workspace.nx(['build', 'app'], { env: { PATH: process.env['PATH'] } });
    expect(plain.misses).toEqual(['app:build']);
    expect(await said(workspace)).toBe('the one on PATH, no greeting');
  },
  TEN_MINUTES,
);
