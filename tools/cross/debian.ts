/**
 * Packages of the machine's own Debian, unpacked into a folder: no root, nothing installed, no service
 * started.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/**
 * apt with lists of its own, for both architectures: the machine's settings and its package database stay as
 * they are.
 */
export interface Debian {
  /** Paths of the files, in the order of the names; `name:arm64` for the other architecture. */
  download(names: readonly string[], to: string): Promise<string[]>;
}

export async function debian(folder: string): Promise<Debian> {
  for (const name of ['lists/partial', 'archives/partial', 'parts'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const { stdout } = await execa('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI) $(RELEASE) $(COMPONENT)',
    'Created-By: Packages',
  ]);
  const sources = [...new Set(stdout.split('\n').filter((line) => /debian/.test(line)))];
  writeFileSync(
    join(folder, 'sources.list'),
    sources.map((line) => `deb [arch=amd64,arm64] ${line}\n`).join(''),
  );
  const options = Object.entries({
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': join(folder, 'parts'),
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache::archives': join(folder, 'archives'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'APT::Architectures::': 'arm64',
  }).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await execa('apt-get', ['-qq', ...options, 'update']);
  return {
    async download(names, to) {
      mkdirSync(to, { recursive: true });
      await execa('apt-get', ['-qq', ...options, 'download', ...names], { cwd: to });
      const files = readdirSync(to);
      return names.map((full) => {
        const [name = '', arch] = full.split(':');
        const file = files.find(
          (one) => one.startsWith(`${name}_`) && (arch === undefined || one.endsWith(`_${arch}.deb`)),
        );
        if (file === undefined) throw new Error(`apt-get download left no ${full}`);
        return join(to, file);
      });
    },
  };
}

/** @param only globs of what is taken out of the package, as tar knows them; absent: everything */
export async function unpack(file: string, to: string, only: readonly string[] = []): Promise<void> {
  mkdirSync(to, { recursive: true });
  await execa({
    encoding: 'buffer',
    maxBuffer: 4_000_000_000,
    buffer: false,
  })`dpkg-deb --fsys-tarfile ${file}`.pipe('tar', [
    '-x',
    '-C',
    to,
    ...(only.length === 0 ? [] : ['--wildcards', ...only]),
  ]);
}
