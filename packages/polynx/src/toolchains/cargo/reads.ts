import { basename, dirname, isAbsolute, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Read, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Crate } from './crates.js';
import { isCargosOwn } from './own-env.js';

/**
 * Files that a crate reads and that may lie outside it, found in string literals: rustc, macros and build scripts name them there.
 * What is computed at build time cannot be seen.
 */
export function findReads(crate: Crate, sources: readonly string[], tree: Tree): CrateReads {
  const reads = new Map<string, Read>();
  const env = new Map<string, Scope>();
  let bakesPath = false;
  const add = (path: string, scope: Scope, source: string) => {
    // The state of git is no input: either nothing is cached, or an older one is good enough (stamps).
    if (leavesWorkspace(path) || isInside(path, '.git')) return;
    if (reads.get(path)?.scope !== 'production') {
      reads.set(path, { path, scope, source });
    }
  };
  const scripts = buildScripts(crate);
  for (const path of targetReads(crate)) add(path, 'production', join(crate.directory, 'Cargo.toml'));
  for (const source of sources) {
    const scope = isDevelopmentSource(source, crate.directory) ? 'development' : 'production';
    const text = tree.read(source) ?? '';
    for (const path of namedIn(text, source, crate, tree)) {
      add(path, scope, source);
      for (const further of modulesFrom(path, crate, tree)) add(further, scope, source);
    }
    for (const name of envIn(text, scripts.includes(source)))
      if (env.get(name) !== 'production') env.set(name, scope);
    if (scope === 'production' && !scripts.includes(source)) bakesPath ||= hasOwnPath(text);
  }
  return { reads: [...reads.values()], env, bakesPath };
}

export interface CrateReads {
  readonly reads: readonly Read[];
  /** Variables that macros and build scripts ask for when the crate is compiled. */
  readonly env: ReadonlyMap<string, Scope>;
  /** Whether the folder it was compiled in becomes part of a program. */
  readonly bakesPath: boolean;
}

const OWN_PATH = /\benv!\s*[({[]\s*"(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR)"/g;
const INCLUDED = /\b(?:include(?:_str|_bytes)?|include_dir)!\s*[({[]\s*concat!\s*[({[]\s*$/;

/** Asked for by more than an `include!`, whose path is gone once the file is read; what follows `#[cfg(test)] mod` is in no program. */
function hasOwnPath(text: string): boolean {
  if (!text.includes('env!')) return false;
  const program = text.split(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\s/, 1)[0] ?? '';
  return [...program.matchAll(OWN_PATH)].some(
    ({ index }) => !isComment(program, index) && !INCLUDED.test(program.slice(0, index)),
  );
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
    const text = tree.read(path) ?? '';
    const modules = [...text.matchAll(MODULE)].flatMap(([, name = '']) => [
      join(folder, `${name}.rs`),
      join(folder, name, 'mod.rs'),
      join(folder, basename(path).replace(/\.rs$/, ''), `${name}.rs`),
    ]);
    for (const found of [
      ...modules.filter((module) => tree.has(module)),
      ...namedIn(text, path, crate, tree),
    ]) {
      if (seen.has(found)) continue;
      seen.add(found);
      if (isGuest(found, crate, tree)) queue.push(found);
    }
  }
  return [...seen];
}

const MODULE = /^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?mod[ \t]+(\w+)[ \t]*;/gm;

function isGuest(path: string, { directory }: Crate, tree: Tree): boolean {
  return path.endsWith('.rs') && !isInside(path, directory) && tree.has(path);
}

function isDevelopmentSource(source: string, directory: string): boolean {
  return ['tests', 'benches', 'examples'].some((folder) => isInside(source, join(directory, folder)));
}

/** `"…"`, `r"…"` or `r#"…"#`, as far as a path goes. */
const STRING = String.raw`(?:r#*)?"([^"\n]+)"`;
const OPEN = String.raw`\s*[({[]\s*`;
const MANIFEST_DIR = String.raw`concat!${OPEN}env!${OPEN}"CARGO_MANIFEST_DIR"\s*[)}\]]\s*,\s*`;

interface Pattern {
  /** Text without which the expression need not be tried. */
  readonly hint: string;
  readonly expression: RegExp;
  /** What the path is relative to. */
  readonly from: 'file' | 'crate';
  /** Relative to the module around it, which need not be the file. */
  readonly inModule?: true;
}

const PATTERNS: readonly Pattern[] = [
  // https://doc.rust-lang.org/std/macro.include_str.html
  { hint: 'include', from: 'file', expression: macro('include(?:_str|_bytes)?', '') },
  { hint: 'include', from: 'crate', expression: macro('include(?:_str|_bytes)?', MANIFEST_DIR) },
  // https://doc.rust-lang.org/reference/items/modules.html#the-path-attribute
  {
    hint: 'path',
    from: 'file',
    expression: new RegExp(String.raw`#!?\[\s*(?:cfg_attr\s*\([^\]]*?,\s*)?path\s*=\s*${STRING}`, 'g'),
    inModule: true,
  },
  // https://doc.rust-lang.org/cargo/reference/build-scripts.html#rerun-if-changed
  { hint: 'rerun-if-changed', from: 'crate', expression: /cargo::?rerun-if-changed=([^"\\{}\n]+)/g },
  // rust-embed, and include_dir
  { hint: 'folder', from: 'crate', expression: new RegExp(String.raw`#\[\s*folder\s*=\s*${STRING}`, 'g') },
  {
    hint: 'include_dir',
    from: 'crate',
    expression: /\binclude_dir!\s*[({[]\s*"\$CARGO_MANIFEST_DIR\/([^"\n]+)"/g,
  },
];

function macro(name: string, prefix: string): RegExp {
  return new RegExp(String.raw`\b${name}!${OPEN}${prefix}${STRING}`, 'g');
}

function namedIn(text: string, source: string, crate: Crate, tree: Tree): string[] {
  const { directory } = crate;
  const paths = PATTERNS.flatMap(({ hint, expression, from, inModule }) => {
    if (!text.includes(hint)) return [];
    const base = from === 'file' ? dirname(source) : directory;
    return [...text.matchAll(expression)]
      .filter(({ index, 1: path = '' }) => !isComment(text, index) && !(isAbsolute(path) && from === 'file'))
      .flatMap(({ index, 1: path = '' }) => {
        const modules = inModule ? inlineModules(text, index) : '';
        return modules === ''
          ? named(base, path.trim(), tree)
          : inModuleFolder(source, modules, path.trim(), tree);
      });
  });
  return [...paths, ...plainLiterals(text, crate, tree), ...readme(text, crate)];
}

/**
 * The inline modules around a place, as a path: `mod a { mod b { …` is `a/b`. Told by the indentation, as rustfmt leaves it: braces would have to be told
 * from those in strings and comments.
 */
function inlineModules(text: string, index: number): string {
  const lines = text
    .slice(0, text.indexOf('\n', index) + 1 || undefined)
    .trimEnd()
    .split('\n');
  let indent = indentOf(lines.pop() ?? '');
  const names: string[] = [];
  for (const line of lines.reverse()) {
    if (indent === 0) break;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    const name = INLINE.exec(line)?.[1];
    if (name !== undefined) names.unshift(name);
  }
  return names.join('/');
}

const INLINE = /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*\{/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The folder of a module is beside `lib.rs`, `main.rs` and `mod.rs`, and below `name/` for any other `name.rs`; a target may have any name. */
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

function isComment(text: string, index: number): boolean {
  return text
    .slice(text.lastIndexOf('\n', index) + 1, index)
    .trimStart()
    .startsWith('//');
}

const LEAVING = /"(\.\.\/[^"\\{}\n]*)"/g;

/**
 * Build scripts hand paths to other programs (protoc, cc), tests open files, and macros such as sqlx's read them: a literal that leaves the crate
 * and names something that exists is taken for one.
 */
function plainLiterals(text: string, { directory }: Crate, tree: Tree): string[] {
  if (!text.includes('"../')) return [];
  return [...text.matchAll(LEAVING)]
    .map(([, path = '']) => join(directory, path))
    .filter((path) => tree.has(path) || (tree.hasDirectory(path) && !isInside(directory, path)));
}

/** `include_str!(env!("CARGO_PKG_README"))`, in whatever words. */
function readme(text: string, { directory, manifest }: Crate): string[] {
  if (!text.includes('CARGO_PKG_README')) return [];
  const named = manifest.package?.['readme'];
  return [join(directory, typeof named === 'string' ? named : 'README.md')];
}

const ENV_HINT = /env!|env::var|rerun-if-env-changed/;
const ENV_AT_COMPILE_TIME = [/\b(?:option_)?env!\s*[({[]\s*"(\w+)"/g, /cargo::?rerun-if-env-changed=(\w+)/g];
const ENV_OF_SCRIPT = /\benv::var(?:_os)?\s*\(\s*"(\w+)"/g;

/** Whether or not a build script tells cargo. */
function envIn(text: string, isScript: boolean): string[] {
  if (!ENV_HINT.test(text)) return [];
  const patterns = isScript ? [...ENV_AT_COMPILE_TIME, ENV_OF_SCRIPT] : ENV_AT_COMPILE_TIME;
  const names = patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .filter(({ index }) => !isComment(text, index))
      .flatMap(([, name]) => name ?? []),
  );
  return names.filter((name) => !isCargosOwn(name));
}

/** Where the manifest says, or build.rs. https://doc.rust-lang.org/cargo/reference/build-scripts.html */
export function buildScripts({ directory, manifest }: Crate): string[] {
  const { build } = manifest.package ?? {};
  if (build === false) return [];
  const named = typeof build === 'string' ? [build] : Array.isArray(build) ? build : ['build.rs'];
  return named.map((path) => join(directory, path));
}
