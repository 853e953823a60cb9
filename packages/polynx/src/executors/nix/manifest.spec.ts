import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { type Manifest, writeManifest } from './manifest.js';

const root = mkdtempSync(join(tmpdir(), 'polynx-manifest-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const places = { manifest: 'dist/app/nix-manifest.json', files: 'dist/app/nix' };
const attribute = { set: 'packages', system: 'x86_64-linux', name: 'app' } as const;

function write(result: string, references: readonly string[] = []): void {
  const out = join(root, result);
  const info = { path: out, narHash: 'sha256-', narSize: 1, closureSize: 1, references };
  writeManifest(
    { root, version: [2, 26] },
    places,
    attribute,
    { drvPath: `${out}.drv`, outputs: { out } },
    info,
  );
}

const drvOf = () =>
  (JSON.parse(readFileSync(join(root, places.manifest), 'utf8')) as { drvPath: string }).drvPath;
const inDist = () => readdirSync(join(root, 'dist/app'), { recursive: true, encoding: 'utf8' }).sort();

it('puts files and manifest in place together, or leaves what an earlier build left', async () => {
  mkdirSync(join(root, 'first/bin'), { recursive: true });
  writeFileSync(join(root, 'first/bin/app'), '1', { mode: 0o555 });
  write('first');
  expect(inDist()).toEqual(['nix', 'nix-manifest.json', 'nix/bin', 'nix/bin/app']);
  expect(statSync(join(root, places.files, 'bin/app')).mode & 0o777).toBe(0o755);

  // Copied after bin, and no copy of it can be made.
  mkdirSync(join(root, 'broken/bin'), { recursive: true });
  writeFileSync(join(root, 'broken/bin/app'), '2');
  await execa('mkfifo', [join(root, 'broken/fifo')]);
  expect(() => write('broken')).toThrow();
  expect(drvOf()).toBe(join(root, 'first.drv'));
  expect(readFileSync(join(root, places.files, 'bin/app'), 'utf8')).toBe('1');

  write('first', ['/nix/store/other']);
  expect(inDist()).toEqual(['nix-manifest.json']);

  writeFileSync(join(root, 'single'), '3');
  write('first');
  write('single');
  expect(readFileSync(join(root, places.files), 'utf8')).toBe('3');
});

it('says which commit built it, and keeps that while the derivation is the same', async () => {
  const built = () => (JSON.parse(readFileSync(join(root, places.manifest), 'utf8')) as Manifest).built;
  mkdirSync(join(root, '.git/refs/heads'), { recursive: true });
  writeFileSync(join(root, '.git/HEAD'), 'ref: refs/heads/main\n');
  const commit = (letter: string) =>
    writeFileSync(join(root, '.git/refs/heads/main'), `${letter.repeat(40)}\n`);
  for (const name of ['one', 'two']) writeFileSync(join(root, name), name);
  commit('a');
  write('one');
  expect(built()).toEqual({
    commit: 'a'.repeat(40),
    branch: 'main',
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const first = built();
  commit('b');
  write('one');
  expect(built()).toEqual(first);
  write('two');
  expect(built()).toMatchObject({ commit: 'b'.repeat(40) });
});
