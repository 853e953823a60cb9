/**
 * The parts of deno.lock and of the root's deno.json that decide a task: a new task or member of the root, or
 * a bump of a package that nobody here imports, reruns nothing.
 */
import { compact } from '../../model/compact.js';
import type { Project, Scope } from '../../model/project.js';
import type { DenoJson } from './deno-json.js';
import { lockClosure } from './deno-lock.js';
import type { DenoDetails } from './details.js';
import type { DenoWorkspace, PackageJson } from './members.js';

/** What a command reads besides sources. */
export type Section = 'test' | 'bench' | 'lint' | 'fmt' | 'check' | 'run';

/** Of the root's configuration, for every member. */
const COMPILING = [
  'name',
  'exports',
  'compilerOptions',
  'nodeModulesDir',
  'vendor',
  'links',
  'patch',
  'allowScripts',
  'minimumDependencyAge',
];

export function sliceOf(details: DenoDetails, scope: Scope, sections: readonly Section[]): string {
  const compiles = sections.some((section) => section !== 'lint' && section !== 'fmt');
  return JSON.stringify({
    root: projection(details.workspace.root, sections),
    ...(compiles ? thirdParty(details, scope) : {}),
    ...(sections.includes('lint') ? { plugins: pluginLock(details) } : {}),
  });
}

function projection({ json }: DenoJson, sections: readonly Section[]): Record<string, unknown> {
  const asks = sections.some((section) => section === 'test' || section === 'bench' || section === 'run');
  const formats = sections.every((section) => section === 'fmt');
  const keys = [
    'exclude',
    'unstable',
    ...(formats ? [] : COMPILING),
    ...sections,
    ...(asks ? ['permissions'] : []),
  ];
  return Object.fromEntries(keys.filter((key) => json[key] !== undefined).map((key) => [key, json[key]]));
}

interface ThirdParty {
  readonly imports: readonly string[];
  readonly lock: string;
  readonly package?: PackageJson;
}

/** check, test and a task of the user's ask for the same closure. */
const answered = new WeakMap<DenoDetails, Partial<Record<Scope, ThirdParty>>>();

function thirdParty(details: DenoDetails, scope: Scope): ThirdParty {
  const known = answered.get(details) ?? {};
  known[scope] ??= thirdPartyOf(details, scope);
  answered.set(details, known);
  return known[scope];
}

function thirdPartyOf({ closures, workspace, manifest }: DenoDetails, scope: Scope): ThirdParty {
  const specifiers = new Set<string>();
  const entries = new Set<string>();
  for (const member of closures[scope]) {
    for (const at of scopesSeen(member, manifest, scope)) {
      const { externals, rootEntries } = member.details.collected[at];
      for (const specifier of externals) specifiers.add(specifier);
      for (const entry of rootEntries) entries.add(entry);
    }
  }
  const lock =
    workspace.lock === undefined
      ? [...specifiers].sort().join('\n')
      : lockClosure(workspace.lock, specifiers);
  return compact({
    imports: [...entries].sort(),
    lock,
    package: usedFields(workspace.packageJson, specifiers),
  });
}

/**
 * Of a package.json beside deno.json: how modules are read, and the ranges of packages that are imported. A
 * bump of another one decides nothing.
 */
function usedFields(
  packageJson: PackageJson | undefined,
  specifiers: ReadonlySet<string>,
): PackageJson | undefined {
  if (packageJson === undefined) return undefined;
  const names = new Set([...specifiers].flatMap((specifier) => npmName(specifier) ?? []));
  const used = (ranges: PackageJson['dependencies']) => {
    const entries = Object.entries(ranges ?? {}).filter(([name]) => names.has(name));
    return entries.length === 0 ? undefined : Object.fromEntries(entries.sort());
  };
  const { type, imports, exports, dependencies, devDependencies } = packageJson;
  const fields = compact<PackageJson>({
    type,
    imports,
    exports,
    dependencies: used(dependencies),
    devDependencies: used(devDependencies),
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function scopesSeen(member: Project<DenoDetails>, own: DenoJson, scope: Scope): readonly Scope[] {
  const ownTests = scope === 'development' && member.details.manifest === own;
  return ownTests ? ['production', 'development'] : ['production'];
}

/**
 * Whether the same packages are imported tomorrow and elsewhere. Without a lock that git knows, Deno takes
 * the newest of the day, or those that the machine happens to have.
 */
export function isSettled({ closures, workspace, manifest }: DenoDetails): boolean {
  if (workspace.lock !== undefined) return true;
  return closures.development.every((member) =>
    scopesSeen(member, manifest, 'development').every((at) =>
      [...member.details.collected[at].externals].every(
        (specifier) => isInstalled(npmName(specifier), workspace) || isMember(npmName(specifier), workspace),
      ),
    ),
  );
}

function isInstalled(name: string | undefined, { root, installed }: DenoWorkspace): boolean {
  return name !== undefined && root.json.nodeModulesDir === 'manual' && installed.has(name);
}

function isMember(name: string | undefined, { packages }: DenoWorkspace): boolean {
  return name !== undefined && packages.has(name);
}

/** npm packages that a package manager installs, where Deno does not, and that Nx knows. */
export function installedPackages({ closures, workspace, manifest }: DenoDetails, scope: Scope): string[] {
  const names = closures[scope].flatMap((member) =>
    scopesSeen(member, manifest, scope).flatMap((at) =>
      [...member.details.collected[at].externals].flatMap((specifier) => npmName(specifier) ?? []),
    ),
  );
  return [...new Set(names)].filter((name) => isInstalled(name, workspace)).sort();
}

function npmName(specifier: string): string | undefined {
  return /^npm:\/?((?:@[^/@]+\/)?[^/@]+)/.exec(specifier)?.[1];
}

function pluginLock({ workspace, manifest }: DenoDetails): string {
  const plugins = [workspace.root, manifest].flatMap(({ json }) => json.lint?.plugins ?? []);
  const published = plugins.filter((plugin) => /^(jsr|npm|https?):/.test(plugin));
  return workspace.lock === undefined ? published.join('\n') : lockClosure(workspace.lock, published);
}
