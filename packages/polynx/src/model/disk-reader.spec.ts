import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskReader } from './disk-reader.js';
import { diskNames } from './tree.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'polynx-reader-')));
const root = join(folder, 'w');
const server = createServer();

beforeAll(async () => {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write('outside/secret', 'secret');
  write('w/a/plain', 'plain');
  write('w/huge', '');
  truncateSync(join(root, 'huge'), 20_000_001);
  write('w/large', '');
  truncateSync(join(root, 'large'), 20_000_000);
  for (const [at, to] of [
    ['link', 'a/plain'],
    ['out', '../outside/secret'],
    ['absolute', join(folder, 'outside/secret')],
    ['through', 'out'],
    ['linked', 'a'],
    ['elsewhere', '../outside'],
    ['loop', 'loop'],
    ['dangling', 'missing'],
    ['zero', '/dev/zero'],
    ['to-pipe', 'pipe'],
  ] as const)
    symlinkSync(to, join(root, at));
  execaSync('mkfifo', [join(root, 'pipe')]);
  await new Promise<void>((done) => server.listen(join(root, 'socket'), done));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('a file of the workspace', () => {
  it.each([
    ['a/plain', 'plain'],
    ['link', 'plain'],
    ['linked/plain', 'plain'],
    ['missing', undefined],
    ['a', undefined],
    ['a/plain/below', undefined],
    ['loop', undefined],
    ['dangling', undefined],
    ['elsewhere/missing', undefined],
    ['../outside/secret', undefined],
  ])('%s is read as %s', (file, text) => {
    expect(diskReader(root).read(file)).toBe(text);
  });

  it.each([
    ['out', 'leads out of the workspace'],
    ['absolute', 'leads out of the workspace'],
    ['through', 'leads out of the workspace'],
    ['elsewhere/secret', 'leads out of the workspace'],
    ['zero', 'leads out of the workspace'],
    ['pipe', 'is not a regular file'],
    ['to-pipe', 'is not a regular file'],
    ['socket', 'is not a regular file'],
    ['huge', 'has 21 MB, more than the 20 MB that are read\n  If that is meant, raise maxFileSize'],
  ])('%s is refused: it %s', (file, problem) => {
    expect(() => diskReader(root).read(file)).toThrow(`${file}: ${problem}`);
  });

  it('may be as large as the option says', () => {
    expect(diskReader(root).read('large')).toHaveLength(20_000_000);
    expect(diskReader(root, 21).read('huge')).toHaveLength(20_000_001);
  });

  it('names nothing that lies behind a link out of the workspace', () => {
    const names = diskNames(root, diskReader(root));
    expect([names('linked'), names('elsewhere'), names('..')]).toEqual([['plain'], [], []]);
  });
});
