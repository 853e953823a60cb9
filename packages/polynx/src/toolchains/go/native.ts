/**
 * What C, C++ and assembly of a package take from elsewhere: headers and sources that are included, folders
 * and libraries that `#cgo` lines name. The C compiler runs in the package's directory.
 * https://pkg.go.dev/cmd/cgo#hdr-Using_cgo_with_the_go_command
 */
import { dirname, isAbsolute, isInside, join } from '../../model/paths.js';
import type { Scan, Tree } from '../../model/tree.js';

// NB a line also begins behind a carriage return: what is looked for must end with the line that it begins
// in, or each line reads all that follow.
const INCLUDE = /^[ \t]*(?:\/\/[ \t]*)?#[ \t]*(?:include|import)[ \t]*["<]([^">\r\n\u2028\u2029]+)[">]/gm;
const DIRECTIVE = /^[ \t]*(?:\/\/[ \t]*)?#cgo\b[^:\r\n\u2028\u2029]*:(.*)$/gm;
const MOST_FILES = 1000;

export interface NativeFacts {
  readonly includes: readonly string[];
  /** Of `#cgo` lines. */
  readonly flags: readonly string[];
}

export const nativeScan: Scan<NativeFacts> = {
  name: 'go-native',
  facts: (text, path) => ({
    includes: [...text.matchAll(INCLUDE)].map(([, name = '']) => name).filter((name) => !isAbsolute(name)),
    flags: path.endsWith('.go') ? flagsIn(text) : [],
  }),
};

/** Paths outside the files right in the directory, whether or not they are there yet. */
export function nativeReads(directory: string, files: readonly string[], tree: Tree): string[] {
  const queue = files.map((name) => join(directory, name));
  const flags = queue.flatMap((path) => tree.scan(path, nativeScan)?.flags ?? []);
  const placed = (path: string) => (isAbsolute(path) ? [] : [join(directory, path)]);
  const folders = ['-I', '-iquote', '-isystem'].flatMap((name) => valuesOf(name, flags)).flatMap(placed);
  const whole = folders.filter((folder) => tree.hasDirectory(folder) && !isInside(directory, folder));
  const found = new Set([
    ...whole,
    ...libraries(valuesOf('-L', flags).flatMap(placed), flags, tree),
    ...flags.filter(isFile).flatMap(placed),
  ]);
  for (const path of queue) {
    if (queue.length > MOST_FILES) break;
    for (const name of tree.scan(path, nativeScan)?.includes ?? []) {
      const bases = [dirname(path), directory, ...folders];
      const included = bases.map((base) => join(base, name)).find((candidate) => tree.has(candidate));
      if (included === undefined || queue.includes(included)) continue;
      queue.push(included);
      if (!whole.some((folder) => isInside(included, folder))) found.add(included);
    }
  }
  return [...found].filter((path) => dirname(path) !== directory || !tree.has(path));
}

/**
 * `-L${SRCDIR}/lib -lx`: which of the files it is, the linker says; one that another project builds is an
 * archive.
 */
function libraries(folders: readonly string[], flags: readonly string[], tree: Tree): string[] {
  const names = flags.filter((flag) => /^-l\w/.test(flag)).map((flag) => flag.slice(2));
  return folders.flatMap((folder) =>
    names.flatMap((name) => {
      const known = ['a', 'so', 'dylib'].map((ending) => join(folder, `lib${name}.${ending}`));
      const tracked = known.filter((path) => tree.has(path));
      return tracked.length > 0 || tree.hasDirectory(folder) ? tracked : known.slice(0, 1);
    }),
  );
}

/** `${SRCDIR}` is the package's directory. */
function flagsIn(text: string): string[] {
  if (!text.includes('#cgo')) return [];
  return [...text.matchAll(DIRECTIVE)].flatMap(([, line = '']) =>
    line
      .trim()
      .split(/\s+/)
      .map((flag) =>
        flag
          .replaceAll(/["']/g, '')
          .replaceAll('${SRCDIR}', '.')
          .replace(/^(-[IL])\.\//, '$1'),
      ),
  );
}

/** `-Ix` and `-I x`. */
function valuesOf(name: string, flags: readonly string[]): string[] {
  return flags.flatMap((flag, index) => {
    if (flag === name) return flags[index + 1] ?? [];
    return flag.startsWith(name) ? flag.slice(name.length) : [];
  });
}

/** A library or an object by its path. */
function isFile(flag: string): boolean {
  return /^[^-].*\.(?:a|o|so|lib|dylib|def|map|ld)$/.test(flag);
}
