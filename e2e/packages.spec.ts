/**
 * Programs become what people install: each file cached, the same bytes every time, and accepted by the tools
 * that people have.
 */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { crate, lock } from './support/cargo.js';
import { debianPackages, libraryPath } from './support/debian.js';
import { goWorkspace } from './support/go.js';
import { nfpmFolder } from './support/nfpm.js';
import { serve } from './support/npm-registry.js';
import { crateRegistry, lockedEntry, REGISTRY } from './support/registry.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

const PLATFORMS = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'darwin-universal',
  'windows-x64',
];
const PACKAGE = ['run-many', '-t', 'package'];
const FOLDER = 'dist/services/api/packages';

/** Digests by name. */
function digests(workspace: Workspace, folder: string): Record<string, string> {
  const at = join(workspace.root, folder);
  return Object.fromEntries(
    readdirSync(at)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(at, name)))
          .digest('hex'),
      ]),
  );
}

/** By the official schema; undefined: nothing is wrong. */
function wrongIn(sbom: string): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6)
    .validate(sbom)
    .then((found) => found ?? undefined);
}

it('six platforms in one command; again from the cache, and the same bytes without it; a change packages its own program anew', async () => {
  const workspace = await createWorkspace(
    {
      ...goWorkspace(),
      LICENSE: 'MIT\n',
      'README.md': '# all\n',
      'services/api/README.md': '# api\n',
      VERSION: 'v1.2.3\n',
    },
    { plugin: { platforms: PLATFORMS, packages: true } },
  );
  expect((await workspace.nx(PACKAGE)).output).toContain('Successfully ran target package');
  const made = digests(workspace, FOLDER);
  const archives = PLATFORMS.map(
    (name) => `api-1.2.3-${name}.${name.startsWith('windows') ? 'zip' : 'tar.gz'}`,
  );
  expect(Object.keys(made)).toEqual([...archives, 'SHA256SUMS', 'api-1.2.3.cdx.json', 'release.json'].sort());

  // What people do with them.
  const sums = await workspace.run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: FOLDER });
  expect(sums.exitCode).toBe(0);
  expect(sums.output.match(/: OK$/gm)).toHaveLength(archives.length + 2);
  const listed = await workspace.run('tar', ['-tvzf', `${FOLDER}/api-1.2.3-linux-x64.tar.gz`]);
  expect(listed.stdout.replaceAll(/ +/g, ' ').split('\n')).toEqual([
    expect.stringMatching(/^drwxr-xr-x 0\/0 0 1970-01-01 00:00 api-1.2.3-linux-x64\/$/),
    expect.stringMatching(/^-rw-r--r-- 0\/0 4 1970-01-01 00:00 api-1.2.3-linux-x64\/LICENSE$/),
    expect.stringMatching(/^-rw-r--r-- 0\/0 6 1970-01-01 00:00 api-1.2.3-linux-x64\/README.md$/),
    expect.stringMatching(/^-rwxr-xr-x 0\/0 \d+ 1970-01-01 00:00 api-1.2.3-linux-x64\/api$/),
  ]);
  await workspace.run('tar', ['-xzf', `${FOLDER}/api-1.2.3-linux-x64.tar.gz`]);
  expect((await workspace.run('./api-1.2.3-linux-x64/api', [])).output).toContain('api hello');
  expect(workspace.read('api-1.2.3-linux-x64/README.md')).toBe('# api\n');
  expect((await workspace.run('unzip', ['-t', `${FOLDER}/api-1.2.3-windows-x64.zip`])).output).toContain(
    'No errors',
  );
  await workspace.run('unzip', [`${FOLDER}/api-1.2.3-windows-x64.zip`]);
  expect(
    readFileSync(join(workspace.root, 'api-1.2.3-windows-x64/api.exe')).equals(
      readFileSync(join(workspace.root, 'dist/services/api/windows-x64/api.exe')),
    ),
  ).toBe(true);
  expect(await wrongIn(workspace.read(`${FOLDER}/api-1.2.3.cdx.json`))).toBeUndefined();

  // One list for the repository: every file with its digest.
  const { releases } = JSON.parse(workspace.read('dist/release.json')) as {
    releases: { name: string; version: string; artifacts: Record<string, string>[] }[];
  };
  expect(releases.map(({ name, version }) => `${name} ${version}`)).toEqual(['api 1.2.3', 'worker 1.2.3']);
  expect(releases[0]?.artifacts[1]).toEqual({
    file: 'services/api/packages/api-1.2.3-linux-arm64.tar.gz',
    kind: 'archive',
    platform: 'linux-arm64',
    size: expect.any(Number),
    sha256: made['api-1.2.3-linux-arm64.tar.gz'],
  });

  // Again: nothing runs, everything is there.
  workspace.remove('dist');
  const second = await workspace.nx(PACKAGE);
  expect(second.misses).toEqual([]);
  expect(digests(workspace, FOLDER)).toEqual(made);
  const clock = { SOURCE_DATE_EPOCH: '' };
  await workspace.nx(['package', 'services/api', '--skip-nx-cache'], { env: clock });
  expect(digests(workspace, FOLDER)).toEqual(made);

  // One line of one program.
  workspace.append('services/worker/main.go', '\n// a line\n');
  const third = await workspace.nx(PACKAGE);
  expect(third.hits.filter((id) => id.startsWith('services/worker:'))).toEqual([]);
  expect(third.misses.filter((id) => !id.startsWith('services/worker:'))).toEqual(['go-workspace:package']);

  // A document that is a link is packaged by what is behind it.
  const readme = async (path: string, text: string) => {
    workspace.write(path, text);
    const run = await workspace.nx(['package-linux-x64', 'services/api']);
    const args = ['-xOzf', `${FOLDER}/api-1.2.3-linux-x64.tar.gz`, 'api-1.2.3-linux-x64/README.md'];
    return { ...run, text: (await workspace.run('tar', args)).stdout };
  };
  const link = (to: string) => {
    workspace.remove('services/api/README.md');
    symlinkSync(to, join(workspace.root, 'services/api/README.md'));
  };
  link('../../docs/api.md');
  workspace.write('docs/api.md', '# one');
  await workspace.commit();
  expect(await readme('docs/api.md', '# two')).toMatchObject({ text: '# two' });
  expect(await readme('docs/api.md', '# three')).toMatchObject({ text: '# three' });
  // NB a hit or not: Nx hashes the link itself by what was behind it at some time.
  expect(await readme('docs/api.md', '# two')).toMatchObject({ text: '# two' });
  const outside = mkdtempSync(join(tmpdir(), 'polynx-outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true }));
  writeFileSync(join(outside, 'secret'), 'SECRET');
  link(join(outside, 'secret'));
  const refused = await readme('docs/api.md', '# four');
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('services/api/README.md is, or lies behind, a symbolic link that leaves');
});

it('deb, npm, installers and signatures are accepted by dpkg, npm, sh and minisign', async () => {
  const formats = ['tar.gz', 'tar.zst', 'zip', 'deb', 'npm', 'shell', 'powershell'];
  const options = {
    formats,
    version: '2.0.0-rc.1',
    scope: '@acme',
    maintainer: 'Acme <it@acme.example>',
    sign: true,
  };
  const workspace = await createWorkspace(
    { ...goWorkspace(), LICENSE: 'MIT\n' },
    { plugin: { platforms: ['linux-x64', 'windows-x64'], packages: options } },
  );
  const packaged = await workspace.nx(['package', 'services/api']);
  expect(packaged.output).toContain('Successfully ran target package');
  const at = (name: string) => join(workspace.root, FOLDER, name);
  const made = digests(workspace, FOLDER);
  await workspace.nx(['package', 'services/api', '--skip-nx-cache']);
  expect(digests(workspace, FOLDER)).toEqual(made);

  // dpkg: what it says, what it holds, and that it installs.
  const deb = at('api_2.0.0~rc.1_amd64.deb');
  expect((await workspace.run('dpkg-deb', ['--field', deb, 'Package', 'Version', 'Maintainer'])).stdout).toBe(
    'Package: api\nVersion: 2.0.0~rc.1\nMaintainer: Acme <it@acme.example>',
  );
  expect((await workspace.run('dpkg-deb', ['--contents', deb])).stdout).toMatch(
    /^-rwxr-xr-x 0\/0 +\d+ 1970-01-01 00:00 \.\/usr\/bin\/api$/m,
  );
  for (const folder of ['updates', 'info'])
    mkdirSync(join(workspace.root, 'system/var/lib/dpkg', folder), { recursive: true });
  workspace.write('system/var/lib/dpkg/status', '');
  const system = [`--root=${join(workspace.root, 'system')}`, '--force-not-root', '--force-architecture'];
  const installed = await workspace.run('dpkg', [...system, '--install', deb], {
    env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
  });
  expect(installed.output).toContain('Setting up api (2.0.0~rc.1)');
  expect((await workspace.run('dpkg', [...system, '--verify', 'api'])).output).toBe('');
  expect((await workspace.run('./system/usr/bin/api', [])).output).toContain('api hello');

  // npm takes the package that fits, and the main one starts it.
  const tarballs = Object.keys(made).filter((name) => name.endsWith('.tgz'));
  expect(tarballs).toEqual([
    'npm-api-2.0.0-rc.1.tgz',
    'npm-api-linux-x64-2.0.0-rc.1.tgz',
    'npm-api-windows-x64-2.0.0-rc.1.tgz',
  ]);
  const url = await serve(join(workspace.root, FOLDER), tarballs);
  workspace.write('user/package.json', '{}');
  const npm = ['install', '--no-audit', '--no-fund', `--registry=${url}`, '@acme/api'];
  const install = await workspace.run('npm', npm, { cwd: 'user' });
  expect(install.output).toContain('added 2 packages');
  expect((await workspace.run('npx', ['--no-install', 'api'], { cwd: 'user' })).output).toContain(
    'api hello',
  );
  workspace.remove('user/node_modules/@acme/api-linux-x64');
  const without = await workspace.run('npx', ['--no-install', 'api'], { cwd: 'user' });
  expect(without.exitCode).toBe(1);
  expect(without.output).toContain('Install @acme/api-linux-x64');

  // The shell installer: downloads, checks, installs; and refuses what was changed on the way.
  const script = at('api-installer.sh');
  const lint = await execa(await shellcheck(), ['--shell=sh', script], { reject: false, all: true });
  expect(lint.all).toBe('');
  const to = (folder: string) => ['--from', `${url}/files`, '--to', join(workspace.root, folder)];
  const ran = await workspace.run('sh', [script, ...to('bin')]);
  expect(ran.output).toContain('is not on PATH');
  expect((await workspace.run('./bin/api', [])).output).toContain('api hello');
  appendFileSync(at('api-2.0.0-rc.1-linux-x64.tar.gz'), 'x');
  const refused = await workspace.run('sh', [script, ...to('other')]);
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toContain('is not what was published');
  expect(workspace.has('other')).toBe(false);
  expect((await workspace.run('sh', [script])).output).toContain('Say where to download from');
  // Read, not run: PowerShell cannot be had here.
  expect(workspace.read(`${FOLDER}/api-installer.ps1`)).toContain(made['api-2.0.0-rc.1-windows-x64.zip']);

  // Signatures: made by us, checked by minisign; made with a password, too; and the key is nowhere.
  await workspace.nx(['package', 'services/api', '--skip-nx-cache']);
  const minisign = await debianPackages('minisign', 'libsodium23');
  const env = { LD_LIBRARY_PATH: libraryPath(minisign) };
  const program = join(minisign, 'usr/bin/minisign');
  await workspace.run(program, ['-G', '-W', '-p', 'open.pub', '-s', 'open.key'], { env });
  const unsigned = await workspace.nx(['sign', 'services/api']);
  expect(unsigned.exitCode).toBe(1);
  expect(unsigned.output).toContain('There is no key to sign with');
  const signed = await workspace.nx(['sign', 'services/api'], { env: { POLYNX_SIGN_KEY_FILE: 'open.key' } });
  expect(signed.output).toContain('<file>.minisig');
  for (const file of ['SHA256SUMS', 'api-2.0.0-rc.1-linux-x64.tar.gz'])
    expect(
      (await workspace.run(program, ['-V', '-p', 'open.pub', '-m', at(file)], { env })).output,
    ).toContain('Signature and comment signature verified');
  const secret = workspace.read('open.key').split('\n')[1] ?? '';
  expect((await workspace.run('grep', ['-rlF', secret, '.nx', 'dist'])).stdout).toBe('');
  const cli = (...args: readonly string[]) => workspace.run('npx', ['polynx', 'verify', FOLDER, ...args]);
  expect((await cli('open.pub')).output).toContain('SHA256SUMS is signed: timestamp:');
  const checked = await workspace.nx(['verify-signatures', 'services/api', '--publicKey=open.pub']);
  expect(checked.exitCode, checked.output).toBe(0);
  expect(checked.output).toContain('files are what was published.');
  appendFileSync(at('api_2.0.0~rc.1_amd64.deb'), 'x');
  const changed = await cli('open.pub');
  expect(changed.exitCode).toBe(1);
  expect(changed.output).toMatch(/amd64\.deb has the SHA-256 \w+, and \w+ was published/);
  await execa(program, ['-G', '-p', 'locked.pub', '-s', 'locked.key'], {
    cwd: workspace.root,
    env,
    input: 'pw\npw\n',
  });
  expect((await cli('locked.pub')).output).toContain('was signed with another key');
  const sign = (password: string) =>
    workspace.nx(['sign', 'services/api', '--excludeTaskDependencies'], {
      env: { POLYNX_SIGN_KEY: workspace.read('locked.key'), POLYNX_SIGN_PASSWORD: password },
    });
  expect((await sign('wrong')).output).toContain('The password of the signing key is wrong');
  expect((await sign('pw')).exitCode).toBe(0);
  expect(
    (await workspace.run(program, ['-V', '-p', 'locked.pub', '-m', at('SHA256SUMS')], { env })).output,
  ).toContain('Signature and comment signature verified');
});

async function shellcheck(): Promise<string> {
  return join(await debianPackages('shellcheck'), 'usr/bin/shellcheck');
}

it('crates: the release build in archives where cargo-binstall looks, what the lock links in the sbom, and an rpm by nfpm', async () => {
  const dependency = { name: 'itself', version: '1.0.0', dependencies: ['inner'] };
  const published = [
    dependency,
    { name: 'inner', version: '1.2.0' },
    { name: 'tests-only', version: '1.0.0' },
  ];
  const inherits =
    '[package]\nname = "app"\nversion.workspace = true\nlicense.workspace = true\nedition = "2021"\n';
  const workspace = await createWorkspace(
    {
      ...crateRegistry(published),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["app", "part", "other"]\n\n[workspace.package]\nversion = "0.3.0"\nlicense = "MIT/Apache-2.0"\n',
      'Cargo.lock': [
        lock([
          { name: 'app', version: '0.3.0', dependencies: ['itself', 'part', 'tests-only'] },
          { name: 'other' },
          { name: 'part' },
        ]),
        ...published.map(lockedEntry),
      ].join('\n'),
      'app/Cargo.toml': `${inherits}\n[dependencies]\npart = { path = "../part" }\nitself = "1"\n\n[dev-dependencies]\ntests-only = "1"\n`,
      'app/src/main.rs':
        'fn main() {\n    println!("{} {} {}", part::it(), itself::it(), cfg!(debug_assertions));\n}\n',
      ...crate('part', 'part', { 'src/lib.rs': 'pub fn it() -> &\'static str {\n    "part"\n}\n' }),
      ...crate('other', 'other', { 'src/main.rs': 'fn main() {}\n' }),
      'LICENSE-MIT': 'MIT\n',
    },
    {
      plugin: {
        platforms: [hostPlatform()],
        packages: { formats: ['tar.gz', 'rpm'], maintainer: 'a@b.example' },
      },
      ignore: [REGISTRY],
    },
  );
  const missing = await workspace.nx(['package', 'app']);
  expect(missing.exitCode).toBe(1);
  expect(missing.output).toContain('go install github.com/goreleaser/nfpm');
  const env = { PATH: `${await nfpmFolder()}:${QUIET.PATH}` };
  const packaged = await workspace.nx(PACKAGE, { env });
  expect(packaged.output).toContain('Successfully ran target package');
  const folder = 'dist/app/packages';
  const made = digests(workspace, folder);
  const { triple, arch } = hostNames();
  expect(Object.keys(made)).toEqual([
    'SHA256SUMS',
    `app-0.3.0-1.${arch}.rpm`,
    `app-0.3.0-${triple}.tar.gz`,
    'app-0.3.0.cdx.json',
    'release.json',
  ]);
  await workspace.run('tar', ['-xzf', `${folder}/app-0.3.0-${triple}.tar.gz`]);
  expect((await workspace.run(`./app-0.3.0-${triple}/app`, [])).stdout).toBe(
    'part itself 1.0.0 inner 1.2.0 false',
  );
  expect(workspace.has(`app-0.3.0-${triple}/LICENSE-MIT`)).toBe(true);

  const text = workspace.read(`${folder}/app-0.3.0.cdx.json`);
  expect(await wrongIn(text)).toBeUndefined();
  const sbom = JSON.parse(text) as {
    metadata: { component: { licenses: unknown } };
    components: { name: string; purl?: string; hashes?: unknown[] }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  expect(sbom.metadata.component.licenses).toEqual([{ expression: 'MIT OR Apache-2.0' }]);
  expect(sbom.components.map(({ name, purl }) => [name, purl])).toEqual([
    ['part', undefined],
    ['inner', 'pkg:cargo/inner@1.2.0'],
    ['itself', 'pkg:cargo/itself@1.0.0'],
  ]);
  expect(sbom.dependencies).toContainEqual({
    ref: 'pkg:cargo/itself@1.0.0',
    dependsOn: ['pkg:cargo/inner@1.2.0'],
  });

  // rpm itself says that the digests in it hold, and what it holds.
  const rpm = await rpmProgram();
  const file = join(workspace.root, folder, `app-0.3.0-1.${arch}.rpm`);
  expect((await rpm('rpmkeys', ['--checksig', '--nosignature', file])).all).toContain('digests OK');
  expect(
    (
      await rpm('rpm', [
        '--query',
        '--package',
        '--queryformat',
        '%{NAME} %{VERSION} %{LICENSE} %{BUILDTIME}',
        file,
      ])
    ).all,
  ).toBe('app 0.3.0 MIT OR Apache-2.0 0');
  expect((await rpm('rpm', ['--query', '--list', '--verbose', '--package', file])).all).toMatch(
    /^-rwxr-xr-x +1 root +root +\d+ Jan +1 +1970 \/usr\/bin\/app$/m,
  );

  // The same bytes again, those that nfpm wrote too.
  const again = [`package-${hostPlatform()}`, 'app', '--skip-nx-cache', '--excludeTaskDependencies'];
  await workspace.nx(again, { env });
  expect(digests(workspace, folder)).toEqual(made);

  // A bump of what is linked, or of a crate of its own, packages one program; the other keeps its own.
  workspace.remove('dist');
  expect((await workspace.nx(PACKAGE, { env })).misses).toEqual([]);
  expect(digests(workspace, folder)).toEqual(made);
  workspace.write('part/src/lib.rs', 'pub fn it() -> &\'static str {\n    "changed"\n}\n');
  const changed = await workspace.nx(PACKAGE, { env });
  expect(changed.hits.filter((id) => id.startsWith('app:'))).toEqual([]);
  expect(changed.misses.filter((id) => id.startsWith('other:'))).toEqual([]);
});

function hostNames(): { triple: string; arch: string } {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return { triple: `${arch}-unknown-linux-gnu`, arch };
}

async function rpmProgram() {
  const root = await debianPackages(
    ...[
      'rpm',
      'rpm-common',
      'librpm9',
      'librpmio9',
      'librpmbuild9',
      'librpmsign9',
      'libpopt0',
      'liblua5.3-0',
    ],
  );
  const env = { LD_LIBRARY_PATH: libraryPath(root), RPM_CONFIGDIR: join(root, 'usr/lib/rpm'), LC_ALL: 'C' };
  return (program: string, args: readonly string[]) =>
    execa(join(root, 'usr/bin', program), ['--dbpath', join(root, 'db'), ...args], {
      env,
      all: true,
      reject: false,
    });
}
