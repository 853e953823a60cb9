import { chmodSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { Workspace } from '../../support/workspace.js';

/** A program of the workspace's own, first on PATH. */
export function shadow(workspace: Workspace, name: string, script: string): { readonly PATH: string } {
  workspace.write(`.nx/bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(`${workspace.root}/.nx/bin/${name}`, 0o755);
  return { PATH: [`${workspace.root}/.nx/bin`, process.env['PATH']].join(delimiter) };
}
