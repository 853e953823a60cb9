/** The harness of hostile repositories finds what a bad plugin does: each of these is bad in one way, where it sees a hostile project. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fuzzRepositories, hasStrace } from './fuzz/repositories.js';

const SEED = 1000;
const LIMITS = { seconds: 1, megabytes: 200, patience: 30 };

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'polynx-harness-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** In the place of Nx and polynx: every project.json and manifest is a project. */
const NX = `const { readdirSync } = require('node:fs');
exports.globWithWorkspaceContext = async (folder) => readdirSync(folder, { recursive: true })
  .filter((file) => /^(?:canary|hostile)/.test(file) && /(?:Cargo.toml|go.mod|package.json|deno.json)$/.test(file));`;

function pluginThat(misbehaves: string): string {
  return `import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { dirname } from 'node:path';
export const createNodes = ['**', async (files) => {
  let nodes = files.map((file) => [file, { projects: { [dirname(file)]: { name: dirname(file) } } }]);
  if (fs.existsSync('hostile')) { ${misbehaves} }
  return nodes;
}];`;
}

async function faultsOf(name: string, misbehaves: string, fault = /^$/): Promise<readonly string[]> {
  const installation = join(scratch, name.replaceAll(' ', '-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(installation, path)), { recursive: true });
    writeFileSync(join(installation, path), text);
  };
  write('node_modules/nx/src/utils/workspace-context.js', NX);
  write('node_modules/polynx/package.json', '{ "type": "module" }');
  write('node_modules/polynx/dist/index.js', pluginThat(misbehaves));
  // NB also what hangs must be ended in a while.
  const limits = fault.test('hangs') ? { ...LIMITS, patience: 6 } : LIMITS;
  const found = await fuzzRepositories([SEED], { installation, limits });
  return found.flatMap(({ faults }) => faults);
}

test('a plugin that does nothing bad has no fault', { timeout: 60_000 }, async () => {
  expect(await faultsOf('good', '')).toEqual([]);
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
])('a plugin that %s is found', { timeout: 60_000 }, async (name, misbehaves, fault) => {
  expect(await faultsOf(name, misbehaves, fault)).toContainEqual(expect.stringMatching(fault));
});

describe.skipIf(!hasStrace)('in the log of strace', () => {
  test.concurrent.each([
    ['starts a process', 'spawnSync("true");', /^starts a process: .*true/],
    ['reads outside', 'fs.readFileSync("../outside/secret");', /^reads outside: .*secret/],
    [
      'reads outside through a link',
      'fs.symlinkSync("../outside", "way"); fs.readFileSync("way/secret");',
      /^reads outside: .*outside\/secret/,
    ],
    ['lists a folder outside', 'fs.readdirSync("../outside");', /^reads outside: .*outside/],
    ['reads a password file', 'fs.readFileSync("/etc/passwd");', /^reads outside: \/etc\/passwd/],
    [
      'writes beside the repository',
      'fs.writeFileSync("../beside", "");',
      /^writes outside: openat .*beside/,
    ],
  ])('a plugin that %s is found', { timeout: 60_000 }, async (name, misbehaves, fault) => {
    expect(await faultsOf(name, misbehaves, fault)).toContainEqual(expect.stringMatching(fault));
  });
});
