/** What one file imports, resolved. */
import { basename, dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { DenoJson } from './deno-json.js';
import { importScan, isSource, type Pattern } from './imports.js';
import type { DenoWorkspace } from './members.js';
import { resolve } from './resolve.js';

export interface FileImports {
  /** Workspace-relative; some may not exist. */
  readonly files: readonly string[];
  /** Directories of package.json members. */
  readonly packages: readonly string[];
  /** `jsr:`, `npm:`, `https:`. */
  readonly externals: readonly string[];
  /** Entries of the root's import map that were used. */
  readonly rootEntries: readonly string[];
}

const NOTHING: FileImports = { files: [], packages: [], externals: [], rootEntries: [] };

export function importsOf(workspace: DenoWorkspace, member: DenoJson, file: string, tree: Tree): FileImports {
  const imports = isSource(file) ? tree.scan(file, importScan) : undefined;
  if (imports === undefined) return NOTHING;
  const runtime = imports.jsx ? jsxRuntime(workspace.root, member, imports.jsxSource) : [];
  const found = resolveAll(workspace, file, [...imports.specifiers, ...runtime], tree);
  if (imports.patterns.length === 0) return found;
  const matched = imports.patterns.flatMap((pattern) => expand(pattern, file, tree));
  return { ...found, files: [...new Set([...found.files, ...matched])] };
}

export function resolveAll(
  workspace: DenoWorkspace,
  file: string,
  specifiers: readonly string[],
  tree: Tree,
): FileImports {
  if (specifiers.length === 0) return NOTHING;
  const [files, packages, externals, rootEntries] = [
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
    new Set<string>(),
  ];
  for (const specifier of specifiers) {
    const { target, rootEntry } = resolve(workspace, file, specifier, tree);
    if (rootEntry !== undefined) rootEntries.add(rootEntry);
    if (target?.kind === 'file') files.add(target.path);
    else if (target?.kind === 'package') packages.add(target.directory);
    else if (target?.kind === 'external') externals.add(target.specifier);
  }
  return {
    files: [...files],
    packages: [...packages],
    externals: [...externals],
    rootEntries: [...rootEntries],
  };
}

/**
 * https://docs.deno.com/runtime/reference/jsx/: a file's own pragma, then the member's options, then the
 * root's.
 */
function jsxRuntime(root: DenoJson, member: DenoJson, pragma: string | undefined): string[] {
  const options = { ...root.json.compilerOptions, ...member.json.compilerOptions };
  const automatic = ['react-jsx', 'react-jsxdev', 'precompile'].includes(options.jsx ?? '');
  const source = pragma ?? (automatic ? options.jsxImportSource : undefined);
  if (source === undefined) return [];
  const runtime = options.jsx === 'react-jsxdev' ? 'jsx-dev-runtime' : 'jsx-runtime';
  const types = pragma === undefined ? options.jsxImportSourceTypes : undefined;
  return [`${source}/${runtime}`, ...(types === undefined ? [] : [`${types}/${runtime}`])];
}

/**
 * The files Deno loads for a computed `import()`: those below the fixed folder in which the fixed parts occur
 * in order.
 */
function expand({ parts, json }: Pattern, importer: string, tree: Tree): string[] {
  const strings = parts.filter((part) => part !== null);
  const last = parts[parts.length - 1] ?? undefined;
  const first = parts[0] ?? undefined;
  if (first === undefined || !fits(strings, last !== undefined)) return [];
  const from = dirname(importer);
  const directory = join(from, first);
  const prefix = from === '.' ? 0 : from.length + 1;
  return tree
    .under(directory)
    .filter((file) => file !== importer && (json ? file.endsWith('.json') : isLoaded(file)))
    .filter((file) => !/(?:^|\/)(?:\.[^/]*|node_modules|vendor)\//.test(file.slice(directory.length)))
    .filter((file) => inOrder(`./${file.slice(prefix)}`, strings) && file.endsWith(last ?? ''));
}

function fits(strings: readonly string[], endsFixed: boolean): boolean {
  return strings.every((part, index) => {
    if (part.includes('/../')) return false;
    if (index === 0) return part.startsWith('./') && part.endsWith('/');
    if (endsFixed && index === strings.length - 1) return part.startsWith('/') || !part.includes('/');
    return part.startsWith('/') && part.endsWith('/');
  });
}

function isLoaded(file: string): boolean {
  return /\.(?:[jt]sx?|m[jt]s)$/.test(file) && !/\.d(?:\.[^/.]+)?\.[cm]?ts$/.test(basename(file));
}

function inOrder(text: string, parts: readonly string[]): boolean {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
