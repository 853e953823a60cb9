/** The same sources give the same bytes wherever they lie, and a target that finds out. */
import { describe, expect, it } from 'vitest';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { cargoWorkspace } from './support/cargo.js';
import { goWorkspace } from './support/go.js';
import { createWorkspace } from './support/workspace.js';

const main = (expression: string) =>
  `fn main() {\n    let mut said = core_lib::say();\n    if cfg!(mine) {\n        said += " by my flag";\n    }\n    println!("{said} {}", ${expression});\n    panic!();\n}\n`;

describe('a Rust program', () => {
  it('is the same from two folders and obeys the flags of its user; one that has its path compiled in is told', async () => {
    const workspace = await createWorkspace(
      {
        ...cargoWorkspace(),
        'crates/app/src/main.rs': main('file!()'),
        '.cargo/config.toml': '[build]\nrustflags = ["--cfg", "mine"]\n',
      },
      { plugin: { verifyReproducible: true } },
    );
    await workspace.nx(['build', 'app', '-c', 'release']);
    const { stdout, output } = await workspace.run('target/release/app', []);
    expect(stdout).toContain('core says util by my flag crates/app/src/main.rs');
    expect(output).not.toContain(workspace.root);
    const same = await workspace.nx(['verify-reproducible', 'app']);
    expect(same.output).toMatch(/target\/release\/app: the same \d+ bytes, sha256 [0-9a-f]{64}/);
    expect(same.exitCode).toBe(0);
    // Debug information names the folder, so that a debugger finds the sources.
    expect((await workspace.nx(['verify-reproducible', 'app', '-c', 'dev'])).output).toMatch(
      /target\/debug\/app: \d+ bytes differ/,
    );
    workspace.write('crates/app/src/main.rs', main('env!("CARGO_MANIFEST_DIR")'));
    const other = await workspace.nx(['verify-reproducible', 'app', '-c', 'release']);
    expect(other.exitCode).toBe(1);
    expect(other.output).toMatch(/target\/release\/app: \d+ bytes differ, the first at 0x[0-9a-f]+/);
    expect(other.output).toMatch(/^ {2}.*\/first\/crates\/app/m);
  });
});

it('a Go program is the same from two folders', async () => {
  const workspace = await createWorkspace(goWorkspace(), { plugin: { verifyReproducible: true } });
  const { output, exitCode } = await workspace.nx(['verify-reproducible', 'services/api']);
  expect(output).toMatch(
    new RegExp(`dist/services/api/${hostPlatform()}/api: the same \\d+ bytes, sha256 [0-9a-f]{64}`),
  );
  expect(exitCode).toBe(0);
});
