/** What tasks need to know of a module and of its main packages, worked out while the tree is at hand. */
import { type Glob, only } from '../../model/globs.js';
import { ancestors, basename, dirname, join } from '../../model/paths.js';
import type { Sbom } from '../../model/sbom.js';
import type { Tree } from '../../model/tree.js';
import { closureOf } from './closure.js';
import type { Module, Modules } from './modules.js';
import type { Needs } from './needs.js';
import { once } from './once.js';
import type { Package } from './package.js';
import { type GoPlatform, hostGoPlatform } from './platforms.js';
import type { Settings, WorkspaceView } from './settings.js';
import {
  buildSources,
  checkSources,
  packageGlobs,
  type TaskSources,
  testFiles,
  type View,
} from './sources.js';
import type { Visible } from './visible.js';

export interface GoDetails {
  readonly module: ModuleDetails | undefined;
  readonly main: MainDetails | undefined;
}

export interface ModuleDetails {
  readonly root: string;
  /** Directory of the go.work that it is a member of. */
  readonly workspace?: string;
  /** N of `go 1.N`. */
  readonly release: number;
  readonly isVendored: boolean;
  /** Files that `go mod tidy` reads. */
  readonly manifests: readonly string[];
  /** A module outside the repository that a look at all of them would read. */
  readonly outside: string | undefined;
  settingsOf(needs: Needs): Settings;
  /** Worked out when asked for. */
  sbom(): Sbom;
  /** Absent on main packages that are projects of their own: there the module is asked. */
  readonly own?: {
    readonly hasFiles: boolean;
    /** Some of them are for this machine: go fails where there is nothing to test. */
    readonly hasPackages: boolean;
    readonly generates: boolean;
    /** Of a module with code that no program of it compiles. */
    readonly build: TaskSources | undefined;
    /** Directories of programs beside it, which have builds of their own. */
    readonly besidePrograms?: readonly string[];
    /** The code with its tests. */
    readonly check: TaskSources;
    /** Directories of packages with tests for this machine. */
    readonly tested: readonly string[];
    /** What only running the tests adds. */
    readonly testFiles: readonly Glob[];
    /** Code of the module alone. */
    readonly files: readonly Glob[];
    /** Tests of dependencies too: `go mod tidy` looks at them. */
    readonly tidy: readonly Glob[];
    /** `.golangci.*` files up the tree. */
    readonly lintConfig: readonly Glob[];
  };
}

export interface MainDetails {
  readonly directory: string;
  /** As `go build` would call it. */
  readonly name: string;
  readonly platforms: readonly GoPlatform[] | undefined;
  buildFor(platform: GoPlatform | undefined): TaskSources;
  /** Has an .air.toml, here or at the module. */
  readonly airDirectory: string | undefined;
}

export interface ModuleContext {
  readonly module: Module;
  readonly visible: Visible;
  readonly workspace: WorkspaceView | undefined;
  readonly modules: Modules;
  /** Root of the project that a package belongs to. */
  ownerOf(found: Package): string;
  readonly tree: Tree;
}

export function ownDetails(
  { module, visible, ownerOf, tree }: ModuleContext,
  tests: ReadonlySet<Package>,
): NonNullable<ModuleDetails['own']> {
  const { packages, root } = module;
  const platform = hostGoPlatform();
  const view = { visible, ownerOf, tree, platform };
  const own = closureOf(packages, visible, { tests: true, platform });
  return {
    hasFiles: packages.length > 0,
    hasPackages: packages.some((found) => found.has('files', platform)),
    generates: packages.some(({ generates }) => generates),
    ...libraryBuild(packages, root, view),
    check: checkSources(packages, own, view),
    tested: packages.filter((found) => found.has('tests', platform)).map(({ directory }) => directory),
    testFiles: testFiles(packages, tree),
    files: packageGlobs(packages.map((found) => ({ ...found, isNative: false }))),
    tidy: packageGlobs([...tests].map((found) => ({ ...found, isNative: false }))),
    lintConfig: ancestors(root).flatMap((parent) =>
      only(LINT_CONFIGS.map((name) => join(parent, name)).filter((file) => tree.has(file))),
    ),
  };
}

/** Packages that no build of a program compiles, in a module that is no program itself. */
function libraryBuild(
  packages: readonly Package[],
  root: string,
  view: View,
): Pick<NonNullable<ModuleDetails['own']>, 'build' | 'besidePrograms'> {
  const { visible, platform } = view;
  const mains = packages.filter(({ isMain }) => isMain);
  const linked = closureOf(mains, visible, { tests: false, platform });
  const rest = packages.filter((found) => found.has('code', platform) && !linked.has(found));
  if (rest.length === 0 || mains.some(({ directory }) => directory === root)) return { build: undefined };
  return {
    build: buildSources(
      closureOf(
        packages.filter(({ isMain }) => !isMain),
        visible,
        { tests: false, platform },
      ),
      view,
    ),
    ...(mains.length > 0 ? { besidePrograms: mains.map(({ directory }) => directory) } : {}),
  };
}

/** https://golangci-lint.run/docs/configuration/file/ */
const LINT_CONFIGS = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

export function mainDetails(main: Package, { module, visible, ownerOf, tree }: ModuleContext): MainDetails {
  const known = new Map<GoPlatform | undefined, TaskSources>();
  return {
    directory: main.directory,
    name: executable(module, main),
    platforms: main.platforms,
    buildFor: (platform) =>
      once(known, platform, () => {
        const closure = closureOf([main], visible, { tests: false, platform });
        return buildSources(closure, { visible, ownerOf, tree, platform });
      }),
    airDirectory: [main.directory, module.root].find((directory) => tree.has(join(directory, '.air.toml'))),
  };
}

/** `go build` names a binary after its import path: the last element that is no major version. */
export function executable({ root, manifest }: Module, { directory }: Package): string {
  return directory === root ? lastSegment(manifest.path) : lastSegment(directory);
}

export function lastSegment(path: string): string {
  return /^v[1-9]\d*$/.test(basename(path)) && path.includes('/') ? basename(dirname(path)) : basename(path);
}
