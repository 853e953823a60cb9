import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unlockedKey } from '../testing/minisign-key.js';
import { cyclonedx } from './cyclonedx.js';
import { deflate, gzip } from './deflate.js';
import { bytesOf } from './entry.js';
import { powershellInstaller, shellInstaller } from './installers.js';
import { checkSignature, readPublicKey, readSecretKey, signatureOf } from './minisign.js';
import { parseSums, sumsText } from './sums.js';
import { tar } from './tar.js';

const SHIPPED = { name: 'tool', version: '1.0.0' };

describe('compression', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * index) % 251);

  it('is what zlib unpacks, and has these very bytes on every machine', () => {
    expect(inflateRawSync(deflate(bytes)).equals(bytes)).toBe(true);
    expect(gunzipSync(gzip(bytes)).equals(bytes)).toBe(true);
    expect(crc32(gzip(bytes))).toMatchInlineSnapshot(`2645997746`);
  });
});

describe('tar', () => {
  const text = (files: Parameters<typeof tar>[0]) => Buffer.from(tar(files, { time: 0 })).toString('latin1');

  it('has the same bytes in whichever order the files come', () => {
    const [a, b] = ['a', 'b'].map((path) => ({ path, bytes: bytesOf(path) })) as [never, never];
    expect(text([a, b])).toBe(text([b, a]));
  });

  it('puts a long path into two fields, and refuses a name that fits nowhere', () => {
    const path = `${'folder/'.repeat(15)}file`;
    expect(text([{ path, bytes: bytesOf('') }])).toContain('folder');
    expect(() => text([{ path: 'x'.repeat(101), bytes: bytesOf('') }])).toThrow('more than 100 bytes');
  });
});

it('checksums are read as they are written', () => {
  const sums = [{ file: 'b c', sha256: '0'.repeat(64) }];
  expect(parseSums(sumsText(sums))).toEqual(sums);
  expect(parseSums('nonsense\n')).toEqual([]);
});

describe('a bill of materials', () => {
  const one = { ref: 'pkg:cargo/a@1', name: 'a', version: '1' };
  const other = { ref: 'pkg:cargo/b@1', name: 'b', version: '1' };
  const sbom = (...components: readonly (typeof one)[]) =>
    cyclonedx(SHIPPED, { components, shared: [] }, undefined);

  it('is the same text for the same content, with another serial number for another', () => {
    expect(sbom(one, other)).toBe(sbom(other, one));
    const serial = (text: string) => (JSON.parse(text) as { serialNumber: string }).serialNumber;
    expect(serial(sbom(one))).not.toBe(serial(sbom(other)));
    expect(sbom(one)).not.toContain('timestamp');
  });
});

describe('signatures', () => {
  const { text, publicKey } = unlockedKey();
  const bytes = bytesOf('content');
  const signature = signatureOf(bytes, 'file:x', readSecretKey(text, undefined));

  it('hold for the file and its comment, and for nothing else', () => {
    expect(checkSignature(bytes, signature, readPublicKey(publicKey))).toBe('file:x');
    const check = (content: Uint8Array, by: string, key = publicKey) =>
      checkSignature(content, by, readPublicKey(key));
    expect(() => check(bytesOf('other'), signature)).toThrow('does not hold');
    expect(() => check(bytes, signature.replace('file:x', 'file:y'))).toThrow('does not hold');
    expect(() => check(bytes, signature, unlockedKey('other').publicKey)).toThrow('another key');
    expect(() => check(bytes, 'nonsense')).toThrow('no signature');
  });

  it('a key that is none is refused without a word of its text', () => {
    expect(() => readSecretKey('c2VjcmV0', undefined)).toThrow(
      /^The signing key is no secret key of minisign/,
    );
    expect(() => readSecretKey(publicKey, undefined)).toThrow(/^The signing key is no secret key/);
    expect(() => readPublicKey(text)).toThrow('no public key');
  });
});

describe('the shell installer', () => {
  const installer = (...platforms: readonly string[]) =>
    shellInstaller({
      shipped: SHIPPED,
      programs: ['tool'],
      archives: platforms.map((platform) => ({ file: `${platform}.tar.gz`, platform, sha256: platform })),
    });
  const choices = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/^ {4}([\w-]+)\) file='([^']+)\.tar\.gz'/gm)].map(([, on, file]) => [on, file]),
    );

  it.each([
    [['linux-x64'], { 'linux-x64': 'linux-x64', 'linux-musl-x64': 'linux-x64' }],
    [['linux-x64-musl'], { 'linux-x64': 'linux-x64-musl', 'linux-musl-x64': 'linux-x64-musl' }],
    [['linux-x64', 'linux-x64-musl'], { 'linux-x64': 'linux-x64', 'linux-musl-x64': 'linux-x64-musl' }],
    [['darwin-universal'], { 'darwin-x64': 'darwin-universal', 'darwin-arm64': 'darwin-universal' }],
    [['darwin-x64'], { 'darwin-x64': 'darwin-x64', 'darwin-arm64': 'darwin-x64' }],
    [['darwin-arm64'], { 'darwin-arm64': 'darwin-arm64' }],
    [['windows-x64', 'wasi'], {}],
  ])('of %j', (platforms, expected) => {
    expect(choices(installer(...platforms))).toEqual(expected);
  });
});

describe.each([
  ['shell', shellInstaller, `programs='the tool'\\''s'`],
  ['PowerShell', powershellInstaller, `$programs = @('the tool''s.exe')`],
])('the %s installer', (_, installer, programs) => {
  it('has the values of the release in place of the example, quoted', () => {
    const text = installer({
      shipped: { name: 'demo', version: '2.0.0' },
      programs: ["the tool's"],
      archives: ['linux-x64', 'windows-x64'].map((platform) => ({
        file: `demo-$&-${platform}`,
        platform,
        sha256: 'abc',
      })),
      baseUrl: 'https://here.example',
    });
    expect(text.split('\n')).toContain(programs);
    expect(text).toMatch(/'demo-\$&-(linux|windows)-x64'/);
    expect(text).toContain("'https://here.example'");
    expect(text).not.toMatch(/downloads\.example|<\/?release>|1\.0\.0/);
  });
});
