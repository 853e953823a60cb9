/** The workspaces of the soundness stories of Node, Go and Deno, traced: their cached tasks read and write nothing that Nx does not know. */
import { expect, it } from 'vitest';
import type { Theme } from './soundness/support/theme.js';
import { expectNothingUndeclared } from './support/trace.js';
import { createWorkspace } from './support/workspace.js';

const TEN_MINUTES = 600_000;

for (const { title, scenarios } of await themes())
  it.each(scenarios.filter(({ first }) => first !== undefined))(
    `${title}: $name`,
    async ({ files, options = {}, first = [] }) => {
      const workspace = await createWorkspace(files, options);
      const run = await workspace.nx([...first]);
      expect(run.exitCode, run.output).toBe(0);
      await expectNothingUndeclared(workspace, '--all');
    },
    TEN_MINUTES,
  );

/** NB with VITEST in the environment, a theme registers its stories as tests of this file. */
async function themes(): Promise<readonly Theme[]> {
  const { VITEST } = process.env;
  delete process.env['VITEST'];
  try {
    const [{ node }, { goSources }, { deno }] = await Promise.all([
      import('./soundness/node.spec.js'),
      import('./soundness/go-sources.spec.js'),
      import('./soundness/deno.spec.js'),
    ]);
    return [node, goSources, deno];
  } finally {
    process.env['VITEST'] = VITEST;
  }
}
