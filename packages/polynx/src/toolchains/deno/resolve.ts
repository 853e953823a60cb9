/** From a specifier in a file to what it names. https://docs.deno.com/runtime/fundamentals/modules/ */
import { dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { DenoJson } from './deno-json.js';
import type { DenoWorkspace } from './members.js';
import { satisfies } from './versions.js';

export type Target =
  /** A workspace-relative file, which may not exist. */
  | { readonly kind: 'file'; readonly path: string }
  /** A package.json member of the workspace: what it exports is not ours to say. */
  | { readonly kind: 'package'; readonly directory: string }
  /** `jsr:`, `npm:` or a URL: in the lock. */
  | { readonly kind: 'external'; readonly specifier: string };

export interface Resolution {
  readonly target: Target | undefined;
  readonly rootEntry?: string | undefined;
}

export function resolve(
  workspace: DenoWorkspace,
  importer: string,
  specifier: string,
  tree: Tree,
): Resolution {
  const written = /^\.\.?\//.test(specifier) ? relativeFile(importer, specifier) : specifier;
  const mapped = workspace.importMap.lookup(written, importer);
  return { target: targetOf(workspace, mapped?.value ?? written, tree), rootEntry: mapped?.rootEntry };
}

function relativeFile(importer: string, specifier: string): string {
  const path = specifier.replace(/[?#].*$/s, '');
  return `file:${join(dirname(importer), path.includes('%') ? decoded(path) : path)}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function targetOf(workspace: DenoWorkspace, specifier: string, tree: Tree): Target | undefined {
  if (specifier.startsWith('file:')) return fileTarget(workspace, specifier.slice(5), tree);
  if (specifier.startsWith('jsr:')) return jsrTarget(workspace, specifier);
  if (specifier.startsWith('npm:')) return npmTarget(workspace, specifier);
  if (/^https?:/.test(specifier)) return { kind: 'external', specifier };
  if (/^[a-z][a-z0-9+.-]*:/i.test(specifier)) return undefined;
  return bareTarget(workspace, specifier);
}

function fileTarget(workspace: DenoWorkspace, path: string, tree: Tree): Target {
  if (!workspace.sloppy || tree.has(path)) return { kind: 'file', path };
  return { kind: 'file', path: sloppyPath(path).find((candidate) => tree.has(candidate)) ?? path };
}

/**
 * `unstable: ["sloppy-imports"]`: no extension, the extension of the compiled file, or a folder with an
 * index.
 */
function sloppyPath(path: string): string[] {
  const extensions = ['ts', 'tsx', 'mts', 'js', 'jsx', 'mjs', 'd.ts'];
  const typescript = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [
    typescript,
    path.replace(/\.js$/, '.tsx'),
    ...extensions.map((extension) => `${path}.${extension}`),
    ...extensions.map((extension) => `${path}/index.${extension}`),
  ];
}

interface PackageReference {
  readonly name: string;
  readonly range: string;
  /** `./posix`, or `.`. */
  readonly subpath: string;
}

/** `@std/path@^1/posix`, with or without its parts. */
function packageReference(text: string): PackageReference {
  const match = /^\/?((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?\/?(.*)$/s.exec(text);
  const [, name = text, range = '', rest = ''] = match ?? [];
  return { name, range, subpath: rest === '' ? '.' : `./${rest}` };
}

function jsrTarget(workspace: DenoWorkspace, specifier: string): Target | undefined {
  const { name, range, subpath } = packageReference(specifier.slice(4));
  const member = workspace.byName.get(name);
  const fits = member !== undefined && (member.version === undefined || satisfies(member.version, range));
  return fits ? exported(member, subpath) : { kind: 'external', specifier };
}

function npmTarget(workspace: DenoWorkspace, specifier: string): Target {
  const { name, range } = packageReference(specifier.slice(4));
  const found = workspace.packages.get(name);
  if (found === undefined) return { kind: 'external', specifier };
  const fits = found.version === undefined || satisfies(found.version, range);
  return fits ? { kind: 'package', directory: found.directory } : { kind: 'external', specifier };
}

/**
 * Not in an import map: a member by its name, a package.json member, or a dependency that a package.json
 * names.
 */
function bareTarget(workspace: DenoWorkspace, specifier: string): Target | undefined {
  const { name, subpath } = packageReference(specifier);
  const member = workspace.byName.get(name);
  if (member !== undefined) return exported(member, subpath);
  const found = workspace.packages.get(name);
  if (found !== undefined) return { kind: 'package', directory: found.directory };
  return { kind: 'external', specifier: `npm:${name}` };
}

function exported(member: DenoJson, subpath: string): Target | undefined {
  const file = member.exports[subpath];
  return file === undefined ? undefined : { kind: 'file', path: join(member.directory, file) };
}
