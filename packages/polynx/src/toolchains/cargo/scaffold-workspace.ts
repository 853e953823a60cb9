/** The workspace around new crates: one lock and one target folder for all of them. */
import { parse, patch } from '@decimalturn/toml-patch';
import { ManifestError } from '../../model/errors.js';
import { join, relative } from '../../model/paths.js';
import { type CargoToml, parseCargoToml } from './manifest/cargo-toml.js';
import { expand } from './manifest/members.js';
import { EDITION, RESOLVER } from './versions.js';

export interface Workspace {
  readonly root: string;
  readonly path: string;
  readonly text: string;
  readonly manifest: CargoToml;
  /** It is written with its first member. */
  readonly isNew: boolean;
}

/** A workspace at the root: a manifest of its own, or a table in that of the crate that is there. */
export function startWorkspace(
  directory: string,
  present: string | undefined,
  alone: readonly string[],
): Workspace {
  const list = (paths: readonly string[]) => `[${paths.map((path) => JSON.stringify(path)).join(', ')}]`;
  const excluded = alone.length === 0 ? '' : `exclude = ${list(alone)}\n`;
  const members = `members = ${list([directory])}\n${excluded}`;
  const text =
    present === undefined
      ? `[workspace]\nresolver = "${RESOLVER}"\n${members}\n[workspace.package]\nversion = "0.1.0"\nedition = "${EDITION}"\n`
      : `${present.trimEnd()}\n\n[workspace]\n${members}`;
  const path = 'Cargo.toml';
  return { root: '.', path, text, manifest: parseCargoToml({ path, text }), isNew: true };
}

/** Adds the crate to `members`, unless a pattern there takes it in already. */
export function listMember(directory: string, workspace: Workspace): Readonly<Record<string, string>> {
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
  return { [path]: withList(text, 'members', (before) => [...before, member]) };
}

/**
 * A list in a table of the manifest changed. NB only the list is given to the patcher: in a whole manifest
 * it moves comments that stand in columns further down (GitoxideLabs/gitoxide).
 */
export function withList(
  text: string,
  key: 'members' | 'exclude' | 'default-members' | 'crate-type',
  change: (before: readonly string[]) => readonly string[],
  table: 'workspace' | 'lib' = 'workspace',
): string {
  const place = listAt(text, key, table);
  if (place === undefined) return text;
  const [from, to] = place;
  const list = `list = ${text.slice(from, to)}`;
  const before = (parse(list) as { list: string[] }).list;
  const after = change(before);
  if (after.length === before.length && after.every((one, index) => one === before[index])) return text;
  return (
    text.slice(0, from) +
    patch(list, { list: after })
      .trimEnd()
      .replace(/^list = /, '') +
    text.slice(to)
  );
}

/** Where the list stands, brackets included. */
function listAt(text: string, name: string, table: string): readonly [from: number, to: number] | undefined {
  const header = text.search(new RegExp(`^[ \\t]*\\[[ \\t]*${table}[ \\t]*\\]`, 'm'));
  const key = new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*(?=\\[)`, 'm').exec(text.slice(header));
  if (header < 0 || key === null) return undefined;
  const from = header + key.index + key[0].length;
  const tokens = /"(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|\]/g;
  tokens.lastIndex = from;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text))
    if (token[0] === ']') return [from, tokens.lastIndex];
  return undefined;
}
