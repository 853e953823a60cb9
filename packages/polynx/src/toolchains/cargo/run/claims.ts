/**
 * The fingerprints by which cargo takes a unit for compiled. It compares times of modification, and a file
 * that `mv`, `cp -p`, `tar` or `rsync -t` put there may be older than what was compiled.
 * https://doc.rust-lang.org/nightly/nightly-rustc/cargo/core/compiler/fingerprint/index.html
 */
import { basename, dirname, join, resolve } from 'node:path';
import type { Claim, Grounds, NotesDisk } from '../../../model/claim.js';
import { compact } from '../../../model/compact.js';
import { isBelow } from '../../../model/native-paths.js';
import { readEncodedDepInfo } from './encoded-dep-info.js';
import { linkedFiles } from './linked-files.js';
import { type CargoMessage, readMessages } from './messages.js';

type Where = NotesDisk & { readonly workspaceRoot: string };

/** Of the units in the messages whose sources may change. `build` is cargo's build folder, absolute. */
export function claimsOf(
  lines: readonly string[],
  { build, profile }: { readonly build: string; readonly profile: string },
  disk: Where,
): Claim[] {
  const units = localUnits(readMessages(lines), disk);
  if (units.length === 0) return [];
  return fingerprintFolders(build, profile, disk).flatMap((folder) => {
    const there = disk.list(folder);
    const known = new Set(there);
    return units.flatMap(({ package: name, hash, unit, root, isNew, linked = [] }) => {
      const own = `${name}-${hash}`;
      const isMeant = (one: string) => isVariantOf(name, one) && !isOnlyChecked(one, unit, folder, disk);
      const folders = known.has(own) ? [own] : hash === undefined ? there.filter(isMeant) : [];
      return folders.map((one): Claim => {
        const place = { fingerprint: join(folder, one), name: unit, root, build, disk };
        return compact({
          note: noteOf(place),
          base: root,
          isNew,
          grounds: () => withLinked(groundsOf(place), linked, place),
        });
      });
    });
  });
}

function isVariantOf(name: string, folder: string): boolean {
  return folder.startsWith(`${name}-`) && /^[0-9a-f]{16}$/.test(folder.slice(name.length + 1));
}

/** By `cargo check` and clippy: what they leave has the hash in its name. */
function isOnlyChecked(variant: string, unit: string, folder: string, disk: NotesDisk): boolean {
  const crate = unit.slice(unit.indexOf('-') + 1).replaceAll('-', '_');
  const hash = variant.slice(variant.lastIndexOf('-') + 1);
  return disk.has(join(dirname(folder), 'deps', `lib${crate}-${hash}.rmeta`));
}

interface ReportedUnit {
  readonly package: string;
  /** Absolute, of the package. */
  readonly root: string;
  /**
   * Absent for programs and C libraries, whose files have none in their names: then any variant may be meant.
   */
  readonly hash?: string;
  /** As cargo calls it: `lib-util`, `test-bin-app`. */
  readonly unit: string;
  readonly isNew?: boolean;
  /** Libraries that a build script names. */
  readonly linked?: readonly string[];
}

type Artifact = Extract<CargoMessage, { reason: 'compiler-artifact' }>;

function localUnits(messages: readonly CargoMessage[], disk: Where): ReportedUnit[] {
  const roots = new Map<string, string>();
  for (const message of messages)
    if (message.reason === 'compiler-artifact') roots.set(message.package_id, dirname(message.manifest_path));
  return messages.flatMap((message) => {
    const root = roots.get(message.package_id);
    if (root === undefined || !isLocal(message.package_id)) return [];
    const common = { package: nameOf(message.package_id), root };
    if (message.reason === 'compiler-artifact')
      return compact({
        ...common,
        hash: hashIn(message.filenames),
        unit: unitOf(message),
        isNew: !message.fresh,
      });
    // Cargo does not say whether it ran just now.
    const isFile = (file: string) => disk.has(file) && !disk.isDirectory(file);
    // NB walking through the libraries of the system would take longer than the build.
    const linked = linkedFiles(message, isFile).filter((path) => isBelow(path, disk.workspaceRoot));
    return compact({ ...common, hash: hashIn([message.out_dir]), unit: SCRIPT_RUN, linked });
  });
}

function isLocal(id: string): boolean {
  return id.startsWith('path+') || id.includes('(path+');
}

/**
 * `path+file:///w/util#0.1.0`, `path+file:///w/crates/a#util@0.1.0`; until cargo 1.76 `util 0.1.0
 * (path+file:///w/util)`.
 */
function nameOf(id: string): string {
  if (!id.startsWith('path+')) return id.slice(0, id.indexOf(' '));
  const hash = id.lastIndexOf('#');
  const [name, version] = id.slice(hash + 1).split('@');
  return version === undefined ? id.slice(id.lastIndexOf('/', hash) + 1, hash) : (name ?? '');
}

/** `deps/libutil-0123456789abcdef.rmeta`, `build/util-0123456789abcdef/out`. */
function hashIn(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const hash = /-([0-9a-f]{16})(?:\.\w+|[/\\][\w-]+(?:\.exe)?)?$/.exec(path)?.[1];
    if (hash !== undefined) return hash;
  }
  return undefined;
}

function unitOf({ target, profile }: Artifact): string {
  const [kind = ''] = target.kind;
  const known: Readonly<Record<string, string>> = {
    bin: 'bin',
    example: 'example',
    bench: 'bench',
    test: 'integration-test',
    'custom-build': 'build-script',
  };
  return `${profile.test ? 'test-' : ''}${known[kind] ?? 'lib'}-${target.name}`;
}

/** For the host, and one per triple. */
function fingerprintFolders(build: string, profile: string, disk: NotesDisk): string[] {
  const inner = disk.list(build).map((name) => join(build, name));
  return [build, ...inner].map((folder) => join(folder, profile, '.fingerprint'));
}

/** The part of a fingerprint that is compared by time. */
interface Local {
  readonly CheckDepInfo?: unknown;
  readonly RerunIfChanged?: { readonly paths: readonly string[] };
  readonly Precalculated?: string;
}

interface Unit {
  /** The folder of its fingerprint. */
  readonly fingerprint: string;
  readonly name: string;
  /** Of its package. */
  readonly root: string;
  readonly build: string;
  readonly disk: NotesDisk;
}

const SCRIPT_RUN = 'run-build-script-build-script-build';

/**
 * With whose time cargo compares those of the sources. NB not the fingerprint itself: where that is missing
 * the unit is compiled again, and what was compiled from it is not until the run after.
 */
function noteOf({ fingerprint, name }: Unit): string {
  if (name !== SCRIPT_RUN) return join(fingerprint, `dep-${name}`);
  return outputOfScript(join(fingerprint, name));
}

/**
 * `debug/.fingerprint/app-0123456789abcdef/run-build-script-…` has `debug/build/app-0123456789abcdef/output`.
 */
export function outputOfScript(fingerprint: string): string {
  const folder = dirname(fingerprint);
  return join(folder, '../../build', basename(folder), 'output');
}

function withLinked({ files, folders }: Grounds, linked: readonly string[], { build, disk }: Unit): Grounds {
  return {
    files: [...files, ...linked.filter((path) => !disk.isDirectory(path))],
    folders: [...folders, ...linked.filter(disk.isDirectory).map((path) => ({ path, except: [build] }))],
  };
}

/** Where cargo writes its notes in another way than we know, the whole package counts. */
function groundsOf(unit: Unit): Grounds {
  const { fingerprint, name, disk } = unit;
  try {
    const text = disk.text(join(fingerprint, `${name}.json`)) ?? '';
    const parts = (JSON.parse(text) as { local: readonly Local[] }).local.map((local) =>
      groundsOfPart(local, unit),
    );
    return { files: parts.flatMap(({ files }) => files), folders: parts.flatMap(({ folders }) => folders) };
  } catch {
    return wholePackage(unit);
  }
}

function wholePackage({ build }: Unit): Grounds {
  const except = ['.git', '.nx', 'node_modules', build];
  return { files: [], folders: [{ path: '.', except, border: 'Cargo.toml' }] };
}

function groundsOfPart(
  { CheckDepInfo: compiled, RerunIfChanged: watched, Precalculated: newest = '' }: Local,
  unit: Unit,
): Grounds {
  const { root, build, disk } = unit;
  if (compiled !== undefined) {
    const files = readEncodedDepInfo(disk.bytes(noteOf(unit)) ?? new Uint8Array());
    return files === undefined ? wholePackage(unit) : { files, folders: [] };
  }
  if (watched !== undefined) {
    const isFolder = (path: string) => disk.isDirectory(resolve(root, path));
    const folders = watched.paths.filter(isFolder).map((path) => ({ path, except: [build] }));
    return { files: watched.paths.filter((path) => !isFolder(path)), folders };
  }
  // `1796034764.212063752s (src/lib.rs)`. Of a package that cannot change it is the version.
  return /^[\d.]+s \(/.test(newest) ? wholePackage(unit) : { files: [], folders: [] };
}
