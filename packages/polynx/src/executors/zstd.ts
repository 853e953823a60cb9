import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../adapters/run.js';

/** One thread: with several, the bytes would depend on how many there are. Node 20 has no zstd of its own. */
export async function zstd(bytes: Uint8Array, workspaceRoot: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-zstd-'));
  const [from, to] = [join(folder, 'in'), join(folder, 'out')];
  try {
    writeFileSync(from, bytes);
    const command = {
      program: 'zstd',
      args: ['--quiet', '--single-thread', '-19', '-o', to, from],
      cwd: '.',
    };
    await ask(command, { workspaceRoot, install: INSTALL });
    return readFileSync(to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const INSTALL = 'Install it (apt install zstd, brew install zstd), or leave tar.zst out of the formats.';
