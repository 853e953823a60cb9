/** Deno tasks, apart from their keys: those are in e2e/soundness. */
import { describe, expect, it } from 'vitest';
import { denoWorkspace } from '../support/deno.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

describe('a Deno workspace', () => {
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
