/**
 * What a crate's programs are made of: the packages of Cargo.lock that they link on any platform, and the
 * crates of the repository.
 */
import { compact } from '../../../model/compact.js';
import type { Project } from '../../../model/project.js';
import type { Component, Sbom } from '../../../model/sbom.js';
import { purl } from '../../shared/purl.js';
import { type CargoLock, type LockedPackage, resolveLine } from '../manifest/cargo-lock.js';
import { textField } from '../manifest/cargo-toml.js';
import type { Crate } from '../manifest/crates.js';
import type { CargoDetails } from '../workspace.js';
import { directPackages, withDependencies } from './third-party.js';

export function cargoSbom({ details }: Project<CargoDetails>): Sbom | undefined {
  if (details.kind !== 'crate') return undefined;
  const { crate } = details;
  const { lock, lockFile } = crate.workspace;
  const { crates } = details.forOtherPlatforms().closures.production;
  if (lock === undefined) {
    const isAlone = crates.every(({ thirdParty }) => thirdParty.every(({ kind }) => kind === 'dev'));
    return isAlone ? { components: [], direct: [], shared: [] } : undefined;
  }
  const directs = new Map(crates.map((one) => [one, directOf(one, crates, lock)]));
  const linked = withDependencies(
    [...directs.values()].flatMap(({ packages }) => packages),
    lock,
  );
  return {
    components: [
      ...crates
        .filter((one) => one !== crate)
        .map((one) => ({ ...localComponent(one), dependsOn: directs.get(one)?.refs ?? [] })),
      ...[...linked].filter(isPublished).map((locked) => publishedComponent(locked, lock, linked)),
    ],
    direct: directs.get(crate)?.refs ?? [],
    shared: [lockFile],
  };
}

function isPublished({ source }: LockedPackage): boolean {
  return source !== undefined;
}

/**
 * What a crate of the repository asks for. Build dependencies too: their code runs when the program is made.
 */
function directOf(crate: Crate, crates: readonly Crate[], lock: CargoLock) {
  const packages = (directPackages(crate, 'production', lock, true) ?? []).filter(isPublished);
  const local = crate.edges.flatMap(({ kind, directory }) =>
    kind === 'dev' ? [] : crates.filter((other) => other.directory === directory && other !== crate),
  );
  return { packages, refs: [...new Set([...local.map(localRef), ...packages.map(refOf)])] };
}

/** NB without a purl: a crate of this name on crates.io may be another one. */
function localComponent(crate: Crate): Component {
  const version = versionOf(crate);
  return compact({ ref: localRef(crate), name: crate.name, version });
}

function localRef({ directory, name }: Crate): string {
  return `path+${directory}#${name}`;
}

export function versionOf({ manifest, workspace }: Crate): string | undefined {
  return textField(manifest.package?.version, workspace.manifest.workspace?.package?.['version']);
}

function publishedComponent(
  locked: LockedPackage,
  lock: CargoLock,
  linked: ReadonlySet<LockedPackage>,
): Component {
  const { name, version, checksum } = locked;
  const dependencies = locked.dependencies
    .flatMap((line) => resolveLine(lock, line))
    .filter((one) => linked.has(one) && isPublished(one));
  return {
    ref: refOf(locked),
    name,
    version,
    purl: refOf(locked),
    ...(checksum === undefined ? {} : { hash: { algorithm: 'SHA-256', hex: checksum } }),
    dependsOn: [...new Set(dependencies.map(refOf))],
  };
}

const CRATES_IO = [
  'registry+https://github.com/rust-lang/crates.io-index',
  'sparse+https://index.crates.io/',
];

/** https://github.com/package-url/purl-spec/blob/main/types-doc/cargo-definition.md */
function refOf({ name, version, source = '' }: LockedPackage): string {
  const [kind = '', ...rest] = source.split('+');
  const url = rest.join('+');
  if (kind === 'git') {
    const [place = '', commit = ''] = url.split('#');
    return purl('cargo', name, version, { vcs_url: `git+${place.replace(/\?.*$/s, '')}@${commit}` });
  }
  return purl('cargo', name, version, CRATES_IO.includes(source) ? {} : { repository_url: url });
}
