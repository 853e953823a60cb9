/** Where two toolchains meet: folders and names. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../support/workspace.js';

describe('two manifests in one folder', () => {
  it('are one project; the script keeps the short name, the crate is cargo:build, and free names stay short', async () => {
    const workspace = await createWorkspace(
      {
        'both/Cargo.toml': '[package]\nname = "both-crate"\nversion = "0.1.0"\nedition = "2021"\n',
        'both/src/main.rs': 'fn main() {\n    println!("crate");\n}\n',
        'both/package.json': JSON.stringify({ name: 'both', scripts: { build: 'node --version' } }),
      },
      { packageJson: { workspaces: ['both'] } },
    );
    expect(await workspace.projects()).toContain('both');
    const { targets } = await workspace.showProject('both');
    expect(targets['build']?.executor).toBe('nx:run-script');
    expect(targets['cargo:build']?.executor).toBe('polynx:cargo');
    expect(targets['test']?.executor).toBe('polynx:cargo');
    expect((await workspace.nx(['run', 'both:cargo:build'])).exitCode).toBe(0);
    expect((await workspace.run('both/target/debug/both-crate', [])).stdout).toBe('crate');
  });
});

describe('names', () => {
  it('the same wish from two toolchains leaves every project with a name of its own', async () => {
    const workspace = await createWorkspace(
      {
        'rust/api/Cargo.toml': '[package]\nname = "api"\nversion = "0.1.0"\nedition = "2021"\n',
        'rust/api/src/lib.rs': '',
        'js/api/package.json': JSON.stringify({ name: 'api' }),
        'tool/project.json': JSON.stringify({ name: 'gen' }),
        'gen/Cargo.toml': '[package]\nname = "gen"\nversion = "0.1.0"\nedition = "2021"\n',
        'gen/src/lib.rs': '',
      },
      { packageJson: { workspaces: ['js/*'] } },
    );
    const projects = await workspace.projects();
    expect(projects).toEqual(expect.arrayContaining(['api', 'rust/api', 'gen']));
    expect((await workspace.showProject('api')).root).toBe('js/api');
    expect((await workspace.showProject('gen')).root).toBe('tool');
    expect(new Set(projects).size).toBe(projects.length);
  });
});
