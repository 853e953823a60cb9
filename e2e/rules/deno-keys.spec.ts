/** Design rules for Deno: members as projects, keys from imports, tasks as targets. */
import { describe, expect, it } from 'vitest';
import { denoWorkspace } from '../support/deno.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

const IGNORE = { ignore: ['out'] };

describe('a Deno workspace', () => {
  it('has members as projects with edges from imports, checks and tests them, and answers from the cache', async () => {
    const workspace = await createWorkspace(denoWorkspace(), IGNORE);
    expect((await workspace.edges())['@demo/cli']).toEqual(['@demo/text']);
    const all = ['run-many', '-t', 'check', 'test', 'lint', 'format-check', '--projects=@demo/*'];
    const first = await workspace.nx(all);
    expect(first.output).toContain('Successfully ran targets');
    expect((await workspace.nx(all)).misses).toEqual([]);
    expect((await workspace.run('git', ['status', '--porcelain'])).stdout).toBe('');
  });

  it('a change of a member reruns those that import it; a change of its test only its own test', async () => {
    const workspace = await createWorkspace(denoWorkspace(), IGNORE);
    const tests = ['run-many', '-t', 'test', '--projects=@demo/*'];
    await workspace.nx(tests);
    workspace.append('libs/text/mod_test.ts', '// more\n');
    expect((await workspace.nx(tests)).misses).toEqual(['@demo/text:test']);
    workspace.append('libs/text/mod.ts', '// more\n');
    expect(await workspace.affected('test')).toEqual(expect.arrayContaining(['@demo/cli', '@demo/text']));
    expect((await workspace.nx(tests)).misses).toEqual(['@demo/cli:test', '@demo/text:test']);
  });

  it("a member's own task is the target of that name; its declared output is restored", async () => {
    const workspace = await createWorkspace(denoWorkspace(), IGNORE);
    expect((await workspace.nx(['build', '@demo/cli'])).exitCode).toBe(0);
    workspace.remove('apps/cli/out');
    expect((await workspace.nx(['build', '@demo/cli'])).hits).toEqual(['@demo/cli:build']);
    expect(workspace.read('apps/cli/out/page.txt')).toBe('page: hello');
  });

  it('adding a member reruns nothing that was there', async () => {
    const workspace = await createWorkspace(denoWorkspace(), IGNORE);
    const checks = ['run-many', '-t', 'check', '--projects=@demo/*'];
    await workspace.nx(checks);
    workspace.write('libs/extra/deno.json', '{ "name": "@demo/extra", "exports": "./mod.ts" }\n');
    workspace.write('libs/extra/mod.ts', 'export const extra = 1;\n');
    workspace.write(
      'deno.json',
      JSON.stringify({ workspace: ['./libs/text', './apps/cli', './libs/extra'] }),
    );
    expect((await workspace.nx(checks)).misses).toEqual(['@demo/extra:check']);
  });

  it('a test that lacks a permission fails and says how to give it', async () => {
    const workspace = await createWorkspace({
      ...denoWorkspace(),
      'libs/text/mod_test.ts': 'Deno.test("reads", () => {\n  Deno.readTextFileSync("mod.ts");\n});\n',
    });
    const run = await workspace.nx(['test', '@demo/text']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('"permissions"');
  });

  it('a missing deno is an error of the task with the way to install it, never of the graph', async () => {
    const workspace = await createWorkspace(denoWorkspace());
    const env = { PATH: pathWithout('deno') };
    expect((await workspace.nx(['show', 'projects'], { env })).output).toContain('@demo/cli');
    const run = await workspace.nx(['check', '@demo/text'], { env });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('deno is not installed');
  });
});
