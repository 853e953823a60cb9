/** A new crate that builds, tests and passes clippy and rustfmt at once, in one workspace with all others. */
import { ManifestError } from '../../model/errors.js';
import { dirname, join } from '../../model/paths.js';
import type { Command } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { ci } from './ci.js';
import { accept, offers } from './cross-link.js';
import { parseCargoLock } from './manifest/cargo-lock.js';
import { parseCargoToml } from './manifest/cargo-toml.js';
import { workspaceRootOf } from './manifest/members.js';
import { relocate } from './relocate.js';
import { crateManifest, VERSION } from './scaffold-manifest.js';
import { dependenciesOf, SOURCES } from './scaffold-sources.js';
import { listMember, startWorkspace, type Workspace } from './scaffold-workspace.js';

export const scaffold: Scaffold = {
  buildInfo,
  relocate,
  offers,
  accept,
  ci,
  kinds: {
    lib: 'A library',
    bin: 'A program',
    service: 'An HTTP service, on axum',
    wasm: 'A library for WebAssembly',
    napi: 'A package for Node, with napi-rs',
  },
  folders: { lib: 'crates', wasm: 'crates', napi: 'crates' },
  takes: ['platforms', 'packaging', 'publishable'],
  files: (request, tree) => {
    const workspace = workspaceFor(request.directory, tree);
    const files = {
      'Cargo.toml': crateManifest(request, workspace?.manifest, dependenciesOf(request.kind)),
      ...SOURCES[request.kind]?.(request.name),
      // NB a crate without a lock would get one from its first build, and no cached task may write such a
      // file.
      ...(workspace === undefined && isAlone(request)
        ? { 'Cargo.lock': lockWith(NEW_LOCK, request.name, VERSION) }
        : {}),
    };
    return Object.fromEntries(
      Object.entries(files).map(([name, text]) => [join(request.directory, name), text]),
    );
  },
  wire: (request, tree) => {
    const workspace = workspaceFor(request.directory, tree);
    if (workspace === undefined) return {};
    const manifest = workspace.isNew
      ? { [workspace.path]: workspace.text }
      : listMember(request.directory, workspace);
    return { ...manifest, ...lockMember(request, workspace, tree) };
  },
  finish: (request, tree) => {
    const cwd = rootOf(request.directory, tree) ?? request.directory;
    const lock: Command = { program: 'cargo', args: ['update', '--workspace', '--quiet'], cwd };
    // Someone's own style.
    const format: Command = { program: 'cargo', args: ['fmt'], cwd: request.directory };
    const hasStyle = tree.files.some((file) => /(?:^|\/)\.?rustfmt\.toml$/.test(file));
    return [...(isAlone(request) ? [] : [lock]), ...(hasStyle ? [format] : [])];
  },
};

/** Whether it needs no other crate. */
function isAlone({ kind }: ScaffoldRequest): boolean {
  return Object.values(dependenciesOf(kind)).every((names) => names.length === 0);
}

/**
 * The workspace that cargo would look for the crate in, or the one to be: at the root, with all that follow.
 * NB where a workspace above leaves the folder out, the crate stands alone, as its neighbours do.
 */
function workspaceFor(directory: string, tree: Tree): Workspace | undefined {
  const root = rootOf(directory, tree);
  if (root !== undefined) {
    const path = join(root, 'Cargo.toml');
    const text = tree.read(path) ?? '';
    return { root, path, text, manifest: parseCargoToml({ path, text }), isNew: false };
  }
  const above = cratesOf(tree).find((folder) => folder === '.');
  const manifest = above === undefined ? undefined : manifestAt('.', tree);
  return manifest?.workspace === undefined
    ? startWorkspace(directory, tree.read('Cargo.toml'), aloneOf(tree))
    : undefined;
}

function rootOf(directory: string, tree: Tree): string | undefined {
  return workspaceRootOf(directory, (at) => manifestAt(at, tree));
}

function manifestAt(at: string, tree: Tree) {
  const path = join(at, 'Cargo.toml');
  return tree.has(path) ? parseCargoToml({ path, text: tree.read(path) ?? '' }) : undefined;
}

/** Crates that stand alone: a workspace above them has to leave them out, or cargo refuses them. */
function aloneOf(tree: Tree): string[] {
  return cratesOf(tree).filter((folder) => folder !== '.' && !isMember(folder, tree));
}

function isMember(folder: string, tree: Tree): boolean {
  try {
    const root = rootOf(folder, tree);
    return root !== undefined && root !== folder;
  } catch {
    return false;
  }
}

function cratesOf(tree: Tree): string[] {
  return tree.files.filter((file) => /(?:^|\/)Cargo\.toml$/.test(file)).map(dirname);
}

/**
 * A tracked lock must know the crate before the first `--locked` build. One with third-party crates is
 * completed by cargo.
 */
function lockMember(request: ScaffoldRequest, workspace: Workspace, tree: Tree) {
  const { name } = request;
  const path = join(workspace.root, 'Cargo.lock');
  const text = tree.has(path)
    ? tree.read(path)
    : workspace.isNew && !tree.has('Cargo.toml')
      ? NEW_LOCK
      : undefined;
  if (text === undefined) return {};
  const [taken] = parseCargoLock(text).byName.get(name) ?? [];
  if (taken !== undefined) {
    throw new ManifestError({
      file: path,
      problem: `already has a package ${name} ${taken.version}`,
      hint: 'Two packages of one name confuse cargo and its users: choose another name.',
    });
  }
  if (!isAlone(request)) return {};
  const inherited = workspace.manifest.workspace?.package?.['version'];
  return { [path]: lockWith(text, name, typeof inherited === 'string' ? inherited : VERSION) };
}

const NEW_LOCK = `# This file is automatically @generated by Cargo.
# It is not intended for manual editing.
version = 4
`;

/** Cargo keeps the packages sorted by name. A crate without dependencies is two lines. */
function lockWith(text: string, name: string, version: string): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const entry = ['[[package]]', `name = "${name}"`, `version = "${version}"`, '', ''].join(eol);
  const next = [...text.matchAll(/^\[\[package\]\]\s*^name = "(.*)"/gm)].find(
    ([, other = '']) => other > name,
  );
  const end = text.search(/^\[metadata\]|^\[\[patch/m);
  const at = next?.index ?? (end < 0 ? text.length : end);
  const before = text.slice(0, at).trimEnd();
  return `${before}${eol}${eol}${entry}${text.slice(at)}`.trimEnd() + eol;
}
