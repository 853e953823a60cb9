/** nfpm from the Go module proxy, compiled once into the system's temporary folder. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** NB later versions need modules of a host that proxies do not serve everywhere. */
const VERSION = 'v2.43.0';

/** The folder that holds the program. */
export async function nfpmFolder(): Promise<string> {
  const folder = join(tmpdir(), `polynx-nfpm-${VERSION}`);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}.${process.pid}`;
  rmSync(scratch, { recursive: true, force: true });
  const env = { GOBIN: scratch, GOFLAGS: '-trimpath', CGO_ENABLED: '0' };
  await execa('go', ['install', '-ldflags=-s -w', `github.com/goreleaser/nfpm/v2/cmd/nfpm@${VERSION}`], {
    env,
    cwd: tmpdir(),
  });
  if (existsSync(folder)) rmSync(scratch, { recursive: true });
  else renameSync(scratch, folder);
  return folder;
}
