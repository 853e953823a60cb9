/**
 * What a build leaves for Nx's cache: which paths of the store it is, and the files themselves where they
 * need nothing else of the store. A manifest from a cache is advice; `nix-ensure` compares it with what the
 * flake says now.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { copyTree } from '../../adapters/copy-tree.js';
import { type Head, headOf } from '../../adapters/git-head.js';
import type { PathInfo, Planned } from '../../adapters/nix/answers.js';
import type { Attribute } from '../../adapters/nix/commands.js';
import { scratchFolder } from '../../adapters/scratch.js';
import { ExpectedError } from '../../model/errors.js';
import type { SourceInformation } from '../../model/source-pin.js';
import type { PlacedFile } from '../../pipes/nix-builder.js';
import { placeArtifacts } from '../../run/artifacts.js';
import { fileNameOf } from './run-nix.js';
import type { Session } from './session.js';

export interface Manifest {
  readonly attr: string;
  readonly system: string;
  readonly drvPath: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly narHash: string;
  readonly references: readonly string[];
  readonly closureSize: number;
  /** Its files lie beside the manifest: they need nothing else of the store. */
  readonly isPortable: boolean;
  readonly nixVersion: string;
  /** sha256 of flake.lock. */
  readonly lockHash: string;
  /** Of a component from another repository: what it was made from. */
  readonly source?: SourceInformation;
  /** Which build left this, also where it comes from a cache. It decides nothing, and is in no key. */
  readonly built?: Built;
}

export interface Built extends Head {
  /** ISO 8601, in UTC. */
  readonly date: string;
}

export interface Places extends Placing {
  /** Workspace-relative. */
  readonly manifest: string;
  readonly files: string;
  readonly source?: SourceInformation;
}

export function writeManifest(
  { root, version }: Pick<Session, 'root' | 'version'>,
  { manifest, files, source, ...placing }: Places,
  attribute: Attribute,
  { drvPath, outputs }: Planned,
  info: PathInfo | undefined,
): Manifest {
  const out = outputs['out'] ?? Object.values(outputs)[0] ?? '';
  const references = (info?.references ?? []).filter((path) => path !== out);
  // An image names paths of the store, and holds all of them.
  const isWhole = references.length === 0 || attribute.set === 'images';
  const isPortable = info !== undefined && isWhole && existsSync(out);
  const says: Manifest = {
    attr: attribute.name,
    system: attribute.system,
    drvPath,
    outputs,
    narHash: info?.narHash ?? '',
    references,
    closureSize: info?.closureSize ?? 0,
    isPortable,
    nixVersion: version.join('.'),
    lockHash: digestOf(join(root, 'flake.lock')),
    ...(source === undefined ? {} : { source }),
  };
  const kept = builtBefore(join(root, manifest), drvPath);
  const text: Manifest = { ...says, built: kept ?? { ...headOf(root), date: new Date().toISOString() } };
  const found = findPlaced(attribute.name, out, placing, info);
  const scratch = join(scratchFolder(root), 'nix', fileNameOf(manifest));
  rmSync(join(root, scratch), { recursive: true, force: true });
  mkdirSync(join(root, scratch), { recursive: true });
  writeFileSync(join(root, scratch, 'manifest'), `${JSON.stringify(text, null, 2)}\n`);
  if (isPortable) copyOut(out, join(root, scratch, 'files'));
  const portable = found.filter(({ needs }) => needs.length === 0);
  for (const [index, { from }] of portable.entries()) copyOut(from, join(root, scratch, `placed-${index}`));
  // Until here nothing of an earlier build is touched.
  for (const { to, needs } of found)
    if (needs.length > 0) rmSync(join(root, to), { recursive: true, force: true });
  if (!isPortable || lstatSync(out).isFile()) rmSync(join(root, files), { recursive: true, force: true });
  placeArtifacts(root, [
    ...(isPortable ? [{ from: join(scratch, 'files'), to: files }] : []),
    ...portable.map(({ to }, index) => ({ from: join(scratch, `placed-${index}`), to })),
    { from: join(scratch, 'manifest'), to: manifest },
  ]);
  return text;
}

/** The same derivation has the same result: what there is stays byte for byte. */
function builtBefore(file: string, drvPath: string): Built | undefined {
  const before = readManifest(file);
  return before?.drvPath === drvPath ? before.built : undefined;
}

export function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

function digestOf(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : '';
}

/**
 * NB in the store nothing may be written; a copy that nobody may delete would stop Nx from restoring the next
 * one.
 */
function copyOut(from: string, to: string): void {
  copyTree(from, to);
  makeOrdinary(to);
}

function makeOrdinary(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) makeOrdinary(join(path, name));
}

export interface Placing {
  readonly placed?: readonly PlacedFile[];
  /** Projects that read them. */
  readonly readers?: readonly string[];
}

export interface PlacedItem {
  /** Absolute, in the store. */
  readonly from: string;
  /** Workspace-relative. */
  readonly to: string;
  /** Paths of the store that it names. */
  readonly needs: readonly string[];
}

/** @throws ExpectedError where the package lacks one, or somebody reads what cannot leave the store */
export function findPlaced(
  name: string,
  out: string,
  { placed = [], readers = [] }: Placing,
  info: PathInfo | undefined,
): PlacedItem[] {
  return placed.map(({ to, from }) => {
    const file = from.map((path) => join(out, path)).find((path) => existsSync(path));
    if (file === undefined)
      throw new ExpectedError(
        `The package ${name} has nothing for ${to}: ${out} has neither ${from.join(' nor ')}.`,
      );
    const needs = storePathsIn(file, [...(info?.references ?? []), out]);
    if (needs.length > 0 && readers.length > 0)
      throw new ExpectedError(
        `${to} is read by ${readers.join(', ')}, and what Nix builds of ${name} cannot leave the store: it names ${needs.join(', ')}.\n  Have the package linked statically (overrides in flake.nix), or build it by its own toolchain: "builder": { "${name}": "toolchain" } in the options of polynx.`,
      );
    return { from: file, to, needs };
  });
}

/**
 * By the hashes in their names, as Nix finds references.
 * https://nix.dev/manual/nix/latest/store/building#processing-outputs
 */
function storePathsIn(path: string, candidates: readonly string[]): string[] {
  const hashes = candidates.map((one) => [one, hashOf(one)] as const);
  const found = new Set<string>();
  const look = (at: string): void => {
    const stat = lstatSync(at);
    if (stat.isDirectory()) for (const name of readdirSync(at)) look(join(at, name));
    else {
      const content = stat.isSymbolicLink() ? Buffer.from(readlinkSync(at)) : readFileSync(at);
      for (const [one, hash] of hashes) if (hash !== '' && content.includes(hash)) found.add(one);
    }
  };
  look(path);
  return [...found].sort();
}

function hashOf(path: string): string {
  return /\/([a-z0-9]{32})-[^/]*$/.exec(path)?.[1] ?? '';
}
