/**
 * Windows as the machine that builds, as far as it can be tested without one: with the rules of its paths
 * (`path.win32`), and with what its tools report. What needs a real Windows is listed in
 * docs/guides/windows.md.
 */
import { describe, expect, test, vi } from 'vitest';
import { endingOf } from './adapters/end-tree.js';
import { fileNames, pathOf } from './adapters/programs.js';
import { isBelow, seenFrom, toPosix } from './model/native-paths.js';
import { parseCargoToml } from './toolchains/cargo/manifest/cargo-toml.js';
import { cargoRunOptions } from './toolchains/cargo/options.js';
import { evidenceOf } from './toolchains/cargo/run/evidence.js';
import { linkedFiles } from './toolchains/cargo/run/linked-files.js';
import { parseGoMod } from './toolchains/go/go-mod.js';
import { parseGoWork } from './toolchains/go/go-work.js';

vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof import('node:path')>();
  return { ...win32, default: win32 };
});

describe('paths', () => {
  test('in the workspace differ from others on the same drive, and on another one', () => {
    expect(seenFrom('C:\\w', 'C:\\w\\src\\lib.rs')).toBe('src/lib.rs');
    expect(seenFrom('C:\\w', 'c:\\W\\src\\lib.rs')).toBe('src/lib.rs');
    for (const outside of [
      'C:\\w',
      'C:\\other\\lib.rs',
      'C:\\w2\\lib.rs',
      'D:\\w\\lib.rs',
      '\\\\server\\share\\x',
    ])
      expect(seenFrom('C:\\w', outside), outside).toBeUndefined();
  });

  test('in a folder, its own among them', () => {
    expect(isBelow('C:\\w\\target\\debug\\x.d', 'C:\\w\\target')).toBe(true);
    expect(isBelow('C:\\w\\target', 'C:\\w\\target')).toBe(true);
    expect(isBelow('C:\\w\\target2', 'C:\\w\\target')).toBe(false);
    expect(isBelow('C:\\w\\..data', 'C:\\w')).toBe(true);
    expect(isBelow('D:\\w\\target', 'C:\\w')).toBe(false);
  });

  test('have slashes everywhere but on the disk', () => expect(toPosix('..\\util')).toBe('../util'));
});

describe('manifests with backslashes, as cargo and go take them on Windows', () => {
  test('Cargo.toml', () => {
    const text = `
      workspace.members = ["crates\\\\*"]
      package.name = "app"
      dependencies.util.path = "..\\\\util"
      lib.path = "code\\\\lib.rs"`;
    const { workspace, lib, dependencies } = parseCargoToml({ path: 'Cargo.toml', text });
    expect([workspace?.members, lib?.path]).toEqual([['crates/*'], 'code/lib.rs']);
    expect(dependencies).toEqual({ util: { path: '..\\util' } });
  });

  test('go.mod and go.work', () => {
    const mod = 'module x/app\nreplace x/util => ..\\util\n';
    expect(parseGoMod({ path: 'go.mod', text: mod }).replaces).toEqual([{ path: 'x/util', to: '../util' }]);
    const work = parseGoWork({ path: 'go.work', text: 'go 1.24\nuse .\\svc\\api\n' });
    expect(work.uses.map(({ directory }) => directory)).toEqual(['./svc/api']);
  });
});

describe('what cargo reports', () => {
  const unit = JSON.stringify({
    reason: 'compiler-artifact',
    package_id: 'path+file:///C:/w/crates/util#0.1.0',
    manifest_path: 'C:\\w\\crates\\util\\Cargo.toml',
    target: { name: 'util', kind: ['lib'], src_path: 'C:\\w\\crates\\util\\src\\lib.rs' },
    features: [],
    filenames: ['C:\\w\\target\\debug\\deps\\libutil-0123456789abcdef.rmeta'],
  });
  const files: Readonly<Record<string, string>> = {
    'C:\\w\\target\\debug\\deps\\util-0123456789abcdef.d':
      'x: crates\\util\\src\\lib.rs C:\\w\\my\\ data.txt target\\debug\\build\\x\\out\\gen.rs D:\\sdk\\zlib.h C:\\elsewhere\\a.rs\r\n',
  };

  test('is seen from the workspace; what the build has made, and other drives, are left out', () => {
    const found = evidenceOf([unit], cargoRunOptions.parse({ command: 'build', package: 'util' }), {
      workspaceRoot: 'C:\\w',
      projectRoot: 'crates/util',
      env: {},
      disk: { read: (file) => files[file], isDirectory: () => false, real: (path) => path },
    });
    expect(found).toEqual([
      {
        manifest: 'crates/util/Cargo.toml',
        source: 'crates/util/src/lib.rs',
        files: ['crates/util/src/lib.rs', 'my data.txt'],
        env: [],
      },
    ]);
  });

  test('of linked libraries: those that the script has made come from what it has read', () => {
    const run = {
      reason: 'build-script-executed',
      package_id: 'path+file:///C:/w#app@0.1.0',
      env: [],
      out_dir: 'C:\\w\\target\\debug\\build\\app-1\\out',
      linked_paths: ['native=C:\\w\\target\\debug\\build\\app-1\\out\\lib', 'native=C:\\w\\vendor'],
      linked_libs: ['static=z'],
    } as const;
    expect(linkedFiles(run, (file) => file === 'C:\\w\\vendor\\z.lib')).toEqual(['C:\\w\\vendor\\z.lib']);
  });
});

describe('programs', () => {
  test('end as a tree: Windows has no process groups', () => {
    expect(endingOf(42, 'win32')).toEqual({ program: 'taskkill', args: ['/PID', '42', '/T', '/F'] });
    expect(endingOf(42, 'linux')).toEqual({ group: -42 });
  });

  test('are found by PATHEXT, by the whole name first', () => {
    const env = { PATHEXT: '.COM;.EXE;.CMD' };
    expect(fileNames('npm', env, 'win32')).toEqual(['npm.com', 'npm.exe', 'npm.cmd']);
    expect(fileNames('cargo.exe', env, 'win32')[0]).toBe('cargo.exe');
    expect(fileNames('node.js', {}, 'win32')).toEqual([
      'node.js.com',
      'node.js.exe',
      'node.js.bat',
      'node.js.cmd',
    ]);
    expect(fileNames('npm', env, 'linux')).toEqual(['npm']);
  });

  test('are looked for on `Path`, which a copy of the environment does not find as PATH', () => {
    expect(pathOf({ Path: 'C:\\bin' }, 'win32')).toBe('C:\\bin');
    expect(pathOf({ PATH: '/bin', Path: '/other' }, 'linux')).toBe('/bin');
    expect(pathOf({ Path: '/other' }, 'linux')).toBeUndefined();
  });
});
