/**
 * What users say beside a manifest, in it, and in the plugin's options is merged over what is inferred; the
 * rest of a target stays.
 */
import { describe, expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { createWorkspace } from './support/workspace.js';

const GREETER = {
  'src/main.rs':
    'fn main() {\n    println!("{}", if cfg!(feature = "loud") { "HELLO" } else { "hello" });\n}\n',
};

/** The crate is called `greeter`, its folder is not. */
function files(more: Readonly<Record<string, string>> = {}, manifest = ''): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'greeter' }]),
    ...crate('crates/hello', 'greeter', GREETER, `\n[features]\nloud = []\n${manifest}`),
    ...more,
  };
}

describe('a project.json beside Cargo.toml', () => {
  it('extends the options of a target; executor, inputs, outputs and the name of the project stay', async () => {
    const plain = await createWorkspace(files());
    const before = (await plain.showProject('greeter')).targets['build'];

    const projectJson = JSON.stringify({ targets: { build: { options: { features: ['loud'] } } } });
    const workspace = await createWorkspace(files({ 'crates/hello/project.json': projectJson }));
    const after = (await workspace.showProject('greeter')).targets['build'];
    expect(after?.options).toEqual({ ...before?.options, features: ['loud'] });
    expect(after).toMatchObject({
      executor: 'polynx:cargo',
      cache: true,
      inputs: before?.inputs,
      outputs: before?.outputs,
    });

    await workspace.nx(['build', 'greeter']);
    expect((await workspace.run('target/debug/greeter', [])).stdout).toBe('HELLO');
    expect((await workspace.nx(['build', 'greeter'])).hits).toEqual(['greeter:build']);
    workspace.write('crates/hello/project.json', '{}');
    expect((await workspace.nx(['build', 'greeter'])).misses).toEqual(['greeter:build']);
    expect((await workspace.run('target/debug/greeter', [])).stdout).toBe('hello');

    // An option that there is not: said once, with those that there are.
    const misspelt = projectJson.replace('features', 'featurez');
    workspace.write('crates/hello/project.json', misspelt);
    const { exitCode, output } = await workspace.nx(['build', 'greeter']);
    expect(exitCode).toBe(1);
    expect(output.split('unknown option featurez. Did you mean features?')).toHaveLength(2);
    expect(output).toMatch(/^greeter: targets\.build\.options: .*\n {2}Known: command, package, .*features/m);
  });

  it('names the project, adds targets of its own, and lets others depend on ours', async () => {
    const projectJson = {
      name: 'hello',
      tags: ['scope:demo'],
      targets: {
        test: { dependsOn: ['prepare'] },
        prepare: { command: 'echo prepared > prepared.txt', cache: false },
      },
    };
    const workspace = await createWorkspace(
      files({ 'crates/hello/project.json': JSON.stringify(projectJson) }),
      { ignore: ['prepared.txt'] },
    );
    const { targets, tags } = await workspace.showProject('hello');
    expect(tags).toEqual(expect.arrayContaining(['toolchain:cargo', 'scope:demo']));
    expect(targets['test']).toMatchObject({ executor: 'polynx:cargo', dependsOn: ['prepare'] });
    expect((await workspace.nx(['test', 'hello'])).exitCode).toBe(0);
    expect(workspace.has('prepared.txt')).toBe(true);
  });
});

describe('[package.metadata.nx] in Cargo.toml', () => {
  it('names and tags the project, drops and renames targets, and sets their options', async () => {
    const section = [
      '[package.metadata.nx]',
      'name = "hi"',
      'tags = ["scope:demo"]',
      '[package.metadata.nx.targets]',
      'doc = false',
      'lint = { targetName = "clippy" }',
      'build = { options = { features = ["loud"] }, dependsOn = ["clippy"] }',
    ].join('\n');
    const workspace = await createWorkspace(files({}, `\n${section}\n`));
    expect((await workspace.projects()).sort()).toEqual(['cargo-workspace', 'hi']);
    const { targets, tags } = await workspace.showProject('hi');
    expect(tags).toContain('scope:demo');
    expect(targets).not.toHaveProperty('doc');
    expect(targets).not.toHaveProperty('lint');
    expect(targets['clippy']?.options).toMatchObject({ command: 'clippy' });
    expect(targets['build']).toMatchObject({ options: { features: ['loud'] }, dependsOn: ['clippy'] });
    const run = await workspace.nx(['build', 'hi']);
    expect(run.misses).toEqual(['hi:build', 'hi:clippy']);
    expect((await workspace.run('target/debug/greeter', [])).stdout).toBe('HELLO');
  });
});

describe('options of the plugin', () => {
  it('drop and change targets of a toolchain, and switch a toolchain off', async () => {
    const plugin = {
      cargo: { targets: { lint: false, test: { targetName: 'unit' }, doc: { cache: false } } },
      go: false,
    };
    const workspace = await createWorkspace(
      files({ 'tools/go.mod': 'module example.com/tools\n\ngo 1.22\n', 'tools/main.go': 'package main\n' }),
      { plugin },
    );
    expect((await workspace.projects()).sort()).toEqual(['cargo-workspace', 'greeter']);
    const { targets } = await workspace.showProject('greeter');
    expect(targets).not.toHaveProperty('lint');
    expect(targets).not.toHaveProperty('test');
    expect(targets['unit']?.options).toMatchObject({ command: 'test' });
    expect(targets['doc']?.cache).toBe(false);
  });

  it('are refused when they are not known, with those that are', async () => {
    const workspace = await createWorkspace(files(), { plugin: { cargoo: {} } });
    const { output, exitCode } = await workspace.nx(['show', 'projects']);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(
      /unknown option cargoo\. Did you mean cargo\?\s+Known: ignoreDirectories, maxFileSize, platforms, .*, cargo, go, deno\./,
    );
  });
});
