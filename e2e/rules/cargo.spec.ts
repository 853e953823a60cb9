/** Rust tasks, apart from their keys and artifacts: those are in e2e/soundness. */
import { describe, expect, it } from 'vitest';
import { cargoWorkspace } from '../support/cargo.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

describe('artifacts', () => {
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
