/** Go tasks, apart from their keys and artifacts: those are in e2e/soundness. */
import { describe, expect, it } from 'vitest';
import { goWorkspace } from '../support/go.js';
import { createWorkspace, pathWithout } from '../support/workspace.js';

describe('a Go workspace', () => {
  it('arguments that would move the artifact are refused, others reach the tool', async () => {
    const workspace = await createWorkspace(goWorkspace());
    expect((await workspace.nx(['build', 'services/api', '-o', 'elsewhere'])).exitCode).not.toBe(0);
    expect((await workspace.nx(['test', 'services/api', '--', '-run', 'TestSay', '-v'])).output).toContain(
      '--- PASS: TestSay',
    );
  });

  it('a missing go is an error of the task with the way to install it, never of the graph', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const env = { PATH: pathWithout('go') };
    expect((await workspace.nx(['show', 'projects'], { env })).output).toContain('services/api');
    const run = await workspace.nx(['build', 'services/api'], { env });
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('https://go.dev');
  });
});
