/** A new crate that builds, tests and passes clippy and rustfmt at once, with no third-party crates. */
import { parse, patch } from '@decimalturn/toml-patch';
import { ManifestError } from '../../model/errors.js';
import { join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { parseCargoLock } from './manifest/cargo-lock.js';
import { type CargoToml, parseCargoToml } from './manifest/cargo-toml.js';
import { expand, workspaceRootOf } from './manifest/members.js';
import { SOURCES } from './scaffold-sources.js';

export const scaffold: Scaffold = {
  buildInfo,
  kinds: ['lib', 'bin', 'service'],
  files: (request, tree) => {
    const workspace = workspaceFor(request.directory, tree);
    const files = {
      'Cargo.toml': manifest(request.name, workspace?.manifest),
      ...SOURCES[request.kind]?.(request.name),
      // NB a crate without a lock would get one from its first build, and no cached task may write such a file.
      ...(workspace === undefined ? { 'Cargo.lock': lockWith(NEW_LOCK, request.name, VERSION) } : {}),
    };
    return Object.fromEntries(
      Object.entries(files).map(([name, text]) => [join(request.directory, name), text]),
    );
  },
  wire: (request, tree) => {
    const workspace = workspaceFor(request.directory, tree);
    return workspace === undefined
      ? {}
      : { ...listMember(request, workspace), ...lockMember(request, workspace, tree) };
  },
};

const VERSION = '0.1.0';
const EDITION = '2021';

/** What a member usually leaves to its workspace, in the order in which it is written. */
const INHERITABLE = ['version', 'edition', 'rust-version', 'license'] as const;

function manifest(name: string, workspace: CargoToml | undefined): string {
  const common = workspace?.workspace?.package ?? {};
  const own: Readonly<Record<string, string>> = { version: VERSION, edition: EDITION };
  const fields = INHERITABLE.flatMap((field) => {
    if (field in common) return [`${field}.workspace = true`];
    return own[field] === undefined ? [] : [`${field} = "${own[field]}"`];
  });
  const lints = workspace?.workspace?.['lints'] === undefined ? [] : ['', '[lints]', 'workspace = true'];
  return ['[package]', `name = "${name}"`, ...fields, ...lints, ''].join('\n');
}

interface Workspace {
  readonly root: string;
  readonly path: string;
  readonly text: string;
  readonly manifest: CargoToml;
}

/** The workspace that cargo would look for the crate in. */
function workspaceFor(directory: string, tree: Tree): Workspace | undefined {
  const read = (at: string) => {
    const path = join(at, 'Cargo.toml');
    return tree.has(path) ? parseCargoToml({ path, text: tree.read(path) ?? '' }) : undefined;
  };
  const root = workspaceRootOf(directory, read);
  const found = root === undefined ? undefined : read(root);
  if (root === undefined || found === undefined) return undefined;
  const path = join(root, 'Cargo.toml');
  return { root, path, text: tree.read(path) ?? '', manifest: found };
}

/** Adds the crate to `members`, unless a pattern there takes it in already. */
function listMember({ directory }: ScaffoldRequest, workspace: Workspace): Readonly<Record<string, string>> {
  const { root, path, text, manifest } = workspace;
  const members = manifest.workspace?.members ?? [];
  if (members.some((pattern) => expand(join(root, pattern), [directory]).includes(directory))) return {};
  const member = relative(root, directory);
  if (!/^\s*\[\s*workspace\s*\]/m.test(text)) {
    const hint = `Write it as a table, or add ${member} to its members first.`;
    throw new ManifestError({ file: path, field: 'workspace', problem: 'is not a [workspace] table', hint });
  }
  if (manifest.workspace?.members === undefined) {
    return { [path]: text.replace(/^\[workspace\][^\n]*\n/m, (line) => `${line}members = ["${member}"]\n`) };
  }
  const [from, to] = membersList(text);
  const list = `members = ${text.slice(from, to)}`;
  const longer = patch(list, { members: [...(parse(list) as { members: string[] }).members, member] });
  return { [path]: text.slice(0, from) + longer.trimEnd().replace(/^members = /, '') + text.slice(to) };
}

/**
 * Where the list stands, brackets included. NB only this is given to the patcher: in a whole manifest it moves comments that stand in columns further
 * down (GitoxideLabs/gitoxide).
 */
function membersList(text: string): readonly [from: number, to: number] {
  const header = text.search(/^\s*\[\s*workspace\s*\]/m);
  const key = /^\s*members\s*=\s*/m.exec(text.slice(header));
  const from = header + (key?.index ?? 0) + (key?.[0].length ?? 0);
  const tokens = /"(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|\]/g;
  tokens.lastIndex = from;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text))
    if (token[0] === ']') return [from, tokens.lastIndex];
  throw new Error('a list of members without an end');
}

/** A tracked lock must know the crate before the first `--locked` build. */
function lockMember({ name }: ScaffoldRequest, workspace: Workspace, tree: Tree) {
  const path = join(workspace.root, 'Cargo.lock');
  const text = tree.has(path) ? tree.read(path) : undefined;
  if (text === undefined) return {};
  const [taken] = parseCargoLock(text).byName.get(name) ?? [];
  if (taken !== undefined) {
    throw new ManifestError({
      file: path,
      problem: `already has a package ${name} ${taken.version}`,
      hint: 'Two packages of one name confuse cargo and its users: choose another name.',
    });
  }
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
