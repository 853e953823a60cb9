/**
 * The fingerprints by which cargo takes a unit for compiled. It compares times of modification, and a file that `mv`, `cp -p`, `tar` or `rsync -t` put there may be older
 * than what was compiled. https://doc.rust-lang.org/nightly/nightly-rustc/cargo/core/compiler/fingerprint/index.html
 */
import { basename, dirname, join, resolve } from 'node:path';
import type { Claim, Folder, Grounds, NotesDisk } from '../../../model/claim.js';
import { readEncodedDepInfo } from './encoded-dep-info.js';
import { type CargoMessage, readMessages } from './messages.js';

/** Of the packages in the messages whose sources may change. `build` is cargo's build folder, absolute. */
export function claimsOf(
  lines: readonly string[],
  { build, profile }: { readonly build: string; readonly profile: string },
  disk: NotesDisk,
): Claim[] {
  const packages = localPackages(readMessages(lines));
  if (packages.size === 0) return [];
  return fingerprintFolders(build, profile, disk).flatMap((all) =>
    disk.list(all).flatMap((name) => {
      const owner = packages.get(name.replace(/-[0-9a-f]{16}$/, ''));
      return owner === undefined ? [] : unitsIn(join(all, name), owner, build, disk);
    }),
  );
}

interface LocalPackage {
  /** Absolute. */
  readonly root: string;
  readonly isNew: boolean;
}

function localPackages(messages: readonly CargoMessage[]): Map<string, LocalPackage> {
  const found = new Map<string, LocalPackage>();
  for (const message of messages) {
    if (message.reason !== 'compiler-artifact' || !isLocal(message.package_id)) continue;
    const name = nameOf(message.package_id);
    const isNew = !message.fresh || (found.get(name)?.isNew ?? false);
    found.set(name, { root: dirname(message.manifest_path), isNew });
  }
  return found;
}

function isLocal(id: string): boolean {
  return id.startsWith('path+') || id.includes('(path+');
}

/** `path+file:///w/util#0.1.0`, `path+file:///w/crates/a#util@0.1.0`; until cargo 1.76 `util 0.1.0 (path+file:///w/util)`. */
function nameOf(id: string): string {
  if (!id.startsWith('path+')) return id.slice(0, id.indexOf(' '));
  const hash = id.lastIndexOf('#');
  const [name, version] = id.slice(hash + 1).split('@');
  return version === undefined ? id.slice(id.lastIndexOf('/', hash) + 1, hash) : (name ?? '');
}

/** For the host, and one per triple. */
function fingerprintFolders(build: string, profile: string, disk: NotesDisk): string[] {
  const inner = disk.list(build).map((name) => join(build, name));
  return [build, ...inner].map((folder) => join(folder, profile, '.fingerprint'));
}

/** Documentation is always made anew: its folder is emptied before. */
function unitsIn(folder: string, { root, isNew }: LocalPackage, build: string, disk: NotesDisk): Claim[] {
  const names = new Set(disk.list(folder));
  return [...names].flatMap((unit) =>
    names.has(`${unit}.json`) && !unit.startsWith('doc-')
      ? [
          {
            note: join(folder, unit),
            base: root,
            isNew,
            grounds: () => groundsOf({ folder, name: unit, root, build, disk }),
          },
        ]
      : [],
  );
}

/** The part of a fingerprint that is compared by time. */
interface Local {
  readonly CheckDepInfo?: unknown;
  readonly RerunIfChanged?: { readonly paths: readonly string[] };
  readonly Precalculated?: string;
}

interface Unit {
  /** Of its fingerprint. */
  readonly folder: string;
  readonly name: string;
  /** Of its package. */
  readonly root: string;
  readonly build: string;
  readonly disk: NotesDisk;
}

/** Where cargo writes its notes in another way than we know, the whole package counts. */
function groundsOf(unit: Unit): Grounds {
  const { folder, name, disk } = unit;
  try {
    const fingerprint = JSON.parse(disk.text(join(folder, `${name}.json`)) ?? '') as {
      local: readonly Local[];
    };
    const parts = fingerprint.local.map((local) => groundsOfPart(local, unit));
    const began = parts.find((one) => one.began !== undefined)?.began;
    return {
      ...(began === undefined ? {} : { began }),
      files: parts.flatMap(({ files }) => files),
      folders: parts.flatMap(({ folders }) => folders),
    };
  } catch {
    return { files: [], folders: [wholePackage(unit)] };
  }
}

function wholePackage({ build }: Unit): Folder {
  return { path: '.', except: ['.git', '.nx', 'node_modules', build], border: 'Cargo.toml' };
}

function groundsOfPart(
  { CheckDepInfo: compiled, RerunIfChanged: watched, Precalculated: newest }: Local,
  unit: Unit,
): Grounds {
  const { folder, name, root, build, disk } = unit;
  if (compiled !== undefined) {
    const began = join(folder, `dep-${name}`);
    const files = readEncodedDepInfo(disk.bytes(began) ?? new Uint8Array());
    return { began, files: files ?? [], folders: files === undefined ? [wholePackage(unit)] : [] };
  }
  const began = join(folder, '../../build', basename(folder), 'invoked.timestamp');
  if (watched !== undefined) {
    const isFolder = (path: string) => disk.isDirectory(resolve(root, path));
    const folders = watched.paths.filter(isFolder).map((path) => ({ path, except: [build] }));
    return { began, files: watched.paths.filter((path) => !isFolder(path)), folders };
  }
  // Of a package that cannot change it is the version.
  return { began, files: [], folders: /^[\d.]+s \(/.test(newest ?? '') ? [wholePackage(unit)] : [] };
}
