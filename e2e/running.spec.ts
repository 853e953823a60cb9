/** How tasks run: the user's own tools, live output, and an end for the whole process tree. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { cargoWorkspace, crate, lock } from './support/cargo.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

function program(...lines: readonly string[]): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'service' }]),
    ...crate('crates/service', 'service', { 'src/main.rs': `fn main() {\n${lines.join('\n')}\n}\n` }),
  };
}

/** Starts another one and waits for it; both leave their process ids. */
const SLEEPER = program(
  '    let mut child = std::process::Command::new("sleep").arg("600").spawn().unwrap();',
  '    std::fs::write("pids.txt", format!("{} {}", std::process::id(), child.id())).unwrap();',
  '    child.wait().unwrap();',
);

/** Writes a line each time that it is told to end, and takes a second for it. */
const CAREFUL = program(
  '    use std::os::unix::process::CommandExt;',
  `    panic!("{}", std::process::Command::new("node").args(["--eval", r#"${words()}"#]).exec());`,
);

function words(): string {
  return `const { appendFileSync, writeFileSync } = require('node:fs');
process.on('SIGTERM', () => {
  appendFileSync('told.txt', 'told,');
  setTimeout(() => { appendFileSync('told.txt', 'done'); process.exit(); }, 1000);
});
setInterval(() => {}, 1000);
writeFileSync('ready.txt', '');`;
}

function start(workspace: Workspace) {
  return execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run', 'service:run'], {
    cwd: workspace.root,
    env: { NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true' },
    reject: false,
    stdin: 'ignore',
  });
}

function isAlive(pid: number): boolean {
  try {
    // A zombie is over, though its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, patience = 60_000): Promise<void> {
  const end = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it never happened');
    await sleep(100);
  }
}

describe('ending a task', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`${signal} to nx ends the program and what it started`, async () => {
      const workspace = await createWorkspace(SLEEPER);
      await workspace.nx(['build', 'service']);
      const nx = start(workspace);
      await until(() => workspace.has('pids.txt') && workspace.read('pids.txt').includes(' '));
      const pids = workspace.read('pids.txt').split(' ').map(Number);
      expect(pids.every(isAlive)).toBe(true);
      nx.kill(signal);
      await nx;
      await until(() => !pids.some(isAlive), 15_000);
    });
  }

  it('a service that is told to end has the time for it', async () => {
    const workspace = await createWorkspace(CAREFUL);
    await workspace.nx(['build', 'service']);
    const nx = start(workspace);
    await until(() => workspace.has('ready.txt'));
    nx.kill('SIGTERM');
    await nx;
    await until(() => workspace.has('told.txt') && workspace.read('told.txt').includes('done'));
    // Once by Nx, and once more where Nx has ended before it.
    expect(workspace.read('told.txt')).toMatch(/^(told,){1,2}done$/);
  });
});

describe('what a user sees', () => {
  it('nx show project shows the exact command, and another cargo on PATH is the one that runs', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const { targets } = await workspace.showProject('app');
    expect(targets['build']?.metadata?.description).toContain('cargo build --package app --locked');
    workspace.write('bin/cargo', '#!/bin/sh\necho "the cargo of my PATH: $*"\nexit 7\n');
    await workspace.run('chmod', ['+x', 'bin/cargo']);
    const run = await workspace.nx(['build', 'app'], {
      env: { PATH: `${workspace.root}/bin:${process.env['PATH']}` },
    });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('the cargo of my PATH');
  });

  it("a failing tool's own words and exit code are passed on", async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/util/src/lib.rs': 'pub fn say() -> &str {\n    missing\n}\n',
    });
    const run = await workspace.nx(['build', 'util']);
    expect(run.output).toContain('crates/util/src/lib.rs:1:17');
    expect(run.output).toContain('cargo exited with code 101');
    expect(run.output).not.toMatch(/^\s+at .*\(node:/m);
  });

  it('two tasks on one build folder wait for each other, and say so', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const run = await workspace.nx(['run-many', '-t', 'build', 'check', 'doc', '--parallel=4']);
    expect(run.exitCode).toBe(0);
    expect(run.output).not.toContain('Blocking waiting for file lock on build directory');
  });
});
