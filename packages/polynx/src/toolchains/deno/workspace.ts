/** From parsed manifests to projects: who imports whom, and what each kind of task sees. */
import { compact } from '../../model/compact.js';
import { failedProject } from '../../model/failed-project.js';
import { escapeGlob } from '../../model/globs.js';
import { ancestors, basename, isInside, join } from '../../model/paths.js';
import type { Dependency, Project, Read, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { close } from './closures.js';
import { type Collected, collect } from './collect.js';
import type { DenoJson } from './deno-json.js';
import type { DenoDetails } from './details.js';
import { excluder, isBench, isTest } from './files.js';
import { isSource } from './imports.js';
import { lintPlugins } from './lint-plugins.js';
import { type DenoWorkspace, findWorkspaces } from './members.js';
import type { DenoOptions } from './options.js';
import { foldersWithRoots, type Own, ownerIndex, ownFiles } from './owners.js';

/** A project before the others are known. */
interface Draft {
  readonly manifest: DenoJson;
  readonly workspace: DenoWorkspace;
  readonly sources: string[];
}

export function modelDeno(
  manifests: Manifests<DenoJson>,
  tree: Tree,
  _options: DenoOptions,
): Project<DenoDetails>[] {
  const found = findWorkspaces(manifests, tree);
  const workspaces = found.flatMap((one) => ('reason' in one ? [] : one));
  const drafts = new Map<string, Draft>();
  for (const workspace of workspaces) {
    for (const manifest of workspace.members) {
      if (isProject(manifest, workspace))
        drafts.set(manifest.directory, { manifest, workspace, sources: [] });
    }
  }
  const packages = workspaces.flatMap((workspace) =>
    [...workspace.packages.values()].map(({ directory }) => directory),
  );
  const roots = new Set([...drafts.keys(), ...packages]);
  const ownerOf = ownerIndex(roots);
  assignSources(drafts, ownerOf, tree);
  const above = foldersWithRoots(roots);
  const projects = new Map<string, Project<DenoDetails>>();
  const failures = new Map(
    found.flatMap((one) =>
      'reason' in one ? one.members.map((member) => [member, one.reason] as const) : [],
    ),
  );
  for (const [directory, draft] of drafts) {
    try {
      const own = ownFiles(directory, roots, above, tree, excluderOf(draft));
      projects.set(directory, project(draft, own, ownerOf, manifests, tree));
    } catch (reason) {
      failures.set(draft.manifest, reason);
    }
  }
  spread(failures, projects);
  for (const one of projects.values()) close(one, projects);
  const failed = [...failures].map(([manifest, reason]) =>
    failedProject(manifest.path, nameOf(manifest), reason),
  );
  return [...projects.values(), ...failed];
}

/** What a project is compiled from is not known where one of those is not. */
function spread(failures: Map<DenoJson, unknown>, projects: Map<string, Project<DenoDetails>>): void {
  for (const [{ directory }, reason] of failures)
    for (const { root, dependencies, details } of projects.values())
      if (
        dependencies.some((dependency) => dependency.root === directory) ||
        // What is done at the root is done with all members.
        (isRoot(details) && details.workspace.members.some((member) => member.directory === directory))
      ) {
        projects.delete(root);
        failures.set(details.manifest, reason);
      }
}

function isRoot({ manifest, workspace }: DenoDetails): boolean {
  return manifest === workspace.root;
}

function nameOf({ settings, name, directory }: DenoJson): string {
  return settings.name ?? name ?? folderName(directory);
}

/** A member, a workspace root, or a deno.json that says more than how to format. */
function isProject(manifest: DenoJson, { root, members }: DenoWorkspace): boolean {
  const { name, tasks, exports, workspace, json } = manifest;
  if (manifest !== root || members.length > 1 || workspace !== undefined || name !== undefined) return true;
  return [tasks, exports, json.imports ?? {}].some((table) => Object.keys(table).length > 0);
}

function assignSources(
  drafts: ReadonlyMap<string, Draft>,
  ownerOf: (file: string) => string | undefined,
  tree: Tree,
): void {
  const excluders = new Map<Draft, (path: string) => boolean>();
  for (const file of tree.files) {
    if (!isSource(file)) continue;
    const draft = drafts.get(ownerOf(file) ?? '');
    if (draft === undefined || file.includes('node_modules/')) continue;
    const excluded = excluders.get(draft) ?? excluderOf(draft);
    excluders.set(draft, excluded);
    if (!excluded(file)) draft.sources.push(file);
  }
}

function excluderOf({ manifest, workspace }: Draft): (path: string) => boolean {
  return excluder(manifest === workspace.root ? [manifest] : [workspace.root, manifest]);
}

function project(
  { manifest, workspace, sources }: Draft,
  own: Own,
  ownerOf: (file: string) => string | undefined,
  manifests: Manifests<DenoJson>,
  tree: Tree,
): Project<DenoDetails> {
  const { directory } = manifest;
  const collected = collect(sources, { workspace, member: manifest, tree, ownerOf });
  const main = mainFile(manifest, tree);
  const broken = ancestors(directory)
    .flatMap((above) => [join(above, 'deno.json'), join(above, 'deno.jsonc')])
    .map((path) => manifests.broken.get(path))
    .find((error) => error !== undefined);
  return compact({
    root: directory,
    manifest: manifest.path,
    name: nameOf(manifest),
    isNamedByFolder: (manifest.settings.name ?? manifest.name) === undefined ? true : undefined,
    type: manifest.workspace !== undefined ? 'workspace' : main !== undefined ? 'application' : 'library',
    deliverables: [],
    dependencies: dependenciesOf(collected, directory),
    reads: readsOf(collected),
    settings: manifest.settings,
    details: {
      manifest,
      workspace,
      own,
      hasSources: sources.length > 0,
      tests: sources.filter((file) => isTest(file)),
      hasBenches: sources.some((file) => isBench(file)),
      main,
      collected,
      foreignTests: [...collected.production.foreignTests, ...collected.development.foreignTests],
      configFiles: ancestors(directory)
        .filter((above) => isInside(above, workspace.root.directory))
        .map((above) => join(above, 'tsconfig.json'))
        .filter((path) => tree.has(path))
        .map(escapeGlob),
      lintPlugins: lintPlugins(workspace, manifest, tree).map(escapeGlob),
      members: [],
      closures: { production: [], development: [] },
    },
    error: broken,
  });
}

/** The repository's own folder may be called anything on each machine. */
function folderName(directory: string): string {
  return directory === '.' ? 'deno-workspace' : basename(directory);
}

/** A program, not a library: `main.ts` in a member that exports nothing. */
function mainFile({ directory, exports }: DenoJson, tree: Tree): string | undefined {
  if (Object.keys(exports).length > 0) return undefined;
  return ['main.ts', 'main.tsx', 'main.js', 'main.mjs'].find((name) => tree.has(join(directory, name)));
}

function dependenciesOf(
  { production, development }: Record<Scope, Collected>,
  directory: string,
): Dependency[] {
  const imported = (scope: Scope, kind: string) => (entry: readonly [root: string, file: string]) => {
    const [root, file] = entry;
    return { root, scope, stated: { file, kind } } satisfies Dependency;
  };
  const later = [...development.dependencies].filter(([root]) => !production.dependencies.has(root));
  return [
    ...[...production.dependencies].map(imported('production', 'import')),
    ...later.map(imported('development', 'test import')),
  ].filter(({ root }) => root !== directory);
}

function readsOf({ production, development }: Record<Scope, Collected>): Read[] {
  const of = (scope: Scope, reads: ReadonlyMap<string, string>) =>
    [...reads].map(([path, source]): Read => ({ path, scope, source }));
  const later = [...development.reads].filter(([path]) => !production.reads.has(path));
  return [...of('production', production.reads), ...of('development', new Map(later))];
}
