/**
 * Directories of a module to packages, by Go's own rules of which files count.
 * https://pkg.go.dev/cmd/go#hdr-Package_lists_and_patterns
 */
import { dirname, isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { fileConstraint } from './constraints.js';
import type { GoMod } from './go-mod.js';
import { headerScan, type SourceHeader } from './source-header.js';
import { testDataOf } from './test-data.js';

/** `join` for two normal paths, without its cost: this runs once per file. */
export function childOf(directory: string, name: string): string {
  return directory === '.' ? name : `${directory}/${name}`;
}

/** Endings of what go/build hands to a compiler or the linker. */
export const NATIVE = 'c cc cpp cxx m h hh hpp hxx f F for f90 s S sx swig swigcxx syso'
  .split(' ')
  .map((ending) => `.${ending}`);

/** Asked for in one question, whatever it is about. */
export const COMPILED = ['.go', ...NATIVE, '.pgo'];

export interface GoFile {
  readonly name: string;
  readonly header: SourceHeader;
  /** From its name and its `//go:build` line; undefined when every build takes it. */
  readonly constraint: string | undefined;
  /** What a test names of what lies around it. */
  readonly testData: readonly string[];
}

/**
 * The .go files of a directory, whatever build they are for; go does not ask git which of them it ignores.
 */
export function goFiles(directory: string, tree: Tree): GoFile[] {
  return [...tree.list(directory).files, ...tree.unlisted(directory, COMPILED)].flatMap((name) => {
    if (!name.endsWith('.go') || name.startsWith('_') || name.startsWith('.')) return [];
    const header = tree.scan(childOf(directory, name), headerScan);
    if (header === undefined || header.package === 'documentation') return [];
    // A file that uses cgo is left out where cgo is off.
    const build = header.imports.includes('C') ? both(header.constraint, 'cgo') : header.constraint;
    const testData = isTest(name) ? testDataOf(childOf(directory, name), directory, tree) : [];
    return [{ name, header, constraint: fileConstraint(name, build), testData }];
  });
}

function both(constraint: string | undefined, tag: string): string {
  return constraint === undefined ? tag : `(${constraint}) && ${tag}`;
}

/**
 * Directories that `./...` names: not below `vendor`, not `testdata`, `_x` or `.x`, not ignored, not another
 * module's. Those without .go files are left out. NB go would also enter directories that git ignores: of
 * those, only the ones with a file that git tracks are the repository's.
 */
export function packageDirectories(root: string, { ignores }: Pick<GoMod, 'ignores'>, tree: Tree): string[] {
  const found: string[] = [];
  const visit = (directory: string) => {
    const { files, directories } = tree.list(directory);
    if (directory !== root && files.includes('go.mod')) return;
    if (files.some((file) => file.endsWith('.go'))) found.push(directory);
    for (const name of directories) {
      if (/^[._]/.test(name) || name === 'testdata') continue;
      const child = childOf(directory, name);
      if (isIgnored(child, root, ignores)) continue;
      // The package `vendor` itself counts, what lies below it does not.
      if (name !== 'vendor') visit(child);
      else if (tree.list(child).files.some((file) => file.endsWith('.go'))) found.push(child);
    }
  };
  visit(root);
  return [
    ...found,
    ...hiddenDirectories(root, ignores, tree).filter((directory) => !found.includes(directory)),
  ];
}

/**
 * Those whose .go files git tracks, though a line of .gitignore names them: `api` for a program means
 * `cmd/api` too.
 */
function hiddenDirectories(root: string, ignores: readonly string[], tree: Tree): string[] {
  const directories = new Set(
    hiddenSources(tree)
      .map(dirname)
      .filter((directory) => isInside(directory, root)),
  );
  return [...directories].filter((directory) => {
    const path = root === '.' ? directory : directory.slice(root.length + 1);
    const parts = directory === root || path === '.' ? [] : path.split('/');
    const folders = parts.map((_, index) => childOf(root, parts.slice(0, index + 1).join('/')));
    return (
      !parts.some((name) => /^[._]/.test(name) || name === 'testdata') &&
      !parts.slice(0, -1).includes('vendor') &&
      !folders.some((folder) => hasModule(folder, tree) || isIgnored(folder, root, ignores))
    );
  });
}

function hasModule(folder: string, tree: Tree): boolean {
  const path = `${folder}/go.mod`;
  return tree.has(path) || tree.read(path) !== undefined;
}

const hidden = new WeakMap<Tree, readonly string[]>();

function hiddenSources(tree: Tree): readonly string[] {
  const sources = hidden.get(tree) ?? tree.hidden().filter((file) => file.endsWith('.go'));
  hidden.set(tree, sources);
  return sources;
}

/** https://go.dev/ref/mod#go-mod-file-ignore */
function isIgnored(directory: string, root: string, ignores: readonly string[]): boolean {
  if (ignores.length === 0) return false;
  const path = root === '.' ? directory : directory.slice(root.length + 1);
  return ignores.some((ignore) =>
    ignore.startsWith('./')
      ? path === join(ignore)
      : path === join(ignore) || path.endsWith(`/${join(ignore)}`),
  );
}

/** A package as one build, or the union of many, sees it. */
export interface Sources {
  /** Of the first file that is not a test, as `go list` has it; undefined when there are only tests. */
  readonly name: string | undefined;
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
  /** Imports of `package x_test` files. */
  readonly externalTestImports: readonly string[];
}

export function sourcesOf(files: readonly GoFile[]): Sources {
  const code = files.filter(({ name }) => !isTest(name));
  const tests = files.filter(({ name }) => isTest(name));
  const name = code[0]?.header.package;
  const isExternal = (file: GoFile) => file.header.package.endsWith('_test') && file.header.package !== name;
  return {
    name,
    imports: importsOf(code),
    testImports: importsOf(tests.filter((file) => !isExternal(file))),
    externalTestImports: importsOf(tests.filter(isExternal)),
  };
}

function importsOf(files: readonly GoFile[]): string[] {
  return [...new Set(files.flatMap(({ header }) => header.imports))].sort();
}

export function isTest(file: string): boolean {
  return file.endsWith('_test.go');
}
