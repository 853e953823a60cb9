/** What a task reads and nobody declared: it fails with the words to add, and with them it passes and notices changes. */
import { describe, expect, it } from 'vitest';
import { cargoWorkspace } from './support/cargo.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

/** A path that no literal spells out. */
const COMPUTED = `fn main() {
    let folder = ["..", "..", "shared"].join("/");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={folder}/motd.txt");
    let text = std::fs::read_to_string(format!("{folder}/motd.txt")).unwrap();
    println!("cargo:rustc-env=MOTD={}", text.trim());
}
`;

function withScript(script: string, lib: string): Record<string, string> {
  return {
    ...cargoWorkspace(),
    'crates/util/build.rs': script,
    'crates/util/src/lib.rs': `pub fn say() -> &'static str {\n    ${lib}\n}\n`,
    'shared/motd.txt': 'one',
  };
}

function declare(workspace: Workspace, lines: string): void {
  workspace.append('crates/util/Cargo.toml', `\n[package.metadata.nx]\n${lines}\n`);
}

describe('a file of the repository that is not among the inputs', () => {
  it('fails the task with the exact setting, which makes its change noticed', async () => {
    const workspace = await createWorkspace(withScript(COMPUTED, 'env!("MOTD")'));
    const run = await workspace.nx(['build', 'app']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('shared/motd.txt');
    const setting = 'reads = ["../../shared/motd.txt"]';
    expect(run.output).toContain(`Add to crates/util/Cargo.toml:\n  [package.metadata.nx]\n  ${setting}`);
    expect(workspace.has('target/debug/app')).toBe(false);
    declare(workspace, setting);
    expect((await workspace.nx(['build', 'app'])).exitCode).toBe(0);
    expect((await workspace.nx(['build', 'app'])).hits).toEqual(['app:build']);
    workspace.write('shared/motd.txt', 'two');
    expect((await workspace.nx(['build', 'app'])).misses).toEqual(['app:build']);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('two');
  });

  it('is found by check, test and lint too', async () => {
    const workspace = await createWorkspace(withScript(COMPUTED, 'env!("MOTD")'));
    for (const target of ['check', 'test', 'lint'])
      expect((await workspace.nx([target, 'util'])).output).toContain('reads = ["../../shared/motd.txt"]');
  });

  it('is no matter where it is allowed, and none where nothing is cached', async () => {
    const workspace = await createWorkspace(withScript(COMPUTED, 'env!("MOTD")'));
    const manifest = workspace.read('crates/util/Cargo.toml');
    declare(workspace, 'allowUndeclared = ["../../shared/motd.txt"]');
    expect((await workspace.nx(['build', 'app'])).exitCode).toBe(0);
    workspace.write('crates/util/Cargo.toml', manifest);
    declare(workspace, 'targets.build.cache = false');
    expect((await workspace.nx(['build', 'util'])).exitCode).toBe(0);
    expect((await workspace.nx(['build', 'util'])).hits).toEqual([]);
  });

  it('that git ignores is found although it lies in the crate', async () => {
    const workspace = await createWorkspace(
      withScript('fn main() {}', 'include_str!(concat!("gen", "erated.txt"))'),
      { ignore: ['generated.txt'] },
    );
    workspace.write('crates/util/src/generated.txt', 'made by somebody');
    const run = await workspace.nx(['build', 'util']);
    expect(run.output).toContain('reads = ["src/generated.txt"]');
    declare(workspace, 'reads = ["src/generated.txt"]');
    expect((await workspace.nx(['build', 'util'])).exitCode).toBe(0);
    workspace.write('crates/util/src/generated.txt', 'made anew');
    expect((await workspace.nx(['build', 'util'])).hits).toEqual([]);
  });
});

describe('variables', () => {
  it('that macros and build scripts name are in the key', async () => {
    const script = 'fn main() {\n    println!("cargo:rerun-if-env-changed=GREETING");\n}\n';
    const workspace = await createWorkspace(withScript(script, 'option_env!("FLAVOUR").unwrap_or("plain")'));
    await workspace.nx(['build', 'app']);
    expect((await workspace.nx(['build', 'app'])).hits).toEqual(['app:build']);
    for (const env of [{ GREETING: 'x' }, { FLAVOUR: 'sweet' }])
      expect((await workspace.nx(['build', 'app'], { env })).misses).toEqual(['app:build']);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('sweet');
  });

  it('that no source spells out fail the task with the setting to add', async () => {
    const script =
      'fn main() {\n    println!("cargo:rerun-if-env-changed={}", ["GREET", "ING"].concat());\n}\n';
    const workspace = await createWorkspace(withScript(script, '"util"'));
    const run = await workspace.nx(['build', 'util']);
    expect(run.output).toContain('env = ["GREETING"]');
    declare(workspace, 'env = ["GREETING"]');
    expect((await workspace.nx(['build', 'util'])).exitCode).toBe(0);
    expect((await workspace.nx(['build', 'util'], { env: { GREETING: 'x' } })).hits).toEqual([]);
  });
});

describe('a build script that stamps', () => {
  const GIT = `fn main() {
    println!("cargo:rerun-if-changed=../../.git/logs/HEAD");
    let out = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();
    println!("cargo:rustc-env=COMMIT={}", String::from_utf8_lossy(&out.stdout).trim());
}
`;

  it('is recognised: nothing that compiles it is cached, and the target says why', async () => {
    const workspace = await createWorkspace(withScript(GIT, 'env!("COMMIT")'));
    const { targets } = await workspace.showProject('app');
    expect(targets['build']?.cache).toBe(false);
    expect(targets['build']?.metadata?.description).toContain('allowUndeclared = ["git"]');
    const first = await workspace.nx(['build', 'app']);
    expect(first.exitCode).toBe(0);
    await workspace.commit('another');
    await workspace.nx(['build', 'app']);
    const head = (await workspace.run('git', ['rev-parse', 'HEAD'])).stdout.trim();
    expect((await workspace.run('target/debug/app', [])).stdout).toContain(head);
  });

  it('is cached where an older stamp is accepted', async () => {
    const workspace = await createWorkspace(withScript(GIT, 'env!("COMMIT")'));
    declare(workspace, 'allowUndeclared = ["git"]');
    await workspace.nx(['build', 'app']);
    await workspace.commit('another');
    expect((await workspace.nx(['build', 'app'])).hits).toEqual(['app:build']);
  });

  it('in other words than ours fails with the answer', async () => {
    const hidden = GIT.replace('../../.git/logs/HEAD"', '{}", ["../../.gi", "t/HEAD"].concat()').replace(
      /let out.*\n.*COMMIT.*\n/,
      'println!("cargo:rustc-env=COMMIT=x");\n',
    );
    const workspace = await createWorkspace(withScript(hidden, 'env!("COMMIT")'));
    const run = await workspace.nx(['build', 'util']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('allowUndeclared = ["git"]');
  });
});

describe('a crate of another platform', () => {
  const WINDOWS = `${cargoWorkspace()['crates/util/Cargo.toml']}\n[target.'cfg(windows)'.dependencies]\ncore = { path = "../wincore", package = "wincore" }\n`;
  const files = () => ({
    ...cargoWorkspace(),
    'crates/util/Cargo.toml': WINDOWS,
    'crates/wincore/Cargo.toml': '[package]\nname = "wincore"\nversion = "0.1.0"\nedition = "2021"\n',
    'crates/wincore/src/lib.rs': '',
    'Cargo.lock': `${cargoWorkspace()['Cargo.lock']?.trimEnd()}\ndependencies = [\n "wincore",\n]\n\n[[package]]\nname = "wincore"\nversion = "0.1.0"\n`,
  });

  it('is an edge, and its change reruns nothing here', async () => {
    const workspace = await createWorkspace(files());
    expect((await workspace.nx(['build', 'app'])).output).toContain('Successfully ran');
    expect((await workspace.edges())['util']).toContain('wincore');
    workspace.append('crates/wincore/src/lib.rs', '// more\n');
    expect((await workspace.nx(['build', 'app'])).hits).toEqual(['app:build']);
  });
});
