/** The names of what is shipped, as each format has them. */
import { compact } from '../../model/compact.js';
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
import type { Built } from './builds.js';
import type { Release } from './release.js';

/** Undefined where a platform has no such file. */
export function fileFor(
  format: Format,
  { build, platform }: Built,
  all: readonly Built[],
  { shipped: { name, version }, folder, formats }: Release,
): ShippedFile | undefined {
  const { os, cpu = '' } = systemOf(platform);
  const target = build.platformName;
  const file = (kind: Kind, base: string): ShippedFile =>
    compact({
      path: join(folder, base),
      kind,
      platform,
      target,
    });
  // Two builds for one system, of which the second is against musl: both cannot be installed.
  const same = all.filter((other) => {
    const seen = systemOf(other.platform);
    return seen.os === os && seen.cpu === cpu;
  });
  const isFirst = same[0]?.platform === platform;
  const isInstallable = os === 'linux' && isFirst;
  const system = systemVersion(version);
  switch (format) {
    case 'tar.gz':
    case 'tar.zst':
      return os === 'windows' && formats.includes('zip')
        ? undefined
        : file('archive', `${name}-${version}-${target ?? platformWord(platform)}.${format}`);
    case 'zip':
      return os !== 'windows' && formats.some((other) => other.startsWith('tar.'))
        ? undefined
        : file('archive', `${name}-${version}-${target ?? platformWord(platform)}.zip`);
    case 'deb': {
      const architecture = DEBIAN[cpu];
      return architecture !== undefined && isInstallable
        ? file('deb', `${debianName(name)}_${system}_${architecture}.deb`)
        : undefined;
    }
    case 'rpm': {
      const architecture = RPM[cpu];
      return architecture !== undefined && isInstallable
        ? file('rpm', `${name}-${system}-1.${architecture}.rpm`)
        : undefined;
    }
    case 'npm':
      return os === 'other' || cpu === ''
        ? undefined
        : file('npm', `npm-${name}-${platformWord(platform)}-${version}.tgz`);
    default:
      return undefined;
  }
}

export function npmName({ shipped, options: { scope } }: Release, platform?: string): string {
  const name = shipped.name.toLowerCase();
  const base = platform === undefined ? name : `${name}-${platformWord(platform)}`;
  return scope === undefined ? base : `${scope}/${base}`;
}
