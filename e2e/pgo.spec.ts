/** Profile-guided optimisation as three cached tasks. */
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { debianPackages, libraryPath } from './support/debian.js';
import { createWorkspace, pathWithout } from './support/workspace.js';

/** Counts words by a branch that is nearly always taken. */
const MAIN = `use std::collections::HashMap;

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let text = std::fs::read_to_string(path).expect("text");
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for _ in 0..2_000 {
        for word in text.split_whitespace() {
            if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
                *counts.entry(word).or_default() += word.len();
            } else {
                counts.remove(word);
            }
        }
    }
    println!("{}", counts.values().sum::<usize>());
}
`;

const files: Record<string, string> = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
  'Cargo.lock': lock([{ name: 'app' }, { name: 'other' }]),
  ...crate('crates/app', 'app', {
    'src/main.rs': MAIN,
    'benches/words.txt': 'some words and some more of them\n'.repeat(50),
  }),
  ...crate('crates/other', 'other', { 'src/lib.rs': '' }),
};
const nx = '\n[package.metadata.nx]\npgo = ["{bin}", "benches/words.txt"]\n';

it('trains on the workload and tells the gain, again only for what changed', async () => {
  const major = /LLVM version: (\d+)/.exec((await execa('rustc', ['-vV'])).stdout)?.[1];
  const llvm = await debianPackages(`llvm-${major}`, `libllvm${major}`);
  const env = () => ({
    PATH: [process.env['PATH'], join(llvm, 'usr/bin')].join(delimiter),
    LD_LIBRARY_PATH: libraryPath(llvm),
  });
  const manifest = { 'crates/app/Cargo.toml': files['crates/app/Cargo.toml'] + nx };
  const workspace = await createWorkspace({ ...files, ...manifest }, { env });
  const tasks = ['app:pgo-build', 'app:pgo-instrument', 'app:pgo-train'];
  const first = await workspace.nx(['pgo-build', 'app']);
  expect(first.output).toContain('Successfully ran target');
  expect(first.misses).toEqual(tasks);
  expect(first.output).toMatch(/pgo: the workload takes \d+ ms instead of \d+ ms \([+−]\d+\.\d %\)/);

  // The profile names the functions of the program, and how often they were called.
  const shown = await workspace.run(`llvm-profdata-${major}`, [
    'show',
    '--function=main',
    '--counts',
    'target/pgo/release/app.profdata',
  ]);
  expect(shown.stdout).toMatch(/app::main|3app4main/);
  const built = await workspace.nx(['build', 'app', '-c', 'release']);
  expect(built.exitCode).toBe(0);
  const bytes = (path: string) => readFileSync(join(workspace.root, path));
  expect(bytes('target/pgo/release/app').equals(bytes('target/release/app'))).toBe(false);
  const output = await workspace.run('target/pgo/release/app', ['crates/app/benches/words.txt']);
  expect(output.stdout).toBe(
    (await workspace.run('target/release/app', ['crates/app/benches/words.txt'])).stdout,
  );

  const optimised = bytes('target/pgo/release/app');
  workspace.remove('target/pgo');
  const again = await workspace.nx(['pgo-build', 'app']);
  expect([again.misses, workspace.has('target/pgo/release/app')]).toEqual([[], true]);

  workspace.write('crates/app/benches/words.txt', 'OTHER WORDS here\n'.repeat(70));
  const retrained = await workspace.nx(['pgo-build', 'app']);
  expect(retrained.misses).toEqual(['app:pgo-build', 'app:pgo-train']);
  expect(bytes('target/pgo/release/app').equals(optimised)).toBe(false);
  const { targets } = await workspace.showProject('other');
  expect(Object.keys(targets).filter((name) => name.startsWith('pgo'))).toEqual([]);
});

it('says which llvm-profdata is needed', async () => {
  const major = /LLVM version: (\d+)/.exec((await execa('rustc', ['-vV'])).stdout)?.[1];
  const workspace = await createWorkspace(files, {
    plugin: { cargo: { pgo: { app: ['{bin}', 'benches/words.txt'] } } },
    env: () => ({ PATH: pathWithout(`llvm-profdata-${major}`) }),
  });
  const run = await workspace.nx(['pgo-train', 'app']);
  expect(run.exitCode).toBe(1);
  expect(run.output).toMatch(new RegExp(`rustc \\S+ writes profiles of LLVM ${major}, and`));
  expect(run.output).toContain(`rustup component add llvm-tools, or install llvm-${major}`);
});
