/** Go's names for operating systems and architectures, as data. https://pkg.go.dev/internal/syslist */
import { hostPlatform } from '../../model/platform.js';

export interface GoPlatform {
  readonly os: string;
  readonly arch: string;
}

/** Every name that makes a `_name.go` suffix, those of ports to come or long gone included. */
export const OPERATING_SYSTEMS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);

export const ARCHITECTURES: ReadonlySet<string> = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le ' +
    'riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

const UNIX: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);

/** Systems that also count as another one. */
const ALSO: Readonly<Record<string, string>> = { android: 'linux', illumos: 'solaris', ios: 'darwin' };

/** `go tool dist list`: what can be built for at all. */
export const PLATFORMS: readonly GoPlatform[] = (
  'aix/ppc64 android/386 android/amd64 android/arm android/arm64 darwin/amd64 darwin/arm64 dragonfly/amd64 freebsd/386 ' +
  'freebsd/amd64 freebsd/arm freebsd/arm64 freebsd/riscv64 illumos/amd64 ios/amd64 ios/arm64 js/wasm linux/386 linux/amd64 ' +
  'linux/arm linux/arm64 linux/loong64 linux/mips linux/mips64 linux/mips64le linux/mipsle linux/ppc64 linux/ppc64le ' +
  'linux/riscv64 linux/s390x netbsd/386 netbsd/amd64 netbsd/arm netbsd/arm64 openbsd/386 openbsd/amd64 openbsd/arm ' +
  'openbsd/arm64 openbsd/mips64 openbsd/ppc64 openbsd/riscv64 plan9/386 plan9/amd64 plan9/arm solaris/amd64 wasip1/wasm ' +
  'windows/386 windows/amd64 windows/arm windows/arm64'
)
  .split(' ')
  .map((pair) => {
    const [os = '', arch = ''] = pair.split('/');
    return { os, arch };
  });

/** Whether a tag holds on a platform; undefined when it is no platform's name. */
export function platformTag(tag: string, { os, arch }: GoPlatform): boolean | undefined {
  if (tag === os || tag === arch || tag === ALSO[os]) return true;
  if (tag === 'unix') return UNIX.has(os);
  return OPERATING_SYSTEMS.has(tag) || ARCHITECTURES.has(tag) ? false : undefined;
}

const FROM_NEUTRAL: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  mipsel: 'mipsle',
  ppc64: 'ppc64le',
  sunos: 'solaris',
};

const WASM: Readonly<Record<string, GoPlatform>> = {
  wasm: { os: 'js', arch: 'wasm' },
  wasi: { os: 'wasip1', arch: 'wasm' },
};

/**
 * What go can build for under this name, be it neutral or go's own (`linux/riscv64`). Which C library a
 * system has is nothing to a binary without C.
 */
export function namedPlatform(name: string): GoPlatform | undefined {
  const { os, arch } = WASM[name] ?? fromNeutral(name.includes('/') ? name.replace('/', '-') : name);
  return PLATFORMS.find((one) => one.os === os && one.arch === arch);
}

const ZIG: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64', '386': 'x86', arm: 'arm' };
const ZIG_OS: Readonly<Record<string, string>> = {
  linux: 'linux-musl',
  darwin: 'macos',
  windows: 'windows-gnu',
};

/** As `zig cc -target` calls it; static against musl on Linux, so that the binary runs on any. */
export function zigTarget({ os, arch }: GoPlatform): string {
  return `${ZIG[arch] ?? arch}-${ZIG_OS[os] ?? os}`;
}

/** This machine's, where Go has it. */
export function hostGoPlatform(): GoPlatform | undefined {
  return namedPlatform(hostPlatform());
}

/** `linux-x64` to linux/amd64. */
export function fromNeutral(platform: string): GoPlatform {
  const [os = '', arch = ''] = platform.split('-').map((word) => FROM_NEUTRAL[word] ?? word);
  return { os, arch };
}
