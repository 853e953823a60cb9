import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ask } from '../adapters/run.js';
import { inTemporaryFolder } from '../adapters/temporary-folder.js';
import type { Entry } from '../formats/entry.js';
import { compact } from '../model/compact.js';
import { RPM, systemOf, systemVersion } from '../model/shipping.js';
import type { PackageJob } from '../model/shipping-jobs.js';

/**
 * nfpm writes it, from a configuration in which nothing is left to the machine.
 * https://nfpm.goreleaser.com/docs/configuration/
 */
export async function rpm(
  job: PackageJob,
  files: readonly Entry[],
  time: number,
  workspaceRoot: string,
): Promise<Uint8Array> {
  return inTemporaryFolder('rpm', async (folder) => {
    for (const { path, bytes, isExecutable = false } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes, { mode: isExecutable ? 0o755 : 0o644 });
    }
    const config = join(folder, 'nfpm.yaml');
    const target = join(folder, 'out.rpm');
    writeFileSync(config, JSON.stringify(configuration(job, files, folder, time)));
    const args = ['package', '--config', config, '--packager', 'rpm', '--target', target];
    const env = { SOURCE_DATE_EPOCH: String(time) };
    await ask({ program: 'nfpm', args, cwd: '.', env }, { workspaceRoot, install: INSTALL });
    return readFileSync(target);
  });
}

const INSTALL =
  'Install it (https://nfpm.goreleaser.com/install, or go install github.com/goreleaser/nfpm/v2/cmd/nfpm@latest), or leave rpm out of the formats.';

/** NB nfpm fills in `$VARIABLES` of some fields, and none here is meant. */
function configuration(
  { shipped, platform, maintainer, depends }: PackageJob,
  files: readonly Entry[],
  folder: string,
  time: number,
): object {
  const { name, version, description = name, homepage, license } = shipped;
  const mtime = new Date(time * 1000).toISOString();
  return compact({
    name,
    arch: RPM[systemOf(platform).cpu ?? ''],
    platform: 'linux',
    version: systemVersion(version),
    version_schema: 'none',
    release: '1',
    maintainer: maintainer ?? '',
    description,
    homepage,
    license,
    depends,
    mtime,
    rpm: { summary: description.split('\n')[0], compression: 'gzip', buildhost: 'localhost' },
    contents: files.map(({ path, isExecutable = false }) => ({
      src: join(folder, path),
      dst: `/${path}`,
      file_info: { mode: isExecutable ? 0o755 : 0o644, mtime, owner: 'root', group: 'root' },
    })),
  });
}
