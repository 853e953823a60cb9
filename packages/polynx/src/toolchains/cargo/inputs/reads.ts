import { compact } from '../../../model/compact.js';
import { everythingIn, type Glob } from '../../../model/globs.js';
import { basename, dirname, isInside, join, leavesWorkspace } from '../../../model/paths.js';
import type { Read, Scope } from '../../../model/project.js';
import type { Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import { DEVELOPMENT } from '../manifest/deliverables.js';
import { macroReads } from './macro-reads.js';
import type { KnownFolder } from './macro-scan.js';
import type { OfTests } from './source-reader.js';
import {
  type Literal,
  literalScan,
  type Mention,
  moduleScan,
  type SourceFacts,
  sourceScan,
} from './source-scan.js';
import { testSourcesOf } from './test-sources.js';

/**
 * Files that a crate reads and that may lie outside it, found in string literals: rustc, macros and build
 * scripts name them there. What is computed at build time cannot be seen.
 * @param nested other projects inside the crate
 */
export function findReads(
  crate: Crate,
  sources: readonly string[],
  tree: Tree,
  nested: readonly string[] = [],
): CrateReads {
  const { reads, add } = collectReads();
  const env = new Map<string, Scope>();
  const testNames = new Set<string>();
  const gitMacros: string[] = [];
  let bakesPath = false;
  let walks = false;
  const scripts = buildScripts(crate);
  for (const path of [...targetReads(crate), ...macroReads(crate, tree)])
    add(path, 'production', join(crate.directory, 'Cargo.toml'));
  const testSources = testSourcesOf(crate, sources, tree);
  for (const source of sources) {
    const isOfTests = testSources.has(source) || isDevelopmentSource(source, crate.directory);
    const scopeOf = ({ tests }: OfTests): Scope => (isOfTests || tests ? 'development' : 'production');
    const facts = tree.scan(source, sourceScan);
    if (facts === undefined) continue;
    const isScript = scripts.includes(source);
    const spelt = isScript || nested.length > 0 ? speltOut(source, crate, tree) : [];
    for (const { path, glob, ...which } of namedIn(facts, source, crate, isScript, tree)) {
      add(path, scopeOf(which), source, glob);
      for (const further of modulesFrom(path, crate, tree)) add(further, scopeOf(which), source);
    }
    if (isScript) for (const path of spelt) add(path, scopeOf({}), source);
    for (const path of spelt) if (isNested(path, nested, crate)) add(path, 'development', source);
    for (const { name, ...which } of isScript ? facts.scriptEnv : facts.env)
      if (env.get(name) !== 'production') env.set(name, scopeOf(which));
    if (isOfTests) continue;
    if (!isScript) bakesPath ||= facts.ownPath;
    if (isScript) walks ||= facts.walks;
    for (const name of facts.testNames) testNames.add(name);
    if (facts.gitMacro) gitMacros.push(source);
  }
  return { reads: [...reads.values()], env, bakesPath, testSources, testNames, gitMacros, walks };
}

function collectReads() {
  const reads = new Map<string, Read>();
  const add = (path: string, scope: Scope, source: string, glob?: Glob): void => {
    // The state of git is no file: it is in the key as such (stamps).
    if (leavesWorkspace(path) || isInside(path, '.git')) return;
    const known = glob ?? path;
    if (reads.get(known)?.scope !== 'production')
      reads.set(known, compact<Read>({ path, glob, scope, source }));
  };
  return { reads, add };
}

export interface CrateReads {
  readonly reads: readonly Read[];
  /** Variables that macros and build scripts ask for when the crate is compiled. */
  readonly env: ReadonlyMap<string, Scope>;
  /** Whether the folder it was compiled in becomes part of a program. */
  readonly bakesPath: boolean;
  /** Sources that only its tests compile. */
  readonly testSources: ReadonlySet<string>;
  /** Literals of the program that speak of folders as tests have them. */
  readonly testNames: ReadonlySet<string>;
  /** Sources with macros that ask git. */
  readonly gitMacros: readonly string[];
  /** Its build script lists folders. */
  readonly walks: boolean;
}

/** Targets and build scripts that the manifest puts outside the crate: their modules lie beside them. */
function targetReads({ directory, manifest, targets }: Crate): string[] {
  const { build } = manifest.package ?? {};
  const scripts = typeof build === 'string' ? [build] : Array.isArray(build) ? build : [];
  const roots = [targets.lib?.path, ...targets.bins.map(({ path }) => path)].flatMap((path) => path ?? []);
  return [
    ...roots.map((path) => dirname(join(directory, path))),
    ...scripts.map((path) => join(directory, path)),
  ].filter((path) => !isInside(path, directory) && !isInside(directory, path));
}

/** A Rust file outside the crate brings what it names itself, and the modules it declares. */
function modulesFrom(file: string, crate: Crate, tree: Tree): string[] {
  const seen = new Set<string>();
  const queue = isGuest(file, crate, tree) ? [file] : [];
  for (const path of queue) {
    const folder = dirname(path);
    const facts = tree.scan(path, sourceScan);
    const modules = (tree.scan(path, moduleScan) ?? []).flatMap((name) => [
      join(folder, `${name}.rs`),
      join(folder, name, 'mod.rs'),
      join(folder, basename(path).replace(/\.rs$/, ''), `${name}.rs`),
    ]);
    for (const found of [
      ...modules.filter((module) => tree.has(module)),
      ...(facts === undefined ? [] : namedIn(facts, path, crate, false, tree).map((one) => one.path)),
    ]) {
      if (seen.has(found)) continue;
      seen.add(found);
      if (isGuest(found, crate, tree)) queue.push(found);
    }
  }
  return [...seen];
}

/** Outside the crate, or in a folder of it that builds do not see. */
function isGuest(path: string, { directory }: Crate, tree: Tree): boolean {
  const isOwn = isInside(path, directory) && !isDevelopmentSource(path, directory);
  return path.endsWith('.rs') && !isOwn && tree.has(path);
}

function isDevelopmentSource(source: string, directory: string): boolean {
  return DEVELOPMENT.some((folder) => isInside(source, join(directory, folder)));
}

/** A file or folder; of a glob, the folder that it cannot leave. */
interface Named extends Literal {
  readonly glob?: Glob;
}

function namedIn(
  { mentions, leaving, folders, readme }: SourceFacts,
  source: string,
  { directory, manifest }: Crate,
  isScript: boolean,
  tree: Tree,
): Named[] {
  const own = manifest.package?.['readme'];
  const found = (paths: readonly string[], { tests }: OfTests): Named[] =>
    paths.map((path) => ({ path, ...(tests ? { tests } : {}) }));
  return [
    ...mentions.flatMap((mention) => found(placesOf(mention, source, directory, tree), mention)),
    ...leaving.flatMap((literal) => found(existing(literal.path, directory, tree), literal)),
    ...folders
      .filter(({ ofScript = false }) => isScript || !ofScript)
      .flatMap((folder) => kindsIn(folder, directory, tree)),
    // `include_str!(env!("CARGO_PKG_README"))`, in whatever words.
    ...(readme ? [{ path: join(directory, typeof own === 'string' ? own : 'README.md') }] : []),
  ];
}

function placesOf({ path, from, modules }: Mention, source: string, directory: string, tree: Tree): string[] {
  if (modules !== undefined) return inModuleFolder(source, modules, path, tree);
  if (from === 'either')
    return [dirname(source), directory].map((base) => join(base, path)).filter((place) => tree.has(place));
  const base = from === 'file' ? dirname(source) : from === 'src' ? join(directory, 'src') : directory;
  return [named(base, path, tree)];
}

/** Only where the folder contains the crate: any other one is taken whole. */
function kindsIn({ path, kinds, tests }: KnownFolder, directory: string, tree: Tree): Named[] {
  const folder = join(directory, path);
  if (leavesWorkspace(folder) || !isInside(directory, folder) || !tree.hasDirectory(folder)) return [];
  return kinds.flatMap((kind) =>
    everythingIn([folder], `**/*.${kind}`).map((glob) => ({
      path: folder,
      glob,
      ...(tests ? { tests } : {}),
    })),
  );
}

/**
 * The folder of a module is beside `lib.rs`, `main.rs` and `mod.rs`, and below `name/` for any other
 * `name.rs`; a target may have any name.
 */
function inModuleFolder(source: string, modules: string, path: string, tree: Tree): string[] {
  const beside = join(dirname(source), modules, path);
  const below = join(dirname(source), basename(source).replace(/\.rs$/, ''), modules, path);
  const found = [beside, below].filter((candidate) => tree.has(candidate));
  return found.length > 0 ? found : [beside];
}

/** `../generated/` is a folder, whether or not there is one yet. */
function named(base: string, path: string, tree: Tree): string {
  const joined = join(base, path);
  return path.endsWith('/') && !tree.hasDirectory(joined) ? `${joined}/**/*` : joined;
}

/**
 * Build scripts hand paths to other programs (protoc, cc), tests open files, and macros such as sqlx's read
 * them: a literal that leaves the crate and names something that exists is taken for one.
 */
function existing(literal: string, directory: string, tree: Tree): string[] {
  const path = join(directory, literal);
  return tree.has(path) || (tree.hasDirectory(path) && !isInside(directory, path)) ? [path] : [];
}

/**
 * Every path below the crate that a source spells out. A build script may read what no build compiles: a
 * README, `examples`, a template that has a manifest of its own.
 */
function speltOut(source: string, { directory }: Crate, tree: Tree): string[] {
  return (tree.scan(source, literalScan) ?? [])
    .map((path) => join(directory, path))
    .filter((path) => path !== directory && isInside(path, directory))
    .filter((path) => tree.has(path) || tree.hasDirectory(path));
}

/**
 * Tests open cases and templates that are projects by themselves, and walk over folders of them; but folders
 * at the repository's root are no cases.
 */
function isNested(path: string, nested: readonly string[], { directory }: Crate): boolean {
  return nested.some((project) => isInside(path, project) || (directory !== '.' && isInside(project, path)));
}

/** Where the manifest says, or build.rs. https://doc.rust-lang.org/cargo/reference/build-scripts.html */
export function buildScripts({ directory, manifest }: Crate): string[] {
  const { build } = manifest.package ?? {};
  if (build === false) return [];
  const named = typeof build === 'string' ? [build] : Array.isArray(build) ? build : ['build.rs'];
  return named.map((path) => join(directory, path));
}
