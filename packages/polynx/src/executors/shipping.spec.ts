/**
 * What executors refuse to ship: fields that would become other fields, and what lies behind a link out of
 * the workspace.
 */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ExecutorContext } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { repository } from '../../../../tools/paths.js';
import { readDocument } from '../adapters/shipped-file.js';
import type { PackageJob, ReleaseJob } from '../model/shipping-jobs.js';
import { unlockedKey } from '../testing/minisign-key.js';
import { planPack } from '../toolchains/node/pack/plan.js';
import packagePlatform from './package.js';
import release from './release.js';
import { checkFields } from './shipped-fields.js';
import signRelease from './sign.js';
import universal from './universal.js';

let folder = '';
let root = '';
let said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polynx-shipping-'));
  root = join(folder, 'w');
  said = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  write('secret', 'SECRET');
  write('w/app', 'program');
  write('w/README.md', 'readme');
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A link to the secret. */
function lead(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  rmSync(join(root, path), { force: true });
  symlinkSync(join(folder, 'secret'), join(root, path));
}

const context = () => ({ root }) as ExecutorContext;
const SHIPPED = {
  name: 'app',
  version: '1.0.0',
  license: 'MIT',
  homepage: 'https://example.com',
  description: 'An app',
};

function job(kind: string, more: object = {}): PackageJob {
  return {
    revision: 1,
    shipped: SHIPPED,
    platform: 'linux-x64',
    binaries: ['app'],
    documents: ['README.md'],
    maintainer: 'A <a@example.com>',
    depends: ['libc6'],
    npm: { name: '@acme/app', platform: 'linux-x64' },
    makes: [{ kind, path: `dist/app.${kind === 'archive' ? 'tar.gz' : kind}` }],
    ...more,
  } as PackageJob;
}

const releaseJob = (more: object = {}): ReleaseJob => ({
  revision: 1,
  shipped: SHIPPED,
  files: [],
  makes: [],
  sums: 'dist/SHA256SUMS',
  list: 'dist/release.json',
  programs: ['app'],
  documents: ['README.md'],
  ...more,
});

const EVIL = 'a\nPre-Depends: evil';

describe('a control character', () => {
  it.each([
    ['name', { shipped: { ...SHIPPED, name: EVIL } }],
    ['version', { shipped: { ...SHIPPED, version: EVIL } }],
    ['license', { shipped: { ...SHIPPED, license: EVIL } }],
    ['homepage', { shipped: { ...SHIPPED, homepage: EVIL } }],
    ['description', { shipped: { ...SHIPPED, description: 'a\rb' } }],
    ['maintainer', { maintainer: EVIL }],
    ['depends', { depends: ['libc6', EVIL] }],
    ['scope', { npm: { name: `@${EVIL}/app`, platform: 'linux-x64' } }],
    ['baseUrl', { baseUrl: EVIL }],
    ['include', { binaries: [EVIL] }],
    ['include', { documents: [EVIL] }],
    ['include', { programs: [EVIL] }],
  ])('in %s is refused by that name', (field, more) => {
    expect(() => checkFields(job('deb', more))).toThrow(
      new RegExp(`^${field} has the control character U\\+000[AD]`),
    );
  });

  it.each(['deb', 'rpm', 'npm', 'archive'])(
    'fails the task that makes %s before it writes anything',
    async (kind) => {
      const ended = await packagePlatform(job(kind, { maintainer: EVIL }), context());
      expect(ended).toEqual({ success: false });
      expect(said.join()).toContain('maintainer has the control character U+000A: "a\\nPre-Depends: evil"');
      expect(existsSync(join(root, 'dist'))).toBe(false);
    },
  );

  it.each(['sbom', 'shell', 'npm'])('fails the task that makes %s of a release', async (kind) => {
    const makes = [{ kind, path: 'dist/x' }] as ReleaseJob['makes'];
    const ended = await release(releaseJob({ makes, shipped: { ...SHIPPED, homepage: EVIL } }), context());
    expect(ended).toEqual({ success: false });
    expect(said.join()).toContain('homepage has the control character U+000A');
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });
});

describe('a link that leaves the workspace', () => {
  const refused = () =>
    expect(said.join()).toMatch(/is, or lies behind, a symbolic link that leaves the workspace/);

  it.each(['deb', 'npm', 'archive'])('is no document and no program of %s', async (kind) => {
    for (const path of ['README.md', 'app']) {
      lead(path);
      expect(await packagePlatform(job(kind), context())).toEqual({ success: false });
      refused();
      expect(existsSync(join(root, 'dist'))).toBe(false);
      said = [];
      rmSync(join(root, path));
      write(`w/${path}`, path);
    }
  });

  it('is no document of the npm package of a release, and none of its files', async () => {
    lead('README.md');
    const npm = { name: '@acme/app', platforms: [] };
    const makes = [{ kind: 'npm', path: 'dist/app.tgz' }] as unknown as ReleaseJob['makes'];
    expect(await release(releaseJob({ npm, makes }), context())).toEqual({ success: false });
    refused();
    said = [];
    lead('dist/app.tar.gz');
    const files = [{ kind: 'archive', path: 'dist/app.tar.gz' }] as unknown as ReleaseJob['files'];
    expect(await release(releaseJob({ files }), context())).toEqual({ success: false });
    refused();
  });

  it('is no half of a universal program', async () => {
    lead('target/arm/app');
    const ended = await universal(
      { joins: [{ from: ['target/arm/app', 'app'], to: 'dist/app' }] },
      context(),
    );
    expect(ended).toEqual({ success: false });
    refused();
    expect(existsSync(join(root, 'dist/app'))).toBe(false);
  });

  it('is not signed, and neither is what another folder holds', async () => {
    vi.stubEnv('POLYNX_SIGN_KEY', unlockedKey().text);
    lead('dist/app.deb');
    write('w/dist/SHA256SUMS', `${'0'.repeat(64)}  app.deb\n`);
    expect(await signRelease({ folder: 'dist' }, context())).toEqual({ success: false });
    refused();
    write('w/dist/SHA256SUMS', `${'0'.repeat(64)}  ../../secret\n`);
    expect(await signRelease({ folder: 'dist' }, context())).toEqual({ success: false });
    expect(said.at(-1)).toContain('"../../secret" cannot be the name of a file');
    vi.unstubAllEnvs();
    expect(readdirSync(folder).sort()).toEqual(['secret', 'w']);
  });

  it.each(['LICENSE', 'packages/a/package.json', 'packages/a/a.js'])(
    'is no file of a tarball of Node in the place of %s',
    (path) => {
      write('w/packages/a/package.json', '{"name":"a","version":"1.0.0","main":"a.js"}');
      write('w/packages/a/a.js', '');
      lead(path);
      const options = { output: 'dist/a.tgz', workspace: '.', local: {} };
      const [step] = planPack(options as never, { projectRoot: 'packages/a', extra: [] } as never).steps;
      const listed = [{ files: ['package.json', 'a.js'].map((name) => ({ path: name, mode: 0o644 })) }];
      const read = (file: string) => readDocument(root, file);
      expect(() => step?.makes?.([JSON.stringify(listed)], read)).toThrow(
        `${path} is, or lies behind, a symbolic link that leaves the workspace`,
      );
    },
  );

  it('is a link in an image, too: what is behind it stays where it is', () => {
    write('store/package/bin/app', 'program');
    symlinkSync(join(folder, 'secret'), join(folder, 'store/package/bin/linked'));
    symlinkSync(folder, join(folder, 'store/package/linked-folder'));
    const graph = join(folder, 'graph');
    writeFileSync(graph, `${join(folder, 'store/package')}\n\n0\n`);
    const image = { graph, tag: 'x', maxLayers: 10, architecture: 'amd64', config: {}, folders: {} };
    writeFileSync(join(folder, 'image.json'), JSON.stringify(image));
    const out = join(folder, 'image');
    execFileSync('node', [join(repository, 'nix/programs/layers.mjs'), join(folder, 'image.json'), out]);
    const blobs = readdirSync(join(out, 'blobs/sha256')).map((name) =>
      readFileSync(join(out, 'blobs/sha256', name)),
    );
    const layers = blobs.flatMap((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes).toString('latin1') : []));
    expect(layers.join()).toContain('bin/linked');
    expect(layers.join()).toContain('program');
    expect(layers.join()).not.toContain('SECRET');
  });
});
