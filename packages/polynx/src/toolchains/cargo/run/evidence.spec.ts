import { describe, expect, test } from 'vitest';
import { cargoRunOptions } from '../options.js';
import { readDepInfo } from './dep-info.js';
import { evidenceOf } from './evidence.js';

describe('dependency files', () => {
  test('name files, with blanks in their names, and variables', () => {
    const text = [
      '/w/target/debug/deps/x-0123456789abcdef.d: src/lib.rs src/../my\\ data.txt',
      '',
      'src/lib.rs:',
      'src/../my\\ data.txt:',
      '',
      '# env-dep:FLAVOUR',
      '# env-dep:GREETING=hello',
    ].join('\n');
    expect(readDepInfo(text)).toEqual({
      files: ['src/lib.rs', 'src/../my data.txt'],
      env: ['FLAVOUR', 'GREETING'],
    });
  });

  test('of Windows have a colon in their paths', () => {
    expect(readDepInfo('C:\\w\\x.d: C:\\w\\src\\lib.rs\r\n').files).toEqual(['C:\\w\\src\\lib.rs']);
  });
});

const LIB = 'deps/libutil-0123456789abcdef.rmeta';

function message(fields: object): string {
  return JSON.stringify({ reason: 'compiler-artifact', ...fields });
}

const library = message({
  package_id: 'path+file:///w/crates/util#0.1.0',
  manifest_path: '/w/crates/util/Cargo.toml',
  target: { name: 'util', kind: ['lib'], src_path: '/w/crates/util/src/lib.rs' },
  features: [],
  filenames: [`/w/target/debug/${LIB}`],
});

const script = message({
  reason: 'build-script-executed',
  package_id: 'path+file:///w/crates/util#0.1.0',
  env: [['GENERATED', '1']],
  out_dir: '/w/target/debug/build/util-1/out',
});

const evidence = (lines: readonly string[], files: Readonly<Record<string, string>>) =>
  evidenceOf(lines, cargoRunOptions.parse({ command: 'build', package: 'app' }), {
    workspaceRoot: '/w',
    projectRoot: 'crates/app',
    env: {},
    disk: {
      read: (file) => files[file],
      isDirectory: (path) => path === '/w/migrations',
      real: (path) => path.replace(/^\/w/, '/real').replace('util/src/linked', 'shared'),
    },
  });

const DEPS = '/w/target/debug/deps/util-0123456789abcdef.d';

describe('evidence', () => {
  test('of a source behind a symbolic link is where it lies, too', () => {
    const text = 'x: crates/util/src/lib.rs crates/util/src/linked/a.rs\n';
    expect(evidence([library], { [DEPS]: text }).flatMap(({ files }) => files)).toEqual([
      'crates/util/src/lib.rs',
      'crates/util/src/linked/a.rs',
      'crates/shared/a.rs',
    ]);
  });

  test('of a unit is what its dependency file names, seen from the Cargo workspace', () => {
    const text =
      'x: crates/util/src/lib.rs crates/util/src/../../../motd.txt target/debug/build/x/out/gen.rs /usr/include/zlib.h\n# env-dep:FLAVOUR\n# env-dep:CARGO_PKG_NAME=util\n# env-dep:GENERATED=1\n';
    expect(evidence([library, script], { [DEPS]: text })).toEqual([
      {
        manifest: 'crates/util/Cargo.toml',
        source: 'crates/util/src/lib.rs',
        files: ['crates/util/src/lib.rs', 'motd.txt'],
        env: ['FLAVOUR'],
      },
    ]);
  });

  test('of a build script is what it watches, seen from its crate', () => {
    const output =
      'cargo:rerun-if-changed=build.rs\ncargo::rerun-if-changed=../../migrations\ncargo:rerun-if-env-changed=GREETING\ncargo:rerun-if-env-changed=TARGET\n';
    expect(evidence([library, script], { '/w/target/debug/build/util-1/output': output })).toEqual([
      {
        manifest: 'crates/util/Cargo.toml',
        source: 'crates/util/src/lib.rs',
        files: ['crates/util/build.rs', 'migrations/**/*'],
        env: ['GREETING'],
      },
    ]);
  });

  test("of a build script are the workspace's own files, where it says so, and libraries that it names", () => {
    const linking = message({
      reason: 'build-script-executed',
      package_id: 'path+file:///w/crates/util#0.1.0',
      env: [],
      out_dir: '/w/target/debug/build/util-1/out',
      linked_paths: ['native=/w/native', '/usr/lib', '/w/target/debug/build/util-1/out'],
      linked_libs: ['static=foo', 'z'],
    });
    const files = {
      '/w/target/debug/build/util-1/output': 'cargo:rerun-if-changed=../../Cargo.toml\n',
      '/w/native/libfoo.a': '',
    };
    expect(evidence([library, linking], files).flatMap((one) => one.files)).toEqual([
      'Cargo.toml',
      'native/libfoo.a',
    ]);
  });

  test("of another package's build script is its variables alone, for whoever builds", () => {
    const foreign = message({
      reason: 'build-script-executed',
      package_id: 'registry+https://example.invalid/index#z-sys@1.0.0',
      env: [],
      out_dir: '/w/target/debug/build/z-1/out',
    });
    const output = 'cargo:rerun-if-changed=src/z.c\ncargo:rerun-if-env-changed=Z_KIND\n';
    expect(evidence([foreign], { '/w/target/debug/build/z-1/output': output })).toEqual([
      { manifest: 'crates/app/Cargo.toml', files: [], env: ['Z_KIND'], foreign: true },
    ]);
  });

  test('of packages that are vendored in the repository there is none: the lock says what they are', () => {
    const vendored = message({
      package_id: 'registry+https://example.invalid/index#util@1.0.0',
      manifest_path: '/w/vendor/util/Cargo.toml',
      target: { name: 'util', kind: ['lib'], src_path: '/w/vendor/util/src/lib.rs' },
      features: [],
      filenames: [`/w/target/debug/${LIB}`],
    });
    expect(evidence([vendored], { [DEPS]: 'x: vendor/util/src/lib.rs\n' })).toEqual([]);
    expect(evidence([library], { [DEPS]: 'x: vendor/util/src/lib.rs\n' })).toHaveLength(1);
  });

  test('of a package that cargo vendor has put into the repository is none: the lock says what it is', () => {
    const vendored = library.replace('path+file:///w/crates/util', 'registry+https://example.invalid/index');
    expect(evidence([vendored], { [DEPS]: 'x: vendor/util/src/lib.rs\n' })).toEqual([]);
  });

  test('of a program is in the file beside it, less what its libraries have read', () => {
    const program = message({
      package_id: 'path+file:///w/crates/app#0.1.0',
      manifest_path: '/w/crates/app/Cargo.toml',
      target: { name: 'app', kind: ['bin'], src_path: '/w/crates/app/src/main.rs' },
      features: [],
      filenames: ['/w/target/.polynx/app/build/debug/app'],
    });
    const files = {
      [DEPS]: 'x: crates/util/src/lib.rs\n',
      '/w/target/.polynx/app/build/debug/app.d':
        '/w/target/.polynx/app/build/debug/app: /w/crates/app/src/main.rs /w/crates/util/src/lib.rs /w/page.html\n',
    };
    expect(evidence([library, program], files).map(({ files: read }) => read)).toEqual([
      ['crates/util/src/lib.rs'],
      ['crates/app/src/main.rs', 'page.html'],
    ]);
  });
});
