/**
 * Plugins that are bad in one way where they see a hostile project: the harness of hostile repositories must
 * find each.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fuzzRepositories } from './repositories.js';

const SEED = 1000;

/** In the place of Nx: each manifest is a project. */
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

/** What the harness says of it. */
export async function faultsOf(
  misbehaves: string,
  { patience = 30, strace }: { readonly patience?: number; readonly strace?: string | undefined } = {},
): Promise<readonly string[]> {
  const installation = mkdtempSync(join(tmpdir(), 'polynx-harness-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(installation, path)), { recursive: true });
    writeFileSync(join(installation, path), text);
  };
  try {
    write('node_modules/nx/src/utils/workspace-context.js', NX);
    write('node_modules/polynx/package.json', '{ "type": "module" }');
    write('node_modules/polynx/dist/index.js', pluginThat(misbehaves));
    const limits = { seconds: 1, megabytes: 200, patience };
    const found = await fuzzRepositories([SEED], { installation, limits, strace });
    return found.flatMap(({ faults }) => faults);
  } finally {
    rmSync(installation, { recursive: true, force: true });
  }
}
