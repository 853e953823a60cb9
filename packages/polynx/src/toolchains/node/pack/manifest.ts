/**
 * package.json as it is published: what only the workspace understands is replaced.
 * https://pnpm.io/workspaces#publishing-workspace-packages,
 * https://pnpm.io/catalogs, https://pnpm.io/package_json#publishconfig
 */
import { ExpectedError } from '../../../model/errors.js';
import { addonPackages } from './addon-packages.js';

export type Manifest = Readonly<Record<string, unknown>>;

export interface PublishContext {
  /** Where the manifest stands, for errors. */
  readonly file: string;
  /** Version of a package of the workspace, by its name or `./path`. */
  version(local: string): string | undefined;
  /** The range that a catalog has for a package; `default` is the one without a name. */
  catalog(name: string, dependency: string): string | undefined;
}

const INSTALLED = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What is about development, and would only be in the way of those who install it. */
const DROPPED: ReadonlySet<string> = new Set([
  'devDependencies',
  'packageManager',
  'devEngines',
  'workspaces',
  'pnpm',
  'nx',
  'catalog',
  'catalogs',
]);

/** Scripts that whoever installs the package runs. */
const KEPT_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Fields that `publishConfig` may replace. */
const PUBLISHED: ReadonlySet<string> = new Set(
  'bin main exports types typings module browser type imports esnext es2015 unpkg umd:main typesVersions cpu os libc engines'.split(
    ' ',
  ),
);

export function publishedManifest(manifest: Manifest, around: PublishContext): Manifest {
  const config = recordOf(manifest['publishConfig']);
  const fields = Object.entries(manifest).flatMap(([field, value]) => {
    if (DROPPED.has(field)) return [];
    if (field === 'scripts') return keptScripts(recordOf(value));
    if (field === 'publishConfig') return registryOf(config);
    if (INSTALLED.some((kind) => kind === field))
      return [[field, published(recordOf(value), field, around)] as const];
    return [[field, value] as const];
  });
  const replaced = Object.entries(config).filter(([field]) => PUBLISHED.has(field));
  return withAddons({ ...Object.fromEntries(fields), ...Object.fromEntries(replaced) });
}

/** What the loader that napi writes looks for: a package per platform that `napi` lists. */
function withAddons(manifest: Manifest): Manifest {
  const { version } = manifest;
  const names = typeof version === 'string' ? addonPackages(manifest) : [];
  if (names.length === 0) return manifest;
  const own = recordOf(manifest['optionalDependencies']);
  const added = Object.fromEntries(names.map((name) => [name, version]));
  return { ...manifest, optionalDependencies: { ...added, ...own } };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function keptScripts(scripts: Readonly<Record<string, unknown>>): [string, unknown][] {
  const kept = Object.entries(scripts).filter(([name]) => KEPT_SCRIPTS.includes(name));
  return kept.length === 0 ? [] : [['scripts', Object.fromEntries(kept)]];
}

function registryOf(config: Readonly<Record<string, unknown>>): [string, unknown][] {
  const rest = Object.entries(config).filter(([field]) => !PUBLISHED.has(field));
  return rest.length === 0 ? [] : [['publishConfig', Object.fromEntries(rest)]];
}

function published(
  dependencies: Readonly<Record<string, unknown>>,
  field: string,
  around: PublishContext,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => {
      const at = `${around.file}: ${field}.${name}`;
      return [name, typeof range === 'string' ? publishedRange(name, range, at, around) : range];
    }),
  );
}

/** A catalog may say `workspace:` too. */
function publishedRange(name: string, range: string, at: string, around: PublishContext): string {
  if (range.startsWith('catalog:')) {
    const catalog = range.slice('catalog:'.length).trim() || 'default';
    const found = around.catalog(catalog, name);
    if (found === undefined) throw new ExpectedError(`${at}: the catalog ${catalog} has no ${name}.`);
    if (found.startsWith('catalog:'))
      throw new ExpectedError(`${at}: the catalog ${catalog} leads to a catalog.`);
    return publishedRange(name, found, at, around);
  }
  if (range.startsWith('workspace:'))
    return workspaceRange(name, range.slice('workspace:'.length), at, around);
  if (/^(?:file|link|portal):/.test(range))
    throw new ExpectedError(
      `${at}: ${range} cannot be installed from a registry.\n  Write "workspace:*" or a range of versions.`,
    );
  return range;
}

/**
 * `*`, `^` and `~` stand for the version; `other@*` is another package under this name; `./path` is one by
 * its folder.
 */
function workspaceRange(name: string, asked: string, at: string, around: PublishContext): string {
  const [, alias, spec = asked] = /^((?:@[^/@]+\/)?[^@/]+)@(.*)$/.exec(asked) ?? [];
  const isPath = spec.startsWith('.');
  const version = around.version(isPath ? spec : (alias ?? name));
  const prefix = alias === undefined ? '' : `npm:${alias}@`;
  if (!isPath && !['', '*', '^', '~'].includes(spec)) return `${prefix}${spec}`;
  if (version === undefined)
    throw new ExpectedError(
      `${at}: no package of the workspace is called ${isPath ? spec : (alias ?? name)}, or it has no version.\n  Correct the name, or set "version" in its package.json.`,
    );
  return `${prefix}${spec === '^' || spec === '~' ? spec : ''}${version}`;
}
