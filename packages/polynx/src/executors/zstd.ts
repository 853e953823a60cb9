import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../adapters/run.js';
import { inTemporaryFolder } from '../adapters/temporary-folder.js';

/** One thread: with several, the bytes would depend on how many there are. Node 20 has no zstd of its own. */
export async function zstd(bytes: Uint8Array, workspaceRoot: string): Promise<Uint8Array> {
  return inTemporaryFolder('zstd', async (folder) => {
    const [from, to] = [join(folder, 'in'), join(folder, 'out')];
    writeFileSync(from, bytes);
    const args = ['--quiet', '--single-thread', '-19', '-o', to, from];
    await ask({ program: 'zstd', args, cwd: '.' }, { workspaceRoot, install: INSTALL });
    return readFileSync(to);
  });
}

const INSTALL = 'Install it (apt install zstd, brew install zstd), or leave tar.zst out of the formats.';
