/**
 * What is shipped of a project: to whom, in which files, by what name. Plain data, from the graph to the
 * executor that writes them.
 */
import { compact } from './compact.js';

export const FORMATS = ['tar.gz', 'tar.zst', 'zip', 'deb', 'rpm', 'npm', 'shell', 'powershell'] as const;

export type Format = (typeof FORMATS)[number];

/** What users ask for, in the plugin's options and, over those, in a manifest's `nx` section. */
export interface PackageOptions {
  /** Of archives, Windows gets zip and everybody else the others, unless only the one kind is named. */
  readonly formats?: readonly Format[] | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** URL of the files of a release, for installers; `{version}` is replaced. */
  readonly baseUrl?: string | undefined;
  /** Scope of npm packages, with its `@`. */
  readonly scope?: string | undefined;
  /** `Name <address>`, for deb and rpm. */
  readonly maintainer?: string | undefined;
  /** Dependencies of deb and rpm packages. */
  readonly depends?: readonly string[] | undefined;
  /** Additional files in archives, relative to the project. */
  readonly include?: readonly string[] | undefined;
  /** Whether there is a `sign` target. */
  readonly sign?: boolean | undefined;
}

/** What a manifest says of the thing itself. */
export interface About {
  /** The name it is published under. */
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  /** SPDX expression. */
  readonly license?: string;
  readonly homepage?: string;
}

/** What all files of one release have in common. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly homepage?: string;
}

/** One file of a release. */
export interface ShippedFile {
  /** Workspace-relative. */
  readonly path: string;
  readonly kind: Kind;
  readonly platform?: string;
  /** What the toolchain calls the platform. */
  readonly target?: string;
}

export type Kind = 'archive' | 'deb' | 'rpm' | 'npm' | 'sbom' | 'installer' | 'checksums';

/**
 * `linux-x64-musl`, `linux/riscv64` or `x86_64-unknown-linux-gnu`: what everybody but the toolchain needs to
 * know of a platform.
 */
export interface System {
  readonly os: 'linux' | 'darwin' | 'windows' | 'other';
  /** As Node has it; `universal` for both of a Mac; absent where nobody else has a word for it. */
  readonly cpu?: string;
  readonly isMusl: boolean;
}

const CPUS: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  amd64: 'x64',
  x64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
  i686: 'ia32',
  '386': 'ia32',
  ia32: 'ia32',
  riscv64: 'riscv64',
  riscv64gc: 'riscv64',
  ppc64le: 'ppc64',
  powerpc64le: 'ppc64',
  s390x: 's390x',
  loong64: 'loong64',
  loongarch64: 'loong64',
  armv7: 'arm',
  arm: 'arm',
  universal: 'universal',
};

export function systemOf(platform: string): System {
  const parts = platform.split(/[-/]/);
  const os = (['linux', 'darwin', 'windows'] as const).find((name) => parts.includes(name)) ?? 'other';
  const cpu = parts.flatMap((part) => CPUS[part] ?? [])[0];
  return compact({ os, cpu, isMusl: parts.some((part) => part.startsWith('musl')) });
}

/** https://wiki.debian.org/SupportedArchitectures */
export const DEBIAN: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ia32: 'i386',
  arm: 'armhf',
  riscv64: 'riscv64',
  ppc64: 'ppc64el',
  s390x: 's390x',
  loong64: 'loong64',
};

export const RPM: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
  ia32: 'i686',
  arm: 'armv7hl',
  riscv64: 'riscv64',
  ppc64: 'ppc64le',
  s390x: 's390x',
  loong64: 'loongarch64',
};

/** A name that every system and format takes, from whatever a manifest says. */
export function fileName(name: string): string {
  const plain = name.replace(/^@[^/]*\//, '').replace(/[^\w.+-]+/g, '-');
  return plain.replace(/^[-.]+/, '') || 'package';
}

/** `1.2.3-rc.1`, also written `v1.2.3-rc.1`; undefined for anything else. https://semver.org */
export function versionIn(text: string | undefined): string | undefined {
  return /^\s*v?(\d+(?:\.\d+)*(?:[-+][0-9A-Za-z.+-]+)?)\s*$/.exec(text ?? '')?.[1];
}

/** deb and rpm sort `1.0~rc.1` before `1.0`, and know no dash and no plus of semver's. */
export function systemVersion(version: string): string {
  const [base = '', build] = version.split('+');
  return (
    base.replace('-', '~').replaceAll('-', '.') +
    (build === undefined ? '' : `+${build.replaceAll('-', '.')}`)
  );
}

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html#source */
export function debianName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9+.-]+/g, '-');
}
