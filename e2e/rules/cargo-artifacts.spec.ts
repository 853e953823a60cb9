/** Design rules: what a Rust task leaves behind. */
import { describe, expect, it } from 'vitest';
import { cargoWorkspace } from '../support/cargo.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

describe('profiles', () => {
  const files = {
    ...cargoWorkspace(),
    'Cargo.toml':
      '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[profile.dist]\ninherits = "release"\ndebug = true\n',
  };

  it('debug, release and a custom profile are built side by side and restored apart', async () => {
    const workspace = await createWorkspace(files);
    for (const args of [[], ['-c', 'release'], ['-c', 'dist']]) {
      expect((await workspace.nx(['build', 'app', ...args])).exitCode).toBe(0);
    }
    const folders = ['debug', 'release', 'dist'];
    workspace.remove('target');
    for (const [index, args] of [[], ['-c', 'release'], ['-c', 'dist']].entries()) {
      const run = await workspace.nx(['build', 'app', ...args]);
      expect(run.hits).toEqual([index === 0 ? 'app:build' : `app:build:${args[1]}`]);
      expect(folders.filter((folder) => workspace.has(`target/${folder}/app`))).toEqual(
        folders.slice(0, index + 1),
      );
      expect((await workspace.run(`target/${folders[index]}/app`, [])).stdout).toContain('app says');
    }
  });

  it('--release is refused with the option that does it right, and nothing turns green', async () => {
    const workspace = await createWorkspace(files);
    const run = await workspace.nx(['build', 'app', '--release']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('-c release');
    expect(workspace.has('target/release/app')).toBe(false);
  });
});

describe('artifacts', () => {
  it('cargo test does not replace what cargo build left', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/app/tests/cli.rs':
        '#[test]\nfn runs() {\n    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_app")).exists());\n}\n',
    });
    await workspace.nx(['build', 'app']);
    const before = await workspace.run('stat', ['-c', '%i %Y', 'target/debug/app']);
    expect((await workspace.nx(['test', 'app'])).exitCode).toBe(0);
    expect((await workspace.run('stat', ['-c', '%i %Y', 'target/debug/app'])).stdout).toBe(before.stdout);
  });

  it('a failed build leaves the earlier artifact and caches nothing', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    await workspace.nx(['build', 'app']);
    workspace.append('crates/app/src/main.rs', 'fn broken( {\n');
    expect((await workspace.nx(['build', 'app'])).exitCode).not.toBe(0);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('app says');
    expect((await workspace.nx(['build', 'app'])).hits).toEqual([]);
  });

  it('arguments reach the test binary', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const run = await workspace.nx(['test', 'core', '--', '--list']);
    expect(run.output).toContain('tests::says: test');
  });

  it('plain cargo and polynx share intermediate files', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    await workspace.nx(['build', 'app']);
    expect((await workspace.run('cargo', ['build', '-v'])).output).not.toContain('Compiling');
  });
});

describe('targetDefaults that many workspaces have', () => {
  it('a build with ^build and production inputs does not replace ours', async () => {
    const workspace = await createWorkspace(cargoWorkspace(), {
      nxJson: {
        namedInputs: { production: ['{projectRoot}/src/**/*'] },
        targetDefaults: {
          'polynx:cargo': {},
          build: { dependsOn: ['^build'], inputs: ['production', '^production'], cache: true },
        },
      },
    });
    const { targets } = await workspace.showProject('app');
    expect(targets['build']?.dependsOn ?? []).toEqual([]);
    expect(JSON.stringify(targets['build']?.inputs)).not.toContain('^production');
  });
});

describe('broken manifests and missing tools', () => {
  it('a broken manifest is a project whose tasks fail with file and line; the rest works', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'tools/gen/Cargo.toml': '[package]\nname = "gen"\nversion = \n',
      'other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n',
      'other/src/lib.rs': '',
    });
    expect(await workspace.projects()).toEqual(expect.arrayContaining(['gen', 'other', 'app']));
    const run = await workspace.nx(['run-many', '-t', 'build', '--projects=gen,other,app']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toMatch(/tools\/gen\/Cargo\.toml:3: /);
    expect(run.output).toContain('target(s)');
  });

  it('a missing cargo is an error of the task with the way to install it, never of the graph', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const env = { PATH: pathWithout('cargo') };
    expect((await workspace.nx(['show', 'projects'], { env })).output).toContain('app');
    const run = await workspace.nx(['build', 'app'], { env });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('https://rustup.rs');
    expect(run.output).not.toMatch(/^\s+at /m);
  });
});
