/**
 * A Rust toolchain with the standard library for every platform, where rustup's servers are out of reach:
 * Debian's rustc for browsers, which is a current one, and the standard library built from its sources. Laid
 * out as rustup would, so that `RUSTUP_TOOLCHAIN=<folder>` is all it takes to use it.
 */
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import glob from 'fast-glob';
import { type Debian, unpack } from './debian.js';
import { writeProgram } from './programs.js';

const HOST = 'x86_64-unknown-linux-gnu';

/** Debian has the others. */
const BUILT = [
  'x86_64-apple-darwin',
  'aarch64-apple-darwin',
  'x86_64-pc-windows-gnu',
  'wasm32-unknown-unknown',
  'wasm32-wasip1',
  'aarch64-unknown-linux-musl',
] as const;

export interface RustPlaces {
  /** The toolchain. */
  readonly rust: string;
  /** Unpacked packages. */
  readonly root: string;
  readonly scratch: string;
}

export async function bringRust(apt: Debian, { rust, root, scratch }: RustPlaces): Promise<void> {
  const names = [
    'rustc-web',
    'libstd-rust-web-1.96',
    'libstd-rust-web-dev:amd64',
    'libstd-rust-web-dev:arm64',
    'libllvm22',
    'lld-22',
    'llvm-22',
  ];
  const files = await apt.download(
    [...names, 'rust-web-src', 'wasi-libc', 'musl-dev:arm64'],
    join(scratch, 'rust'),
  );
  const [source = '', ...others] = files.slice(names.length);
  for (const file of [...files.slice(0, names.length), ...others]) await unpack(file, root);
  await unpack(source, root, ['./usr/src/rustc-*/library', './usr/src/rustc-*/Cargo.*']);
  const usr = (path: string) => join(root, 'usr', path);
  mkdirSync(join(rust, 'bin'), { recursive: true });
  mkdirSync(join(rust, 'lib'), { recursive: true });
  for (const name of ['rustc', 'rustdoc']) cpSync(usr(`bin/${name}`), join(rust, 'bin', name));
  // rustup starts a toolchain's programs with its lib on the loader's path.
  for (const name of readdirSync(usr('lib/x86_64-linux-gnu')).filter((file) =>
    /^lib(?:rustc_driver|LLVM|std-)/.test(file),
  ))
    cpSync(usr(`lib/x86_64-linux-gnu/${name}`), join(rust, 'lib', name), { dereference: true });
  cpSync(usr('lib/rustlib'), join(rust, 'lib/rustlib'), {
    recursive: true,
    filter: (path) => basename(path) !== 'src',
  });
  const [library = ''] = glob.sync(usr('src/rustc-*'), { onlyDirectories: true });
  mkdirSync(join(rust, 'lib/rustlib/src'), { recursive: true });
  symlinkSync(library, join(rust, 'lib/rustlib/src/rust'));
  const { stdout: cargo } = await execa('rustup', ['which', 'cargo'], {
    cwd: root,
    env: { RUSTUP_TOOLCHAIN: undefined },
  });
  symlinkSync(cargo, join(rust, 'bin/cargo'));
  const tools = join(rust, 'lib/rustlib', HOST, 'bin');
  writeProgram(join(tools, 'rust-lld'), usr('lib/llvm-22/bin/lld'), { libraries: join(rust, 'lib') });
  writeProgram(join(tools, 'rust-objcopy'), usr('lib/llvm-22/bin/llvm-objcopy'), {
    libraries: join(rust, 'lib'),
  });
}

/** What the platforms have beside Rust's own: start files and C libraries, where rustc looks for them. */
export function bringStartFiles({ rust, root }: RustPlaces, gcc: string): void {
  const folders: readonly (readonly [triple: string, files: readonly string[]])[] = [
    ['wasm32-wasip1', glob.sync(join(root, 'usr/lib/wasm32-wasi/{crt1*.o,libc.a}'))],
    [
      'aarch64-unknown-linux-musl',
      [
        ...glob.sync(join(root, 'usr/lib/aarch64-linux-musl/{*crt1.o,crt[in].o,libc.a}')),
        ...glob.sync(join(gcc, 'crt{begin,beginS,end,endS}.o')),
      ],
    ],
  ];
  for (const [triple, files] of folders) {
    const folder = join(rust, 'lib/rustlib', triple, 'lib/self-contained');
    mkdirSync(folder, { recursive: true });
    if (files.length < 3) throw new Error(`start files of ${triple} are missing`);
    for (const file of files) cpSync(file, join(folder, basename(file)));
  }
}

/**
 * All of std for each triple, with one cargo: on two cores it has work for both. NB functions that are left
 * to be compiled where they are used make it twice as quick.
 */
export async function buildStd({ rust, scratch }: RustPlaces, path: string): Promise<void> {
  const folder = join(scratch, 'std');
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(
    join(folder, 'Cargo.toml'),
    '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2021"\n',
  );
  writeFileSync(join(folder, 'src/lib.rs'), '#![no_std]\n');
  const vendor = join(rust, 'lib/rustlib/src/rust/library/vendor');
  const config = ['source.crates-io.replace-with="vendored"', `source.vendored.directory='${vendor}'`];
  await execa(
    'cargo',
    [
      ...[
        'build',
        '--release',
        '--offline',
        '-Zbuild-std=std,panic_abort',
        '-Zbuild-std-features=panic-unwind',
      ],
      ...config.flatMap((line) => ['--config', line]),
      ...BUILT.flatMap((triple) => ['--target', triple]),
    ],
    {
      cwd: folder,
      env: {
        PATH: path,
        RUSTUP_TOOLCHAIN: rust,
        RUSTC_BOOTSTRAP: '1',
        RUSTFLAGS: '-Zcross-crate-inline-threshold=always',
        CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
        CARGO_TARGET_DIR: join(folder, 'target'),
      },
    },
  );
  for (const triple of BUILT) {
    const to = join(rust, 'lib/rustlib', triple, 'lib');
    mkdirSync(to, { recursive: true });
    for (const file of glob.sync(join(folder, 'target', triple, 'release/deps/*.rlib'))) {
      if (basename(file).startsWith('libnothing-')) continue;
      const there = join(to, basename(file));
      if (existsSync(there)) rmSync(there);
      linkSync(file, there);
    }
  }
}
