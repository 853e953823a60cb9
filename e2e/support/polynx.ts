import { chmodSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { QUIET, type Run, type Workspace } from './workspace.js';

/** `polynx <args>`, as it is installed. */
export function polynx(
  workspace: Workspace,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  return workspace.run(join(workspace.root, 'node_modules/.bin/polynx'), args, { env });
}

/** A folder with one program, to go before the real ones. */
export function pretend(workspace: Workspace, program: string, script: string): string {
  workspace.write(`node_modules/.pretended/${program}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(workspace.root, 'node_modules/.pretended', program), 0o755);
  return [join(workspace.root, 'node_modules/.pretended'), QUIET.PATH].join(delimiter);
}
