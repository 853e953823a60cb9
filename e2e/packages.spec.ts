/** Programs become what people install: each file cached, the same bytes every time, and accepted by the tools that people have. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, it } from 'vitest';
import { goWorkspace } from './support/go.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

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
function wrongIn(bill: string): Promise<unknown> {
  return new Validation.JsonStrictValidator(Spec.Version.v1dot6)
    .validate(bill)
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
});
