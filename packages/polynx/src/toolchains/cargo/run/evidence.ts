/**
 * What rustc and build scripts really read. Cargo's messages name the units, fresh ones too; rustc leaves a
 * dependency file beside each result, and cargo the output of each build script.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 * https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 */
import { basename, dirname, join, resolve } from 'node:path';
import type { Evidence } from '../../../model/evidence.js';
import { isBelow, seenFrom } from '../../../model/native-paths.js';
import { isInside } from '../../../model/paths.js';
import type { Disk, EvidenceContext } from '../../toolchain.js';
import { isCargosOwn } from '../inputs/own-env.js';
import type { CargoRunOptions } from '../options.js';
import { targetDirectory } from './command.js';
import { readDepInfo } from './dep-info.js';
import { linkedFiles } from './linked-files.js';
import { type CargoMessage, readMessages } from './messages.js';

type Artifact = Extract<CargoMessage, { reason: 'compiler-artifact' }>;
type ScriptRun = Extract<CargoMessage, { reason: 'build-script-executed' }>;

export function evidenceOf(
  lines: readonly string[],
  options: CargoRunOptions,
  context: EvidenceContext,
): Evidence[] {
  const messages = readMessages(lines);
  const place = placeOf(options, context);
  const scripts = messages.filter((message) => message.reason === 'build-script-executed');
  const units = messages.filter((message) => message.reason === 'compiler-artifact').filter(isOwn);
  const compiled = units.flatMap((unit) => unitEvidence(unit, scripts, place));
  const known = new Set(compiled.flatMap(({ files }) => files));
  return [
    ...compiled,
    ...scripts.flatMap((script) => scriptEvidence(script, units, place)),
    ...units.flatMap((unit) => finalEvidence(unit, known, place)),
  ];
}

/**
 * NB not by where it lies: vendored packages may lie in the repository. The lock's checksum says what they
 * are, and cargo compares.
 */
function isOwn({ package_id }: Artifact): boolean {
  return !/^(?:registry|sparse|git)\+|\((?:registry|sparse|git)\+/.test(package_id);
}

interface Place {
  readonly workspaceRoot: string;
  /** Absolute directory of the Cargo workspace: rustc's own paths are relative to it. */
  readonly cargoRoot: string;
  /** Manifest of the crate that is asked for. */
  readonly manifest: string;
  /** Packages that ask git, whose answers are in the key as such. */
  readonly askGit: ReadonlySet<string>;
  /** Absolute; what lies in them was made by this very build. */
  readonly generated: readonly string[];
  readonly disk: Disk;
  /** Clippy opens the workspace's own files for whatever it compiles. */
  readonly isClippy: boolean;
}

function placeOf(
  options: CargoRunOptions,
  { workspaceRoot, projectRoot, env, disk }: EvidenceContext,
): Place {
  const cargoRoot = resolve(workspaceRoot, options.workspace);
  const folders = [targetDirectory(options), env['CARGO_TARGET_DIR']];
  return {
    workspaceRoot,
    cargoRoot,
    disk,
    askGit: new Set(Object.keys(options.gitFacts)),
    isClippy: options.command === 'clippy',
    manifest: seenFrom(workspaceRoot, join(workspaceRoot, projectRoot, 'Cargo.toml')) ?? 'Cargo.toml',
    generated: folders.flatMap((folder, index) =>
      folder === undefined ? [] : resolve(index === 0 ? workspaceRoot : cargoRoot, folder),
    ),
  };
}

function readFiles(
  paths: readonly string[],
  base: string,
  { workspaceRoot, generated, disk }: Place,
): string[] {
  const absolute = paths.map((path) => resolve(base, path));
  const given = absolute.filter((path) => !generated.some((folder) => isBelow(path, folder)));
  // NB Nx does not look behind symbolic links: what lies there has to be an input by its own name.
  const root = disk.real(workspaceRoot);
  return [
    ...new Set(
      given.flatMap((path) => {
        const names = [seenFrom(workspaceRoot, path), seenFrom(root, disk.real(path))];
        return names.flatMap((name) => asGlob(name, disk.isDirectory(path)));
      }),
    ),
  ];
}

/** What of the workspace's own files decides is in the slice. */
function withoutShared(paths: readonly string[], base: string, { cargoRoot, isClippy }: Place): string[] {
  const shared = ['Cargo.toml', 'Cargo.lock'].map((name) => join(cargoRoot, name));
  return isClippy ? paths.filter((path) => !shared.includes(resolve(base, path))) : [...paths];
}

/** Of a folder, everything in it is meant. */
function asGlob(file: string | undefined, isFolder: boolean): string[] {
  if (file === undefined) return [];
  return [isFolder ? `${file}/**/*` : file];
}

/** A library, a test, a build script: anything whose result stays in cargo's build folder. */
function unitEvidence(unit: Artifact, scripts: readonly ScriptRun[], place: Place): Evidence[] {
  const manifest = ownManifest(unit, place);
  const text = manifest === undefined ? undefined : dependencyInfo(unit, place);
  if (manifest === undefined || text === undefined) return [];
  const { files, env } = readDepInfo(text);
  // NB a package outside the Cargo workspace is compiled in its own folder.
  const inCargoRoot = isBelow(unit.target.src_path, place.cargoRoot);
  const base = inCargoRoot ? place.cargoRoot : dirname(unit.manifest_path);
  const ownScript = scripts.find(({ package_id }) => package_id === unit.package_id);
  const given = new Set(ownScript?.env.map(([name]) => name));
  return [
    {
      manifest,
      ...sourceOf(unit, place),
      files: lessGit(readFiles(withoutShared(files, base, place), base, place), unit, place),
      env: env.filter((name) => !isCargosOwn(name) && !given.has(name)),
    },
  ];
}

function lessGit(files: readonly string[], { package_id }: Artifact, { askGit }: Place): string[] {
  return files.filter((file) => !(isInside(file, '.git') && askGit.has(packageName(package_id))));
}

/** `path+file:///home/me/shop/crates/util#0.1.0`, or `#util@0.1.0` where the folder has another name. */
function packageName(id: string): string {
  const [path = '', fragment = ''] = id.split('#');
  return fragment.includes('@') ? (fragment.split('@')[0] ?? '') : basename(path);
}

/**
 * NB `cargo vendor` puts other people's packages into the repository: the lock says what they are, and cargo
 * checks that they are it.
 */
function ownManifest({ package_id, manifest_path }: Artifact, { workspaceRoot }: Place): string | undefined {
  return package_id.startsWith('path+') ? seenFrom(workspaceRoot, manifest_path) : undefined;
}

function sourceOf({ target }: Artifact, { workspaceRoot }: Place): Pick<Evidence, 'source'> {
  const source = seenFrom(workspaceRoot, target.src_path);
  return source === undefined ? {} : { source };
}

/**
 * `deps/libx-1234.rmeta` has `deps/x-1234.d`, `build/x-1234/build-script-build` has
 * `build/x-1234/build_script_build-1234.d`.
 */
function dependencyInfo({ filenames, target }: Artifact, { disk }: Place): string | undefined {
  const candidates = filenames.flatMap((file) => {
    const folder = dirname(file);
    const stem = basename(file).replace(/\.[^.]+$/, '');
    const hash = /-([0-9a-f]{16})$/.exec(folder)?.[1];
    return [
      join(folder, `${stem}.d`),
      join(folder, `${stem.replace(/^lib/, '')}.d`),
      ...(hash === undefined ? [] : [join(folder, `${target.name.replaceAll('-', '_')}-${hash}.d`)]),
    ].filter((candidate) => /-[0-9a-f]{16}\.d$/.test(candidate));
  });
  return firstText(candidates, disk);
}

function firstText(files: readonly string[], disk: Disk): string | undefined {
  for (const file of files) {
    const text = disk.read(file);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * `rerun-if-changed` and `rerun-if-env-changed`, and libraries that it names. What scripts of other people's
 * packages watch in this repository is nothing.
 */
function scriptEvidence(script: ScriptRun, units: readonly Artifact[], place: Place): Evidence[] {
  const text = place.disk.read(join(script.out_dir, '../output'));
  const unit = units.find(({ package_id }) => package_id === script.package_id);
  if (text === undefined) return [];
  const env = watched(text, 'rerun-if-env-changed').filter((name) => !isCargosOwn(name));
  const own = unit === undefined ? undefined : ownManifest(unit, place);
  if (unit === undefined || own === undefined)
    return env.length === 0 ? [] : [{ manifest: place.manifest, files: [], env, foreign: true }];
  const paths = [
    ...watched(text, 'rerun-if-changed'),
    ...linkedFiles(script, (file) => place.disk.read(file) !== undefined),
  ];
  const files = lessGit(readFiles(paths, dirname(unit.manifest_path), place), unit, place);
  return [{ manifest: own, ...sourceOf(unit, place), files, env }];
}

function watched(output: string, instruction: string): string[] {
  const lines = output.matchAll(new RegExp(`^cargo::?${instruction}=(.+?)\\r?$`, 'gm'));
  return [...new Set([...lines].map(([, value = '']) => value.trim()))];
}

/** Programs and C libraries are named where they end up; cargo lists everything below them there. */
function finalEvidence(unit: Artifact, known: ReadonlySet<string>, place: Place): Evidence[] {
  const manifest = ownManifest(unit, place);
  if (manifest === undefined || dependencyInfo(unit, place) !== undefined) return [];
  const lists = unit.filenames.map((file) => file.replace(/\.[^./]+$/, '').concat('.d'));
  const text = firstText(lists, place.disk);
  if (text === undefined) return [];
  const listed = readFiles(readDepInfo(text).files, place.cargoRoot, place);
  // NB of the crates that it is made of too.
  const files = listed.filter(
    (file) => !known.has(file) && !(place.askGit.size > 0 && isInside(file, '.git')),
  );
  return [{ manifest, ...sourceOf(unit, place), files, env: [] }];
}

/** As it stands in Cargo.toml. */
export function settingToml(name: string, values: readonly string[]): string {
  return `[package.metadata.nx]\n${name} = [${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}
