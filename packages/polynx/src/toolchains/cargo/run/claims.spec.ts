import { describe, expect, it } from 'vitest';
import type { NotesDisk } from '../../../model/claim.js';
import { claimsOf } from './claims.js';

const HASH = '0123456789abcdef';
const OTHER = 'fedcba9876543210';
const FINGERPRINTS = '/w/target/debug/.fingerprint';

/** Texts by path. */
function diskWith(files: Readonly<Record<string, string>>): NotesDisk & { readonly workspaceRoot: string } {
  const names = Object.keys(files);
  return {
    workspaceRoot: '/w',
    text: (file) => files[file],
    bytes: (file) => (files[file] === undefined ? undefined : Buffer.from(files[file], 'latin1')),
    has: (path) => names.some((name) => name === path || name.startsWith(`${path}/`)),
    isDirectory: (path) => names.some((name) => name.startsWith(`${path}/`)),
    list: (folder) => [
      ...new Set(
        names.flatMap((name) =>
          name.startsWith(`${folder}/`) ? (name.slice(folder.length + 1).split('/')[0] ?? []) : [],
        ),
      ),
    ],
  };
}

interface Unit {
  readonly id?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly file?: string;
  readonly fresh?: boolean;
  readonly test?: boolean;
}

function artifact({
  id = 'path+file:///w/crates/util#0.1.0',
  kind = 'lib',
  name = 'util',
  file = `deps/libutil-${HASH}.rmeta`,
  fresh = true,
  test = false,
}: Unit = {}): string {
  return JSON.stringify({
    reason: 'compiler-artifact',
    package_id: id,
    manifest_path: '/w/crates/util/Cargo.toml',
    target: { kind: [kind], name, src_path: '/w/crates/util/src/lib.rs' },
    profile: { test },
    features: [],
    filenames: [`/w/target/debug/${file}`],
    fresh,
  });
}

const script = JSON.stringify({
  reason: 'build-script-executed',
  package_id: 'path+file:///w/crates/util#0.1.0',
  env: [],
  out_dir: `/w/target/debug/build/util-${HASH}/out`,
});

const linking = JSON.stringify({
  reason: 'build-script-executed',
  package_id: 'path+file:///w/crates/util#0.1.0',
  env: [],
  out_dir: `/w/target/debug/build/util-${HASH}/out`,
  linked_paths: ['native=/w/native', '/usr/lib', `/w/target/debug/build/util-${HASH}/out`, 'native=/w/more'],
  linked_libs: ['static:+whole-archive=foo:bar'],
});

function claims(lines: readonly string[], files: Readonly<Record<string, string>>) {
  return claimsOf(lines, { build: '/w/target', profile: 'debug' }, diskWith(files));
}

function note(path: string): string {
  return `${FINGERPRINTS}/${path}`;
}

describe('the units that cargo takes over', () => {
  it.each<[string, Unit, readonly string[], readonly string[]]>([
    ['a library', {}, [`util-${HASH}`, `util-${OTHER}`], [`util-${HASH}/dep-lib-util`]],
    [
      'a test',
      { test: true, file: `deps/util-${HASH}` },
      [`util-${HASH}`],
      [`util-${HASH}/dep-test-lib-util`],
    ],
    [
      'an integration test',
      { kind: 'test', test: true, name: 'it-works', file: `deps/it_works-${HASH}.exe` },
      [`util-${HASH}`],
      [`util-${HASH}/dep-test-integration-test-it-works`],
    ],
    [
      'a program, whose file does not say which variant it is',
      { kind: 'bin', file: 'util' },
      [`util-${HASH}`, `util-${OTHER}`, `util-more-${HASH}`],
      [`util-${HASH}/dep-bin-util`, `util-${OTHER}/dep-bin-util`],
    ],
    [
      'a build script',
      { kind: 'custom-build', name: 'build-script-build', file: `build/util-${HASH}/build-script-build` },
      [`util-${HASH}`],
      [`util-${HASH}/dep-build-script-build-script-build`],
    ],
    [
      'a crate whose folder has another name',
      { id: 'path+file:///w/crates/x#util@0.1.0' },
      [`util-${HASH}`],
      [`util-${HASH}/dep-lib-util`],
    ],
    [
      'an id as cargo wrote it before 1.77',
      { id: 'util 0.1.0 (path+file:///w/crates/util)' },
      [`util-${HASH}`],
      [`util-${HASH}/dep-lib-util`],
    ],
    ["other people's", { id: 'registry+https://example.org/index#util@1.0.0' }, [`util-${HASH}`], []],
    ['what cargo has no notes of', {}, [], []],
  ])('%s', (_, unit, folders, expected) => {
    const files = Object.fromEntries(folders.map((folder) => [note(`${folder}/invoked.timestamp`), '']));
    expect(claims([artifact(unit)], files).map((claim) => claim.note)).toEqual(expected.map(note));
  });

  it('a program that was only checked is another unit', () => {
    const files = {
      [note(`util-${HASH}/bin-util`)]: '',
      [note(`util-${OTHER}/bin-util`)]: '',
      [`/w/target/debug/deps/libutil-${OTHER}.rmeta`]: '',
    };
    const found = claims([artifact({ kind: 'bin', file: 'util' })], files);
    expect(found.map((claim) => claim.note)).toEqual([note(`util-${HASH}/dep-bin-util`)]);
  });

  it('for another platform', () => {
    const folder = `/w/target/x86_64-pc-windows-gnu/debug/.fingerprint/util-${HASH}`;
    expect(claims([artifact()], { [`${folder}/lib-util`]: '' }).map((claim) => claim.note)).toEqual([
      `${folder}/dep-lib-util`,
    ]);
  });
});

describe('what a unit was made from', () => {
  const whole = { path: '.', except: ['.git', '.nx', 'node_modules', '/w/target'], border: 'Cargo.toml' };
  const compiled = JSON.stringify({ local: [{ CheckDepInfo: { dep_info: 'x', checksum: false } }] });
  const depInfo = '\x01\0\0\0\xff\x01\x01\0\0\0\0\x0a\0\0\0src/lib.rs\0\0\0\0\0';

  it.each([
    [
      'what rustc has read',
      { 'lib-util.json': compiled, 'dep-lib-util': depInfo },
      { files: ['src/lib.rs'], folders: [] },
    ],
    [
      'the whole package, where cargo writes in another way',
      { 'lib-util.json': compiled, 'dep-lib-util': 'something' },
      { files: [], folders: [whole] },
    ],
    [
      'the whole package, where nothing can be read',
      { 'lib-util.json': '{' },
      { files: [], folders: [whole] },
    ],
  ])('%s', (_, notes, expected) => {
    const files = Object.entries(notes).map(([name, text]) => [note(`util-${HASH}/${name}`), text]);
    expect(claims([artifact()], Object.fromEntries(files))[0]?.grounds()).toEqual(expected);
  });

  it.each([
    [
      'what a build script says that it watches',
      { RerunIfChanged: { output: 'x', paths: ['build.rs', '../data', 'gone'] } },
      { files: ['build.rs', 'gone'], folders: [{ path: '../data', except: ['/w/target'] }] },
    ],
    ['a variable', { RerunIfEnvChanged: { var: 'X', val: null } }, { files: [], folders: [] }],
    [
      'the whole package, where a build script says nothing',
      { Precalculated: '1796034764.212063752s (src/lib.rs)' },
      { files: [], folders: [whole] },
    ],
    ['nothing of a package that cannot change', { Precalculated: '1.0.0' }, { files: [], folders: [] }],
  ])('%s', (_, local, expected) => {
    const [, found] = claims([artifact(), script], {
      [note(`util-${HASH}/run-build-script-build-script-build.json`)]: JSON.stringify({ local: [local] }),
      '/w/crates/data/a.txt': '',
    });
    expect(found?.note).toBe(`/w/target/debug/build/util-${HASH}/output`);
    expect(found?.grounds()).toEqual(expected);
  });

  it('libraries of the repository that a build script names, which cargo does not look at', () => {
    const [, found] = claims([artifact(), linking], {
      [note(`util-${HASH}/run-build-script-build-script-build.json`)]: JSON.stringify({ local: [] }),
      '/w/native/libfoo.a': '',
      '/w/native/other.txt': '',
      '/w/more/libother.a': '',
      '/usr/lib/libz.so': '',
    });
    expect(found?.grounds()).toEqual({
      files: ['/w/native/libfoo.a'],
      folders: [{ path: '/w/more', except: ['/w/target'] }],
    });
  });
});
