import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSecretKey, signatureOf } from '../formats/minisign.js';
import { sha256, sumsText } from '../formats/sums.js';
import { ExpectedError } from '../model/errors.js';
import { verifyRelease } from './verify-release.js';

const folder = mkdtempSync(join(tmpdir(), 'polynx-verify-'));
const good = join(folder, 'good');
const at = (name: string) => join(folder, 'release', name);
const FILES = ['a.tar.gz', 'b.deb', 'release.json'];

/** https://jedisct1.github.io/minisign/ */
function keyPair(id: string): { secret: string; open: string } {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const [name, point] = [Buffer.from(id), Buffer.from(x, 'base64url')];
  const boxed = Buffer.concat([name, Buffer.from(d, 'base64url'), point, Buffer.alloc(32)]);
  const key = Buffer.concat([Buffer.from('Ed\0\0B2'), Buffer.alloc(48), boxed]).toString('base64');
  const open = Buffer.concat([Buffer.from('Ed'), name, point]).toString('base64');
  return { secret: `untrusted comment: x\n${key}\n`, open: `untrusted comment: x\n${open}\n` };
}

const { secret, open } = keyPair('keynumb1');
const sums = sumsText(FILES.map((file) => ({ file, sha256: sha256(Buffer.from(file)) })));

mkdirSync(good);
for (const file of FILES) writeFileSync(join(good, file), file);
writeFileSync(join(good, 'SHA256SUMS'), sums);
const key = readSecretKey(secret, undefined);
for (const file of ['SHA256SUMS', 'release.json'])
  writeFileSync(
    join(good, `${file}.minisig`),
    signatureOf(Buffer.from(file === 'SHA256SUMS' ? sums : file), 'by a test', key),
  );

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
  rmSync(join(folder, 'release'), { recursive: true, force: true });
  cpSync(good, join(folder, 'release'), { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true }));

function failure(name: string, withKey: string | undefined = undefined): string {
  try {
    verifyRelease(join(folder, name), withKey);
    return 'nothing';
  } catch (error) {
    // NB anything else would be shown with its stack.
    if (error instanceof ExpectedError) return error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
}

const list = (text: string) => writeFileSync(at('SHA256SUMS'), text);
const ZEROS = '0'.repeat(64);

describe('a release', () => {
  it('is what was published', () => {
    expect([failure('release'), failure('release', open), failure('release', open.split('\n')[1])]).toEqual([
      'nothing',
      'nothing',
      'nothing',
    ]);
  });

  it.each<[string, () => void, string | RegExp]>([
    ['a changed file', () => writeFileSync(at('b.deb'), 'evil'), /^release\/b\.deb has the SHA-256 \w+, and/],
    ['a missing file', () => rmSync(at('b.deb')), 'release/b.deb is missing'],
    ['a file more', () => writeFileSync(at('evil.sh'), ''), '"release/evil.sh" is not in SHA256SUMS'],
    ['a folder more', () => mkdirSync(at('sub')), '"release/sub" is not in SHA256SUMS'],
    [
      'a folder in its place',
      () => {
        rmSync(at('b.deb'));
        mkdirSync(at('b.deb'));
      },
      'release/b.deb is not a regular file',
    ],
    [
      'a device behind a link',
      () => {
        rmSync(at('b.deb'));
        symlinkSync('/dev/zero', at('b.deb'));
      },
      'release/b.deb is not a regular file',
    ],
    [
      'a pipe in its place',
      () => {
        rmSync(at('b.deb'));
        execaSync('mkfifo', [at('b.deb')]);
      },
      'release/b.deb is not a regular file',
    ],
    [
      'a name outside',
      () => list(`${sums}${ZEROS}  ../../etc/passwd\n`),
      '../../etc/passwd is no name of a file',
    ],
    ['the folder above', () => list(`${sums}${ZEROS}  ..\n`), '.. is no name of a file'],
    ['the folder itself', () => list(`${sums}${ZEROS}  .\n`), '. is no name of a file'],
    ['a backslash', () => list(`${sums}${ZEROS}  ..\\x\n`), '..\\x is no name of a file'],
    [
      'a line of junk',
      () => list(`${sums}JUNK\n`),
      'release/SHA256SUMS:4: is no line of a digest and a name',
    ],
    ['carriage returns', () => list(sums.replaceAll('\n', '\r\n')), /SHA256SUMS:1: is no line/],
    ['an escape in a name', () => list(`${sums}${ZEROS}  \x1b[2Jx\n`), /SHA256SUMS:4: is no line/],
    ['an empty list', () => list(''), /release\/SHA256SUMS lists no file/],
    ['no list', () => rmSync(at('SHA256SUMS')), 'release/SHA256SUMS does not exist.'],
    [
      'a list behind a link',
      () => {
        rmSync(at('SHA256SUMS'));
        symlinkSync('/dev/zero', at('SHA256SUMS'));
      },
      'release/SHA256SUMS is not a regular file.',
    ],
    ['a huge list', () => truncateSync(at('SHA256SUMS'), 30_000_000), /has 30000000 bytes: that is no list/],
  ])('with %s is none, and says why', (_, spoil, message) => {
    spoil();
    expect(failure('release')).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  it.each<[string, () => string | undefined, string | RegExp]>([
    ['by another key', () => keyPair('keynumb2').open, /was signed with another key/],
    ['by no key', () => '', /./],
    ['by a secret key', () => secret, /./],
    ['by a folder', () => folder, / is a folder, and no public key/],
    ['by junk', () => 'x'.repeat(100_000), /./],
    [
      'not at all',
      () => {
        rmSync(at('SHA256SUMS.minisig'));
        return open;
      },
      /SHA256SUMS\.minisig does not exist/,
    ],
    [
      'over another file',
      () => {
        cpSync(at('release.json.minisig'), at('SHA256SUMS.minisig'));
        return open;
      },
      /does not hold/,
    ],
    [
      'in half',
      () => {
        truncateSync(at('SHA256SUMS.minisig'), 100);
        return open;
      },
      /is no signature of minisign/,
    ],
  ])('that is signed %s is none, and says why', (_, spoil, message) => {
    expect(failure('release', spoil())).toMatch(message);
  });

  it.each(['nowhere', 'release/SHA256SUMS'])('is not in %s', (place) => {
    expect(failure(place)).toMatch(/does not exist/);
  });
});
