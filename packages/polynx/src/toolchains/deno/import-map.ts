/**
 * Import maps as Deno reads them: https://docs.deno.com/runtime/fundamentals/configuration/#dependencies, on
 * top of
 * https://html.spec.whatwg.org/multipage/webappapis.html#import-maps. A member's own `imports` are a scope of
 * the root's map.
 */
import { dirname, isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { DenoJson } from './deno-json.js';

export interface Mapped {
  /** A workspace-relative file behind `file:`, or a specifier. */
  readonly value: string;
  /**
   * The entry that was used, where it stands in the root's map: a part of the key of every task that uses it.
   */
  readonly rootEntry?: string;
}

export interface ImportMap {
  /** `specifier` in its normal form: a relative one already is a `file:` path. */
  lookup(specifier: string, importer: string): Mapped | undefined;
}

interface Table {
  /** Applies to importers in here. */
  readonly directory: string;
  readonly fromRoot: boolean;
  readonly exact: ReadonlyMap<string, string>;
  /** Longest first. */
  readonly prefixes: readonly (readonly [prefix: string, value: string])[];
}

export function importMapOf(root: DenoJson, members: readonly DenoJson[], tree: Tree): ImportMap {
  const tables = [
    ...members.filter((member) => member !== root).flatMap((member) => tablesOf(member, false, tree)),
    ...tablesOf(root, true, tree),
  ].sort((a, b) => depthOf(b) - depthOf(a) || Number(a.fromRoot) - Number(b.fromRoot));
  const used = tables.filter(({ exact }) => exact.size > 0);
  return { lookup: (specifier, importer) => lookup(used, specifier, importer) };
}

/** NB the root is `.`, as long as a folder called `a`. */
function depthOf({ directory }: Table): number {
  return directory === '.' ? 0 : directory.length;
}

function lookup(tables: readonly Table[], specifier: string, importer: string): Mapped | undefined {
  for (const table of tables) {
    if (!isInside(importer, table.directory)) continue;
    const hit = entryFor(table, specifier);
    if (hit === undefined) continue;
    const [key, from, value] = hit;
    const rootEntry = table.fromRoot ? { rootEntry: `${table.directory} ${key} ${from}` } : {};
    return { value, ...rootEntry };
  }
  return undefined;
}

/** The key, its value as written, and the value for this specifier. */
function entryFor(table: Table, specifier: string): readonly [string, string, string] | undefined {
  const exact = table.exact.get(specifier);
  if (exact !== undefined) return [specifier, exact, exact];
  const found = table.prefixes.find(([prefix]) => specifier.startsWith(prefix));
  return found && [found[0], found[1], found[1] + specifier.slice(found[0].length)];
}

function tablesOf(config: DenoJson, fromRoot: boolean, tree: Tree): Table[] {
  const { imports, scopes, importMap } = config.json;
  if (imports === undefined && scopes === undefined && importMap !== undefined) {
    const path = join(config.directory, importMap);
    return tables(readImportMap(path, tree), dirname(path), config.directory, fromRoot);
  }
  return tables({ imports, scopes }, config.directory, config.directory, fromRoot);
}

interface WrittenMap {
  readonly imports?: Readonly<Record<string, string>> | undefined;
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
}

function readImportMap(path: string, tree: Tree): WrittenMap {
  const text = tree.read(path) ?? '{}';
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function tables(
  { imports = {}, scopes = {} }: WrittenMap,
  base: string,
  directory: string,
  fromRoot: boolean,
): Table[] {
  return [
    table(imports, base, directory, fromRoot),
    ...Object.entries(scopes).flatMap(([scope, entries]) =>
      /^\.?\.?\//.test(scope) ? [table(entries, base, join(base, scope), fromRoot)] : [],
    ),
  ];
}

function table(
  entries: Readonly<Record<string, string>>,
  base: string,
  directory: string,
  fromRoot: boolean,
): Table {
  const exact = new Map<string, string>();
  for (const [key, value] of Object.entries(entries)) {
    if (typeof value !== 'string') continue;
    // NB Deno joins what a member says to the member's folder, with `./` or without.
    const isJoined = !fromRoot && !/^(?:\/|[a-z][\w+.-]*:)/i.test(value);
    exact.set(normal(key, base), normal(isJoined ? `./${value}` : value, base));
  }
  // `"fresh": "jsr:@fresh/core@2"` also maps `fresh/dev`.
  for (const [key, value] of [...exact]) {
    const slashed = `${key}/`;
    if (/^(jsr|npm):/.test(value) && !key.endsWith('/') && !exact.has(slashed))
      exact.set(slashed, `${value}/`);
  }
  const prefixes = [...exact].filter(([key]) => key.endsWith('/')).sort(([a], [b]) => b.length - a.length);
  return { directory, fromRoot, exact, prefixes };
}

/**
 * Relative to the map's folder as `file:<workspace-relative path>`, a trailing slash kept; anything else as
 * it is.
 */
function normal(text: string, base: string): string {
  if (!/^\.\.?(\/|$)/.test(text)) return text;
  const path = join(base, text);
  return `file:${path === '.' ? '' : path}${text.endsWith('/') && path !== '.' ? '/' : ''}`;
}
