/**
 * The harness of hostile repositories finds what a bad plugin does: each of these is bad in one way. What
 * only strace shows is in e2e/hostile-repositories.spec.ts.
 */
import { expect, test } from 'vitest';
import { faultsOf } from './fuzz/bad-plugin.js';

test('a plugin that does nothing bad has no fault', { timeout: 60_000 }, async () => {
  expect(await faultsOf('')).toEqual([]);
});

test.concurrent.each([
  ['hangs in a loop', 'for (;;);', /^hangs$/],
  ['waits without end', 'await new Promise((resolve) => setInterval(resolve, 1e8).ref());', /^hangs$/],
  [
    'takes long',
    'const start = process.cpuUsage(); while (process.cpuUsage(start).user < 1.2e6) for (let i = 0; i < 1e7; i++);',
    /^takes \d{4} ms$/,
  ],
  [
    'fills the heap',
    'const all = []; for (;;) all.push(new Array(1e5).fill(0.5));',
    /^takes more than 200 MB$/,
  ],
  ['takes memory beside the heap', 'globalThis.kept = Buffer.alloc(3e8, 1);', /^takes \d{3} MB$/],
  ['throws', 'throw new Error("oops");', /^ends with 1: .*oops/s],
  ['ends the process', 'process.exit(3);', /^ends with 3/],
  ['is killed', 'process.kill(process.pid, "SIGKILL");', /^ends with SIGKILL/],
  ['writes outside', 'fs.writeFileSync("../outside/new", "");', /^writes outside: .*new/],
  ['deletes outside', 'fs.rmSync("../outside/victim", { recursive: true });', /^writes outside: .*secret/],
  [
    'loses a sound project',
    'nodes = nodes.filter(([file]) => !file.startsWith("canary/go"));',
    /sound projects beside it/,
  ],
  [
    'changes a sound project',
    'nodes[0][1].projects["canary/cargo"] = { name: "other" };',
    /sound projects beside it/,
  ],
  ['changes prototypes', 'Object.prototype.oops = 1;', /^changes the prototype of objects: oops$/],
  [
    'says that it failed',
    'nodes.push(["x", { projects: { x: { error: "polynx failed on this workspace: oops" } } }]);',
    /^polynx failed on this workspace: oops/,
  ],
])('a plugin that %s is found', { timeout: 60_000 }, async (_, misbehaves, fault) => {
  // NB also what hangs must be ended in a while.
  const patience = fault.test('hangs') ? 8 : 30;
  expect(await faultsOf(misbehaves, { patience })).toContainEqual(expect.stringMatching(fault));
});
