/**
 * What cargo compiles: `cargo metadata --no-deps` for the crates, their closures by path, and their manifests
 * with all that they inherit; Cargo.lock for what is resolved. Optional dependencies count, those of members
 * for another platform do not.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { parse } from 'smol-toml';
import { countsHere } from './cfg-here.js';
import { filesFrom, type Read } from './rust-files.js';
import { type Asked, type Needs, ownFiles, type Reads, type Truth } from './truth.js';

interface Dependency {
  readonly name: string;
  readonly path?: string;
  readonly kind: 'dev' | 'build' | null;
  readonly target: string | null;
}

interface Target {
  readonly kind: readonly string[];
  readonly src_path: string;
  readonly test: boolean;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly manifest_path: string;
  readonly dependencies: readonly Dependency[];
  readonly targets: readonly Target[];
  readonly features: object;
}

interface Locked {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly checksum?: string;
  readonly dependencies?: readonly string[];
}

interface Workspace {
  readonly root: string;
  readonly packages: readonly Package[];
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly lock: ReadonlyMap<string, readonly Locked[]>;
}

export async function cargoTruth(
  root: string,
  files: readonly string[],
  roots: ReadonlySet<string>,
): Promise<Truth> {
  const workspaces = await workspacesOf(root, files, roots);
  const memo = new Map<string, Needs>();
  const crates = new Map<string, Crate>();
  const folderOf = (own: Package) => relative(root, dirname(own.manifest_path)) || '.';
  const folders = workspaces.flatMap(({ packages }) => packages.map(folderOf));
  for (const workspace of workspaces)
    for (const own of workspace.packages) {
      const folder = folderOf(own);
      crates.set(folder, { own, folder, workspace, files: ownFiles(folder, folders, files) });
    }
  const context: Context = { root, read: reader(root, files), crates, files, parts: new Map() };
  return (asked) => {
    const crate = crates.get(asked.root);
    if (crate === undefined) return undefined;
    const key = `${asked.root}:${asked.target}`;
    const needs = memo.get(key) ?? needsOf(asked, crate, context);
    memo.set(key, needs);
    return needs;
  };
}

interface Crate {
  readonly own: Package;
  readonly folder: string;
  readonly workspace: Workspace;
  readonly files: readonly string[];
}

interface Context {
  readonly root: string;
  readonly read: Read;
  readonly crates: ReadonlyMap<string, Crate>;
  readonly files: readonly string[];
  readonly parts: Map<string, Reads>;
}

async function workspacesOf(
  root: string,
  files: readonly string[],
  roots: ReadonlySet<string>,
): Promise<Workspace[]> {
  const workspaces: Workspace[] = [];
  const seen = new Set<string>();
  for (const file of files.filter((path) => /(?:^|\/)Cargo\.toml$/.test(path))) {
    const manifest = join(root, file);
    if (seen.has(manifest) || !roots.has(dirname(file))) continue;
    const args = ['metadata', '--no-deps', '--offline', '--format-version', '1', '--manifest-path', manifest];
    const { stdout, exitCode } = await execa('cargo', args, { cwd: root, reject: false });
    if (exitCode !== 0) continue;
    const answer = JSON.parse(stdout) as { packages: Package[]; workspace_root: string };
    for (const { manifest_path } of answer.packages) seen.add(manifest_path);
    workspaces.push({
      root: relative(root, answer.workspace_root) || '.',
      packages: answer.packages,
      manifest: parse(readFileSync(join(answer.workspace_root, 'Cargo.toml'), 'utf8')),
      lock: lockIn(answer.workspace_root),
    });
  }
  return workspaces;
}

function lockIn(folder: string): ReadonlyMap<string, readonly Locked[]> {
  const file = join(folder, 'Cargo.lock');
  const packages = existsSync(file)
    ? (parse(readFileSync(file, 'utf8'))['package'] as Locked[] | undefined)
    : [];
  const byName = new Map<string, Locked[]>();
  for (const locked of packages ?? []) byName.set(locked.name, [...(byName.get(locked.name) ?? []), locked]);
  return byName;
}

/** Texts of Rust sources; of another file only whether there is one. */
function reader(root: string, files: readonly string[]): Read {
  const texts = new Map<string, string | undefined>(files.map((path) => [path, undefined]));
  return (file) => {
    if (!texts.has(file)) return undefined;
    const text = texts.get(file) ?? (file.endsWith('.rs') ? readFileSync(join(root, file), 'utf8') : '');
    texts.set(file, text);
    return text;
  };
}

function needsOf(asked: Asked, crate: Crate, context: Context): Needs {
  const tests = asked.target === 'test';
  const closure = closureOf(crate, tests, context);
  const parts = closure.map((member) => partOf(member, member === crate ? asked.target : 'link', context));
  const { workspace } = crate;
  const {
    profile,
    patch,
    replace,
    workspace: shared,
  } = workspace.manifest as { workspace?: { resolver?: string } } & Record<string, unknown>;
  const settings = context.files.filter((file) => decides(file, crate.folder));
  return {
    reads: parts,
    facts: {
      manifests: JSON.stringify(
        closure.map((member) => recordOf(member, member === crate && tests, context)),
      ),
      workspace: JSON.stringify([profile, pathsIn(patch), replace, shared?.resolver]),
      lock: resolved(closure, crate, tests).join('\n'),
      settings: settings
        .map((file) => `${file}\n${readFileSync(join(context.root, file), 'utf8')}`)
        .join('\n'),
    },
  };
}

function decides(file: string, folder: string): boolean {
  const match = /^(.*?)\/?(?:\.cargo\/config(?:\.toml)?|rust-toolchain(?:\.toml)?)$/.exec(file);
  return match !== null && (match[1] === '' || `${folder}/`.startsWith(`${match[1]}/`));
}

function closureOf(crate: Crate, tests: boolean, { root, crates }: Context): Crate[] {
  const closure = new Set([crate]);
  for (const member of closure)
    for (const { path, kind, target } of member.own.dependencies) {
      if (path === undefined || !countsHere(target) || (kind === 'dev' && !(tests && member === crate)))
        continue;
      const dependency = crates.get(relative(root, path) || '.');
      if (dependency !== undefined) closure.add(dependency);
    }
  return [...closure];
}

const LIBRARIES = ['lib', 'rlib', 'dylib', 'cdylib', 'staticlib', 'proc-macro', 'custom-build'];

/** `link`: what is compiled of it for a crate that depends on it. */
function partOf(crate: Crate, target: string, context: Context): Reads {
  const key = `${crate.folder}:${target}`;
  const part = context.parts.get(key) ?? part_(crate, target, context);
  context.parts.set(key, part);
  return part;
}

function part_({ own, folder, files }: Crate, target: string, { root, read }: Context): Reads {
  const wanted = own.targets.filter(({ kind, test }) =>
    kind.some((one) => {
      if (LIBRARIES.includes(one)) return true;
      if (target === 'link') return false;
      return one === 'bin' || (target === 'test' && (one === 'bench' ? test : true));
    }),
  );
  const all = wanted.map(({ src_path }) =>
    filesFrom(relative(root, src_path), folder, read, target === 'test'),
  );
  // A build script and a test may read whatever lies beside them.
  const isFree = target === 'test' || wanted.some(({ kind }) => kind.includes('custom-build'));
  return {
    must: new Set(all.flatMap(({ must }) => [...must])),
    may: new Set([...all.flatMap(({ may }) => [...may]), ...(isFree ? files : [])]),
  };
}

/** What cargo makes of its manifest, without what decides nothing here. */
function recordOf({ own }: Crate, tests: boolean, { root }: Context): object {
  const { dependencies, targets, manifest_path: _, ...rest } = own;
  const {
    publish: _1,
    keywords: _2,
    categories: _3,
    documentation: _4,
    metadata: _5,
    default_run: _6,
    ...record
  } = rest as Record<string, unknown>;
  const isSeen = ({ kind }: Target) =>
    tests || !kind.some((one) => ['test', 'bench', 'example'].includes(one));
  return JSON.parse(
    JSON.stringify({
      ...record,
      targets: targets.filter(isSeen),
      dependencies: dependencies.filter(({ kind }) => tests || kind !== 'dev'),
    }).replaceAll(root, ''),
  ) as object;
}

/** Names and versions that the lock gives the closure, with all that they need. */
function resolved(closure: readonly Crate[], crate: Crate, tests: boolean): string[] {
  const { lock } = crate.workspace;
  const found = new Set<Locked>();
  for (const member of closure) {
    const names = member.own.dependencies
      .filter(({ kind, target }) => countsHere(target) && (kind !== 'dev' || (tests && member === crate)))
      .map(({ name }) => name);
    const own = lock.get(member.own.name)?.find(({ source }) => source === undefined);
    for (const line of own?.dependencies ?? []) {
      const locked = find(line, lock);
      if (locked?.source !== undefined && names.includes(locked.name)) found.add(locked);
    }
  }
  for (const locked of found)
    for (const line of locked.dependencies ?? []) {
      const next = find(line, lock);
      if (next !== undefined) found.add(next);
    }
  return [...found]
    .map(({ name, version, source, checksum }) => `${name} ${version} ${source} ${checksum}`)
    .sort();
}

/** `name`, `name version` or `name version (source)`. */
function find(line: string, lock: Workspace['lock']): Locked | undefined {
  const [name = '', version] = line.split(' ');
  const named = lock.get(name) ?? [];
  return version === undefined ? named[0] : named.find((locked) => locked.version === version);
}

/** A `[patch]` by version or commit counts where the lock has it, for those that link it. */
function pathsIn(patch: unknown): unknown {
  const sources = Object.values((patch ?? {}) as Record<string, Record<string, unknown>>);
  return sources.flatMap((entries) =>
    Object.entries(entries).filter(([, entry]) => Object.hasOwn(Object(entry), 'path')),
  );
}
