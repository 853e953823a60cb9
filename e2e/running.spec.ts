/** How tasks run: the user's own tools, live output, and an end for the whole process tree. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { cargoWorkspace, crate, lock } from './support/cargo.js';
import { createWorkspace } from './support/workspace.js';

/** A program that starts another one and waits for it; both leave their process ids. */
function sleeper(): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'sleeper' }]),
    ...crate('crates/sleeper', 'sleeper', {
      'src/main.rs': [
        'fn main() {',
        '    let mut child = std::process::Command::new("sleep").arg("600").spawn().unwrap();',
        '    std::fs::write("pids.txt", format!("{} {}", std::process::id(), child.id())).unwrap();',
        '    child.wait().unwrap();',
        '}',
        '',
      ].join('\n'),
    }),
  };
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
      const workspace = await createWorkspace(sleeper());
      await workspace.nx(['build', 'sleeper']);
      const nx = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run', 'sleeper:run'], {
        cwd: workspace.root,
        env: { NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true' },
        reject: false,
        stdin: 'ignore',
      });
      await until(() => workspace.has('pids.txt') && workspace.read('pids.txt').includes(' '));
      const pids = workspace.read('pids.txt').split(' ').map(Number);
      expect(pids.every(isAlive)).toBe(true);
      nx.kill(signal);
      await nx;
      await until(() => !pids.some(isAlive), 15_000);
    });
  }
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
