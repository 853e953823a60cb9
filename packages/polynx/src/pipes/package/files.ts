/** The names of what is shipped, as each format has them. */
import { compact } from '../../model/compact.js';
import { nodePlatform } from '../../model/node-platform.js';
import { join } from '../../model/paths.js';
import { platformWord } from '../../model/platform.js';
import {
  DEBIAN,
  debianName,
  type Format,
  type Kind,
  RPM,
  type ShippedFile,
  systemOf,
  systemVersion,
} from '../../model/shipping.js';
import type { NpmPlatform } from '../../model/shipping-jobs.js';
import { type Built, libcOf } from './builds.js';
import type { Release } from './release.js';

const KINDS: Readonly<Record<Format, Kind>> = {
  'tar.gz': 'archive',
  'tar.zst': 'archive',
  zip: 'archive',
  deb: 'deb',
  rpm: 'rpm',
  npm: 'npm',
  shell: 'installer',
  powershell: 'installer',
};

/** Undefined where a platform has no such file. */
export function fileFor(
  format: Format,
  built: Built,
  all: readonly Built[],
  release: Release,
): ShippedFile | undefined {
  const base = baseFor(format, built, all, release);
  if (base === undefined) return undefined;
  return compact({
    path: join(release.folder, base),
    kind: KINDS[format],
    platform: built.platform,
    target: built.build.platformName,
  });
}

function baseFor(
  format: Format,
  built: Built,
  all: readonly Built[],
  { shipped: { name, version }, formats }: Release,
): string | undefined {
  const { build, platform } = built;
  const { os, cpu = '' } = systemOf(platform);
  const archive = `${name}-${version}-${build.platformName ?? platformWord(platform)}.${format}`;
  const system = systemVersion(version);
  switch (format) {
    case 'tar.gz':
    case 'tar.zst':
      return os === 'windows' && formats.includes('zip') ? undefined : archive;
    case 'zip':
      return os !== 'windows' && formats.some((other) => other.startsWith('tar.')) ? undefined : archive;
    case 'deb': {
      const architecture = architectureFor(DEBIAN, built, all);
      return architecture && `${debianName(name)}_${system}_${architecture}.deb`;
    }
    case 'rpm': {
      const architecture = architectureFor(RPM, built, all);
      return architecture && `${name}-${system}-1.${architecture}.rpm`;
    }
    case 'npm': {
      const word = npmWord(built);
      return os === 'other' || cpu === '' || word === undefined
        ? undefined
        : `npm-${name}-${word}-${version}.tgz`;
    }
    default:
      return undefined;
  }
}

/** Of two builds for one Linux, of which the second is against musl, only the first can be installed. */
function architectureFor(
  names: Readonly<Record<string, string>>,
  { platform }: Built,
  all: readonly Built[],
): string | undefined {
  const { os, cpu = '' } = systemOf(platform);
  const first = all.find((other) => {
    const system = systemOf(other.platform);
    return system.os === os && (system.cpu ?? '') === cpu;
  });
  return os === 'linux' && first?.platform === platform ? names[cpu] : undefined;
}

/** The platform as it stands in names of packages of npm. */
function npmWord({ build, platform, node }: Built): string | undefined {
  return node === undefined ? platformWord(platform) : nodePlatform(platform, build.platformName);
}

/** For one platform. A module of Node is looked for under one name only. */
export function npmPlatform(release: Release, built: Built, all: readonly Built[]): NpmPlatform {
  const { build, platform, node } = built;
  const libc = libcOf(build, all);
  const word = npmWord(built);
  if (node === undefined || word === undefined)
    return { name: npmName(release, platform), platform, ...libc };
  return {
    name: `${node.package}-${word}`,
    platform,
    // NB unlike a program it is never static.
    ...(systemOf(platform).isMusl ? { libc: 'musl' as const } : libc),
    module: `${node.file}.${word}.node`,
  };
}

export function npmName({ shipped, options: { scope } }: Release, platform?: string): string {
  const name = shipped.name.toLowerCase();
  const base = platform === undefined ? name : `${name}-${platformWord(platform)}`;
  return scope === undefined ? base : `${scope}/${base}`;
}
