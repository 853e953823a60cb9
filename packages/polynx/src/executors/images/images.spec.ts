/** What is in an image, what is refused, and who gets which credentials. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf } from '../../formats/entry.js';
import { blobPath, ociLayout } from '../../formats/oci.js';
import { readBase } from './base.js';
import { configOf, labelsOf } from './config.js';
import { extraFiles } from './extra-files.js';
import { packedLayer, SYSTEM_FILES } from './layers.js';
import { readLayout } from './layout.js';
import { checkProgram } from './program.js';
import { limitsOf } from './push.js';
import { dockerConfig, loginFor, placesOf, remoteOf, withLogin } from './registries.js';
import { writeLayout } from './write-layout.js';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-images-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const AMD = { architecture: 'amd64', os: 'linux' };
const layoutOf = (text: string, sbom?: string) =>
  ociLayout({
    images: [
      {
        platform: AMD,
        config: { User: '1:1', Env: ['A=b'] },
        layers: [
          packedLayer([{ path: 'usr/bin/x', bytes: bytesOf(text), isExecutable: true }], 'program', 0),
        ],
      },
    ],
    created: '1970-01-01T00:00:00Z',
    annotations: {},
    name: '1.0',
    ...(sbom === undefined ? {} : { sbom: bytesOf(sbom) }),
  });

describe('a layout', () => {
  it('has the same digest for the same content, and every blob is what its name says', () => {
    expect(layoutOf('a').digest).toBe(layoutOf('a').digest);
    expect(layoutOf('a').digest).not.toBe(layoutOf('b').digest);
    // Another digest is another image for everybody: raise REVISION in pipes/images.ts.
    expect(layoutOf('a').digest).toMatchInlineSnapshot(
      `"sha256:79a17e690a654e23587df6fa52d7032d73c3e3ea2e56a118f62671b4543015a0"`,
    );
  });

  it('is read again: the image, and the bill of materials that refers to it', () => {
    const { digest, files } = layoutOf('a', '{}');
    writeLayout(root, 'dist/oci', files);
    const { image, sbom } = readLayout(root, 'dist/oci');
    expect(image).toEqual({ digest, name: '1.0' });
    const artifact = readFileSync(join(root, 'dist/oci', blobPath(sbom?.digest ?? '')), 'utf8');
    expect(JSON.parse(artifact)).toMatchObject({
      artifactType: 'application/vnd.cyclonedx+json',
      subject: { digest },
    });
    expect(() => readLayout(root, 'dist/none')).toThrow('holds no image');
  });

  it('the system is a few files, among them a place for temporary ones', () => {
    const text = gunzipSync(packedLayer(SYSTEM_FILES, 'system', 0).blob).toString('latin1');
    expect(text).toContain('nonroot:x:65532:65532');
    expect(text).toMatch(/tmp\/\0+0001777/);
    expect(text).not.toContain('bin/sh');
  });
});

describe('a base', () => {
  it('gives its layers for the platform, each compared with its digest', () => {
    const { files } = layoutOf('a');
    writeLayout(root, 'base', files);
    expect(readBase(root, 'base', AMD)).toMatchObject({
      layers: [{ comment: 'base' }],
      config: { Env: ['A=b'] },
    });
    expect(() => readBase(root, 'base', { ...AMD, architecture: 'arm64' })).toThrow(
      'base has no image for linux/arm64',
    );
    for (const path of files.keys()) if (path.startsWith('blobs')) write(`base/${path}`, '{}');
    expect(() => readBase(root, 'base', AMD)).toThrow('has another digest');
  });

  it.each([
    ['registry.example.com/cc:1', 'neither a folder of the workspace nor an image with its digest'],
    ['../elsewhere', 'neither a folder of the workspace'],
    ['nothing', 'nothing is no OCI layout: there is no index.json'],
  ])('%s is none, and it is said what is', (base, why) => {
    expect(() => readBase(root, base, AMD)).toThrow(why);
  });

  it('an index that names a path as a digest, or no JSON, is refused', () => {
    const digest = '../../../../etc/passwd';
    write('b/index.json', JSON.stringify({ manifests: [{ mediaType: 'x', digest, size: 1 }] }));
    expect(() => readBase(root, 'b', AMD)).toThrow('is no SHA-256 digest');
    write('b/index.json', '{');
    expect(() => readBase(root, 'b', AMD)).toThrow('cannot be read');
  });
});

describe('a program', () => {
  /** The head of an ELF file of 64 bits with one segment. */
  const elf = (machine: number, segment: number) => {
    const bytes = new Uint8Array(256);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
    view.setUint16(18, machine, true);
    view.setBigUint64(32, 64n, true);
    view.setUint16(54, 56, true);
    view.setUint16(56, 1, true);
    view.setUint32(64, segment, true);
    view.setBigUint64(72, 200n, true);
    view.setBigUint64(96, 12n, true);
    bytes.set(bytesOf('/lib/ld.so.2'), 200);
    return bytes;
  };
  const check = (bytes: Uint8Array, hasBase = false) =>
    checkProgram({ path: 'dist/api', bytes, platform: 'linux-x64', hasBase });

  it('that is static goes into an image without a system, a dynamic one needs a base', () => {
    expect(() => check(elf(62, 1))).not.toThrow();
    expect(() => check(elf(62, 3))).toThrow('dynamically linked: it starts by /lib/ld.so.2');
    expect(() => check(elf(62, 3))).toThrow('for Go "go": { "cgo": false }');
    expect(() => check(elf(62, 3))).toThrow('"images": { "base": ');
    expect(() => check(elf(62, 3), true)).not.toThrow();
  });

  it('for another processor, or for another system, is refused', () => {
    expect(() => check(elf(183, 1))).toThrow('is made for arm64, and the image for linux-x64');
    expect(() => check(bytesOf('MZ'))).toThrow('is not a program for Linux');
  });

  it('whose head points anywhere is no surprise', () => {
    const lost = elf(62, 3);
    new DataView(lost.buffer).setBigUint64(96, 1n << 60n, true);
    expect(() => check(lost)).toThrow('it starts by a loader');
    const far = elf(62, 3);
    new DataView(far.buffer).setBigUint64(32, 1n << 62n, true);
    expect(() => check(far)).not.toThrow();
  });
});

describe('more files', () => {
  it('a folder is what is in it, by the same names', () => {
    write('web/dist/a/b.js', '1');
    write('web/dist/c.js', '2');
    const paths = extraFiles(root, [{ to: 'srv', from: 'web/dist' }]).map(({ path }) => path);
    expect(paths.sort()).toEqual(['srv/a/b.js', 'srv/c.js']);
  });

  it('are programs where programs lie, whatever the disk says of them', () => {
    write('run.sh', '#!/bin/sh\n');
    const at = (to: string) => extraFiles(root, [{ to, from: 'run.sh' }])[0]?.isExecutable;
    expect([at('usr/local/bin/run'), at('sbin/run'), at('srv/run'), at('cabin/run')]).toEqual([
      true,
      true,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['../x', 'README.md', 'is no path of a file in an image'],
    ['x', '../secret', 'is outside the workspace'],
    ['x', 'nothing', 'nothing is not there'],
    ['x', 'link', 'a symbolic link that leaves the workspace'],
    ['x', 'links', 'a symbolic link that leaves the workspace'],
  ])('%s from %s is refused', (to, from, why) => {
    write('README.md', '');
    mkdirSync(join(root, 'links'));
    symlinkSync('/etc/passwd', join(root, 'link'));
    symlinkSync('/etc/passwd', join(root, 'links/passwd'));
    expect(() => extraFiles(root, [{ to, from }])).toThrow(why);
  });
});

it('labels come from the manifest, the commit only from a stamp, and no value is a line of its own', () => {
  const shipped = { name: 'api', version: '1.0.0', homepage: 'https://t:pw@github.com/acme/api' };
  const stamp = { GIT_HASH: 'abc', GIT_BRANCH: 'main', GIT_DIRTY: 'true', BUILD_TIME: 'unknown' };
  expect(labelsOf({ shipped }, undefined)).toEqual({
    'org.opencontainers.image.source': 'https://github.com/acme/api',
    'org.opencontainers.image.title': 'api',
    'org.opencontainers.image.url': 'https://github.com/acme/api',
    'org.opencontainers.image.version': '1.0.0',
  });
  expect(labelsOf({ shipped }, stamp)['org.opencontainers.image.revision']).toBe('abc-dirty');
  expect(() => labelsOf({ shipped, labels: { a: 'b\nc' } }, undefined)).toThrow('control character');
});

it('what runs is the program, not as root, with the variables of the base below its own', () => {
  const job = { revision: 1, shipped: { name: 'a', version: '1' }, programs: [], output: 'o' };
  const config = configOf(
    { ...job, env: { A: '2' }, ports: ['80'] },
    'usr/bin/a',
    {},
    { Env: ['PATH=/x', 'A=1'] },
  );
  expect(config).toMatchObject({
    User: '65532:65532',
    Entrypoint: ['/usr/bin/a'],
    Env: ['PATH=/x', 'A=2'],
    ExposedPorts: { '80/tcp': {} },
  });
});

describe('the environment', () => {
  const own = {
    DOCKER_REGISTRY_URL: 'https://r.example/team',
    DOCKER_REGISTRY_USERNAME: 'ann',
    DOCKER_REGISTRY_PASSWORD: 'pw',
  };

  it('DOCKER_REGISTRY_URL says where images go, over the options', () => {
    expect(placesOf({ registry: 'other.example' }, own).first).toMatchObject({
      host: 'r.example',
      prefix: 'team',
    });
    expect(placesOf({ registry: 'other.example' }, {}).first.host).toBe('other.example');
    expect(() => placesOf({}, {})).toThrow('Set DOCKER_REGISTRY_URL');
    expect(() => placesOf({}, { DOCKER_REGISTRY_URL: 'https://a:b@r.example' })).toThrow(
      /^DOCKER_REGISTRY_URL has credentials in it/,
    );
  });

  it('DOCKER_REGISTRY_USERNAME goes to that registry and to no other', () => {
    const places = placesOf({ fallback: 'other.example' }, own);
    expect(loginFor(places.first, places, own)?.username).toBe('ann');
    expect(places.second && loginFor(places.second, places, own)).toBeUndefined();
    const { DOCKER_REGISTRY_URL: _, ...without } = own;
    expect(() => loginFor(places.first, {}, without)).toThrow(
      'a password does not go where only a file of the repository says',
    );
  });

  it('DOCKER_REGISTRY_PASSWORD is in a file that only this user reads, while it is needed', async () => {
    expect(() =>
      loginFor(placesOf({}, own).first, placesOf({}, own), { ...own, DOCKER_REGISTRY_PASSWORD: '' }),
    ).toThrow('DOCKER_REGISTRY_PASSWORD is not set');
    const file = await withLogin('r.example', { username: 'ann', password: 'pw' }, {}, async (path = '') => {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
        auths: { 'r.example': { auth: 'YW5uOnB3' } },
      });
      return path;
    });
    expect(existsSync(file)).toBe(false);
  });

  it('without them the files of docker and podman count', () => {
    write('docker/config.json', '{}');
    const folder = join(root, 'docker');
    expect(dockerConfig({ DOCKER_CONFIG: folder })).toBe(join(folder, 'config.json'));
    expect(dockerConfig({ DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: 'x' })).toBeUndefined();
    expect(dockerConfig({})).toBeUndefined();
  });

  it('limits are numbers', () => {
    expect(limitsOf({ POLYNX_PUSH_TIMEOUT: '60', POLYNX_PUSH_RETRIES: '0' })).toMatchObject({
      timeout: 60_000,
      retries: 0,
    });
    expect(() => limitsOf({ POLYNX_PUSH_LIMIT: 'many' })).toThrow(
      'POLYNX_PUSH_LIMIT is "many", which is no number',
    );
  });

  it('a repository that no registry takes is refused before anything is sent', () => {
    const { first } = placesOf({}, own);
    expect(remoteOf(first, 'api', undefined).repository).toBe('team/api');
    expect(() => remoteOf(first, '../api', undefined)).toThrow('cannot be the name of a repository');
  });
});
