/** What Nx itself makes of our globs: hashed, kept, restored and compared they have to mean the one path. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  connectToNxDb,
  expandFilesInput,
  getFilesForOutputsBatch,
  matchOutputPaths,
  NxCache,
  validateOutputs,
  WorkspaceContext,
} from 'nx/src/native/index.js';
import { getOutputsForTargetAndConfiguration } from 'nx/src/tasks-runner/utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everythingIn, except, only } from '../model/globs.js';
import { outputGlob } from '../model/outputs.js';

const NAMES = [
  '[id]',
  '[a-c]',
  '[!a]',
  '(wip)',
  '(a|b)',
  '{a,b}',
  '{projectRoot}',
  '{env}',
  '*',
  'a?b',
  '!svc',
  '@x',
  '+x',
  '(x',
  '}',
  'x]',
  '#x',
];
const DECOYS = ['a', 'b', 'i', 'd', 'c', 'wip', 'axb', 'svc', 'x', 'release'];
const FOLDERS = ['', 'apps/'];

const root = mkdtempSync(join(tmpdir(), 'polynx-globs-'));
const cacheFolder = mkdtempSync(join(tmpdir(), 'polynx-globs-cache-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(cacheFolder, { recursive: true, force: true });
});

const places = FOLDERS.flatMap((folder) => [...NAMES, ...DECOYS].map((name) => folder + name));
const own = (place: string) =>
  ['src/f.rs', 'src/g.rs', 'target/release/app'].map((file) => `${place}/${file}`);
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const read = (file: string) => readFileSync(join(root, file), 'utf8');

beforeAll(() => {
  for (const file of places.flatMap(own)) write(file, file);
});

const hostile = FOLDERS.flatMap((folder) => NAMES.map((name) => folder + name));

it('filesets take in what is in the folder, and nothing else', () => {
  const context = new WorkspaceContext(root, cacheFolder);
  for (const place of hostile) {
    const all = own(place);
    const [first = '', second = ''] = all;
    for (const find of [
      (globs: string[]) => context.glob(globs),
      (globs: string[]) => expandFilesInput(root, globs),
    ]) {
      expect(find(everythingIn([place])).sort()).toEqual(all);
      expect(find(everythingIn([place, 'none', 'no,ne'])).sort()).toEqual(all);
      expect(find(everythingIn([place], 'src/*.rs')).sort()).toEqual([first, second]);
      expect(find(only([first]))).toEqual([first]);
      expect(find(only([first, 'none', 'no,ne']))).toEqual([first]);
      expect(find([...everythingIn([place], 'src/*'), ...except(only([second, 'none']))])).toEqual([first]);
    }
  }
});

describe.each(hostile)('the output of %s', (place) => {
  const output = `${place}/target/{options.profile}/app`;
  const path = `${place}/target/release/app`;
  const declared = `{workspaceRoot}/${outputGlob(output)}`;
  const target = {
    outputs: [declared],
    options: { profile: 'debug' },
    configurations: { release: { profile: 'release' } },
  };
  const node = { name: 'x', type: 'app' as const, data: { root: place, targets: { build: target } } };
  const outputs = () =>
    getOutputsForTargetAndConfiguration(
      { project: 'x', target: 'build', configuration: 'release' },
      {},
      node,
    );

  it('is the file itself, wherever Nx matches it', () => {
    expect(() => validateOutputs([declared])).not.toThrow();
    expect(outputs()).toHaveLength(1);
    const all = places.map((one) => `${one}/target/release/app`);
    expect(all.filter((_, index) => matchOutputPaths(outputs(), all)[index])).toEqual([path]);
    expect(getFilesForOutputsBatch(root, [outputs()])).toEqual([[path]]);
  });

  it('is kept and restored, and no other file is touched', () => {
    const cache = new NxCache(root, cacheFolder, connectToNxDb(cacheFolder, 'test'), false);
    write(path, 'kept');
    cache.put(`hash-${hostile.indexOf(place)}`, '', outputs(), 0);
    const kept = cache.get(`hash-${hostile.indexOf(place)}`);
    if (kept === null) throw new Error('nothing was kept');
    rmSync(join(root, path));
    cache.copyFilesFromCache(kept, outputs());
    expect(read(path)).toBe('kept');
    write(path, path);
    for (const file of places.flatMap(own)) expect(existsSync(join(root, file)) && read(file)).toBe(file);
  });
});
