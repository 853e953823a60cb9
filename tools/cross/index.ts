/**
 * What it takes to build and run for platforms that this machine is not: a Rust toolchain with every standard
 * library, cross compilers, zig, and programs that run what was built (qemu, wine). About 500 MB of downloads
 * from Debian and PyPI and, once, two minutes of both cores for the standard libraries.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { exclusively } from '../../packages/polynx/src/adapters/lock.js';
import { type Debian, debian, unpack } from './debian.js';
import { writeProgram } from './programs.js';
import { bringRust, bringStartFiles, buildStd, type RustPlaces } from './rust.js';
import { buildWasmBindgen } from './wasm-bindgen.js';

export interface CrossTools {
  readonly folder: string;
  /**
   * Programs by the names that users know: `aarch64-linux-gnu-gcc`, `zig`, `cargo-zigbuild`, `qemu-aarch64`,
   * `wine`, `llvm-lipo`, …
   */
  readonly bin: string;
  /** What a user of them has set. PATH begins with `bin`. */
  readonly env: Readonly<Record<string, string>>;
}

/** Raise it when what is in the folder changes. */
const FOLDER = join(tmpdir(), 'polynx-cross-1');

/** Once per machine; a second caller waits. */
export async function getCross(
  folder = FOLDER,
  tell: (text: string) => void = () => {},
): Promise<CrossTools> {
  mkdirSync(folder, { recursive: true });
  const bin = join(folder, 'bin');
  const path = [bin, process.env['PATH']].join(delimiter);
  await exclusively(folder, 'cross tools', 'another test', () => bring(folder, { bin, path, tell }));
  return {
    folder,
    bin,
    env: {
      PATH: path,
      RUSTUP_TOOLCHAIN: join(folder, 'rust'),
      ZIG_GLOBAL_CACHE_DIR: join(folder, 'zig-cache'),
      CARGO_ZIGBUILD_CACHE_DIR: join(folder, 'zigbuild-cache'),
    },
  };
}

interface Kit {
  readonly bin: string;
  readonly path: string;
  tell(text: string): void;
}

async function bring(folder: string, { bin, path, tell }: Kit): Promise<void> {
  const once = async (name: string, work: () => Promise<unknown>) => {
    const mark = join(folder, `${name}.done`);
    if (existsSync(mark)) return;
    const start = Date.now();
    await work();
    writeFileSync(mark, '');
    tell(`${name}: ${Math.round((Date.now() - start) / 1000)} s`);
  };
  const places: RustPlaces = {
    rust: join(folder, 'rust'),
    root: join(folder, 'root'),
    scratch: join(folder, 'scratch'),
  };
  const { root, scratch } = places;
  let apt: Promise<Debian> | undefined;
  const packages = () => (apt ??= debian(join(folder, 'apt')));
  const compilers = once('compilers', async () => bringCompilers(await packages(), { root, scratch, bin }));
  const rust = once('rust', async () => bringRust(await packages(), places));
  await Promise.all([
    once('runners', async () => {
      // The C compiler makes a library that this wine lacks.
      await compilers;
      await bringRunners(await packages(), { root, scratch, bin, folder });
    }),
    once('zig', () => bringZig(folder, bin)),
    once('wasm-bindgen', () => buildWasmBindgen(scratch, bin)),
    Promise.all([rust, compilers]).then(() =>
      once('std', async () => {
        bringStartFiles(places, join(root, 'usr/lib/gcc-cross/aarch64-linux-gnu/12'));
        await buildStd(places, path);
      }),
    ),
    rust.then(() =>
      once('binutils', async () => {
        for (const name of ['llvm-lipo', 'llvm-objdump', 'llvm-readelf', 'ld64.lld'])
          writeProgram(join(bin, name), join(root, 'usr/lib/llvm-22/bin', name), {
            libraries: join(places.rust, 'lib'),
          });
      }),
    ),
  ]);
}

interface Places {
  readonly root: string;
  readonly scratch: string;
  readonly bin: string;
}

async function bringCompilers(apt: Debian, { root, scratch, bin }: Places): Promise<void> {
  const arm = [
    'binutils-aarch64-linux-gnu',
    'gcc-12-aarch64-linux-gnu',
    'libgcc-12-dev-arm64-cross',
    'libgcc-s1-arm64-cross',
    'libc6-arm64-cross',
    'libc6-dev-arm64-cross',
  ];
  const windows = [
    'binutils-mingw-w64-x86-64',
    'gcc-mingw-w64-x86-64-win32',
    'mingw-w64-x86-64-dev',
    'mingw-w64-common',
  ];
  for (const file of await apt.download([...arm, ...windows], join(scratch, 'compilers')))
    await unpack(file, root);
  const usr = (path: string) => join(root, 'usr', path);
  const libraries = usr('lib/x86_64-linux-gnu');
  writeProgram(join(bin, 'aarch64-linux-gnu-gcc'), usr('bin/aarch64-linux-gnu-gcc-12'), {
    libraries,
    args: [`--sysroot=${root}`],
  });
  writeProgram(join(bin, 'x86_64-w64-mingw32-gcc'), usr('bin/x86_64-w64-mingw32-gcc-win32'));
  writeProgram(join(bin, 'x86_64-w64-mingw32-dlltool'), usr('bin/x86_64-w64-mingw32-dlltool'));
}

/**
 * qemu for arm64, and wine without a desktop: programs of the console need no registry, and no copy of each
 * library.
 */
async function bringRunners(
  apt: Debian,
  { root, scratch, bin, folder }: Places & { folder: string },
): Promise<void> {
  const names = ['qemu-user-static', 'libz-mingw-w64', 'libwine', 'wine64'];
  const [qemu = '', ...others] = await apt.download(names, join(scratch, 'runners'));
  await unpack(qemu, root, ['./usr/bin/qemu-aarch64-static']);
  for (const file of others) await unpack(file, root);
  const usr = (path: string) => join(root, 'usr', path);
  writeProgram(join(bin, 'qemu-aarch64'), usr('bin/qemu-aarch64-static'), {
    args: ['-L', usr('aarch64-linux-gnu')],
  });
  const dlls = usr('lib/x86_64-linux-gnu/wine/x86_64-windows');
  await execa('cp', ['--remove-destination', usr('x86_64-w64-mingw32/lib/zlib1.dll'), dlls]);
  copyFileSync(usr('lib/wine/wineserver64'), usr('lib/wine/wineserver'));
  const prefix = join(folder, 'wine');
  mkdirSync(join(prefix, 'drive_c/windows'), { recursive: true });
  symlinkSync(dlls, join(prefix, 'drive_c/windows/system32'));
  writeFileSync(join(prefix, '.update-timestamp'), 'disable');
  writeProgram(join(bin, 'wine'), usr('lib/wine/wine64'), {
    env: { WINEPREFIX: prefix, WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree,mshtml=' },
  });
  // Rust's random numbers: wine 8 has them under their older name only.
  writeFileSync(join(scratch, 'prng.c'), PRNG);
  await execa(join(bin, 'x86_64-w64-mingw32-gcc'), [
    '-shared',
    '-o',
    join(dlls, 'bcryptprimitives.dll'),
    join(scratch, 'prng.c'),
    '-ladvapi32',
  ]);
}

const PRNG = `#include <stddef.h>
int __stdcall SystemFunction036(void *, unsigned long);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char *data, size_t size) { return SystemFunction036(data, (unsigned long) size); }
`;

async function bringZig(folder: string, bin: string): Promise<void> {
  const python = join(folder, 'python');
  await execa('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--no-compile',
    '--target',
    python,
    'ziglang',
    'cargo-zigbuild',
  ]);
  writeProgram(join(bin, 'zig'), join(python, 'ziglang/zig'));
  writeProgram(join(bin, 'cargo-zigbuild'), join(python, 'bin/cargo-zigbuild'));
  // What programs for macOS link, for linkers that know no zig. NB lld knows one processor less than the
  // newest system names.
  const stub = readFileSync(join(python, 'ziglang/lib/libc/darwin/libSystem.tbd'), 'utf8');
  mkdirSync(join(folder, 'macos'), { recursive: true });
  for (const name of ['System', 'c', 'm'])
    writeFileSync(join(folder, 'macos', `lib${name}.tbd`), stub.replace(/,\s*arm64e\.x1-\w+/g, ''));
}
