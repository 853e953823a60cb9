/**
 * What besides sources decides a task: go.mod, go.sum, vendor/ and go.work, each as far as it can.
 * - Every task: the language version of the modules it compiles, and what the main module says of the
 * toolchain.
 * - One that links modules of other people: all requirements that go chooses versions from. Which of them
 * count, only the modules themselves
 *   could say, and they are not at hand.
 * - With vendor/: the versions of the modules whose packages are compiled.
 * https://go.dev/ref/mod#minimal-version-selection
 */
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { GoWork } from './go-work.js';
import type { Replace } from './modfile.js';
import type { Module, Modules } from './modules.js';
import type { Needs } from './needs.js';
import { vendoredModules } from './vendor.js';
import { membersOf, type Visible, visibleInWorkspace } from './visible.js';

export interface Settings {
  readonly slice: string;
  readonly shared: readonly string[];
}

export interface WorkspaceView {
  readonly root: string;
  readonly manifest: GoWork;
  /** Directories of `use` lines. */
  readonly members: ReadonlySet<string>;
  readonly visible: Visible;
  readonly isVendored: boolean;
  readonly choice: Choice;
}

export function viewWorkspace(root: string, manifest: GoWork, modules: Modules, tree: Tree): WorkspaceView {
  const isVendored = tree.has(join(root, 'vendor/modules.txt'));
  const members = new Set(membersOf(root, manifest).map(({ directory }) => directory));
  const visible = visibleInWorkspace(root, manifest, modules, isVendored);
  const mains = [...members].flatMap((member) => modules.at(member) ?? []);
  const others = [...new Set(visible.modules.values())].filter((module) => !members.has(module.root));
  const choice = choiceOf(
    { root, work: manifest, mains, others, vendor: isVendored ? root : undefined },
    tree,
  );
  return { root, manifest, members, visible, isVendored, choice };
}

/** A main module, or a go.work with its members, as the place where versions are chosen. */
export interface Choice {
  readonly root: string;
  readonly work: GoWork | undefined;
  /** Their replace and exclude lines count, and their go.sum. */
  readonly mains: readonly Module[];
  /** Their requirements count too: modules that are replaced by a directory. */
  readonly others: readonly Module[];
  readonly vendor: string | undefined;
  /** All that versions are chosen from, whatever the order in which files have it. */
  graph(): readonly string[];
}

function choiceOf(parts: Omit<Choice, 'graph'>, tree: Tree): Choice {
  let known: readonly string[] | undefined;
  return {
    ...parts,
    graph: () => {
      known ??= moduleGraph(parts, tree);
      return known;
    },
  };
}

export type SettingsOf = (needs: Needs) => Settings;

export function settingsIn(
  module: Module,
  locals: ReadonlySet<Module>,
  workspace: WorkspaceView | undefined,
  modules: Modules,
  tree: Tree,
): SettingsOf {
  const others = [...locals].filter((one) => one !== module);
  const vendor = module.isVendored ? module.root : undefined;
  const alone = choiceOf(
    {
      root: module.root,
      work: undefined,
      mains: [module],
      others: workspace === undefined ? others : [],
      vendor,
    },
    tree,
  );
  const { choice } = workspace ?? { choice: alone };
  return (needs) => settingsOf(needs, choice, alone, modules, tree);
}

/** @param alone without go.work (GOWORK=off), where other members are modules like any other */
function settingsOf(needs: Needs, choice: Choice, alone: Choice, modules: Modules, tree: Tree): Settings {
  const compiled = needs.modules.flatMap((root) => modules.at(root) ?? []);
  const { work, mains, vendor } = choice;
  const copied = vendoredModules(needs.vendored, vendor, tree);
  return {
    slice: [
      ...compiled.map(({ root: at, manifest: { path, go } }) => `module ${at} ${path} go ${go ?? ''}`),
      ...(work === undefined ? mains.flatMap(({ manifest }) => manifest.settings) : work.settings),
      ...copied,
      ...requirementsOf(copied, mains),
      ...(needs.thirdParty ? choice.graph() : []),
      ...(work !== undefined && compiled.length > 1 && !needs.thirdParty ? alone.graph() : []),
    ].join('\n'),
    shared: sharedBy(needs, compiled, choice).filter((file) => tree.has(file)),
  };
}

/** Where go.mod asks for another version than vendor/ has, go refuses to build. */
function requirementsOf(copied: readonly string[], mains: readonly Module[]): string[] {
  if (copied.length === 0) return [];
  const paths = new Set(copied.flatMap((line) => /^# (\S+)/.exec(line)?.[1] ?? []));
  const requires = mains.flatMap(({ manifest }) => manifest.requires.filter(({ path }) => paths.has(path)));
  return [...new Set(requires.map(({ path, version }) => `require ${path} ${version}`))].sort();
}

/** Files whose change may change the slice. */
function sharedBy(
  { thirdParty, vendored }: Needs,
  compiled: readonly Module[],
  { root, work, mains, others, vendor }: Choice,
): string[] {
  const links = thirdParty || vendored.length > 0;
  const choosing = thirdParty ? requiring({ mains, others }) : vendored.length > 0 ? mains : [];
  return [
    ...new Set([
      ...(work === undefined ? [] : [join(root, 'go.work'), ...(links ? [join(root, 'go.work.sum')] : [])]),
      ...[...compiled, ...choosing].map(({ root: at }) => join(at, 'go.mod')),
      ...(thirdParty ? [...compiled, ...choosing].map(({ root: at }) => join(at, 'go.sum')) : []),
      ...(vendored.length > 0 && vendor !== undefined ? [join(vendor, 'vendor/modules.txt')] : []),
    ]),
  ];
}

function moduleGraph({ root, work, mains, others }: Omit<Choice, 'graph'>, tree: Tree): string[] {
  const sums = [
    ...mains.map((main) => join(main.root, 'go.sum')),
    ...(work === undefined ? [] : [join(root, 'go.work.sum')]),
  ];
  const lines = [
    ...requiring({ mains, others }).flatMap(({ manifest: { requires } }) =>
      requires.map(({ path, version }) => `require ${path} ${version}`),
    ),
    ...mains.flatMap((main) => replacesIn(main.root, main.manifest.replaces)),
    ...replacesIn(root, work?.replaces ?? []),
    ...mains.flatMap(({ manifest: { excludes } }) => excludes.map((exclude) => `exclude ${exclude}`)),
    ...sums.flatMap((file) => (tree.read(file) ?? '').split('\n').filter((line) => line.trim() !== '')),
  ];
  return [...new Set(lines)].sort();
}

/** Those that have a say. */
function requiring({ mains, others }: Pick<Choice, 'mains' | 'others'>): Module[] {
  return [...mains, ...others].filter(
    ({ manifest: { requires, replaces, excludes } }) =>
      requires.length + replaces.length + excludes.length > 0,
  );
}

function replacesIn(base: string, replaces: readonly Replace[]): string[] {
  return replaces.map(({ path, version = '', to, toVersion }) =>
    toVersion === undefined
      ? `replace ${path} ${version} => ${join(base, to)}`
      : `replace ${path} ${version} => ${to} ${toVersion}`,
  );
}

/** The module itself and the local modules whose go.mod takes part in its choice of versions. */
export function localModules(module: Module, imported: Iterable<Module>, visible: Visible): Set<Module> {
  const locals = new Set([module, ...imported]);
  for (const each of locals) for (const local of visible.requirements(each).local) locals.add(local);
  return locals;
}
