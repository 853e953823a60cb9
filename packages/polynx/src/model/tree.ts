import { readdirSync, statSync } from 'node:fs';
import { join as joinAbsolute } from 'node:path';
import { type Checkouts, NO_CHECKOUTS } from './checkouts.js';
import { type DiskReader, diskReader } from './disk-reader.js';
import { type Link, NO_LINKS } from './links.js';
import { dirname } from './paths.js';

/**
 * The workspace as a toolchain sees it: every file that git does not ignore, by workspace-relative POSIX
 * path.
 */
export interface Tree {
  /** Sorted. */
  readonly files: readonly string[];
  has(file: string): boolean;
  hasDirectory(directory: string): boolean;
  /** Names of the direct children. A directory that does not exist has none. */
  list(directory: string): Directory;
  /** Every file below the directory, however deep, as workspace-relative paths. */
  under(directory: string): string[];
  /**
   * Manifests and locks of every toolchain, those in ignored directories aside: a project inside another one
   * belongs to itself, whichever toolchain looks. Filled by the core, which alone knows all of them.
   */
  readonly manifests: ReadonlySet<string>;
  /** Folders with a checkout of their own. Filled from the disk. */
  readonly checkouts: Checkouts;
  /** Filled from the disk. */
  readonly links: readonly Link[];
  /**
   * The text of a file, or `undefined` when it cannot be read. Also reads ignored files.
   * @throws ManifestError for what may not be read: it fails the projects that need it
   */
  read(file: string): string | undefined;
  /**
   * Names of files right in the directory that end so and are not in `files`: git ignores them, tools read
   * them all the same. Sorted.
   */
  unlisted(directory: string, endings: readonly string[]): readonly string[];
  /** Files that git tracks although a line of .gitignore names them, so that they are not in `files`. */
  hidden(): readonly string[];
  /** What a scan finds in that text, looked for once. */
  scan<Facts>(file: string, scan: Scan<Facts>): Facts | undefined;
}

/**
 * What of a text decides anything. Of sources that is little: found once, it is kept by the hash of the file,
 * and an edit that leaves it as it was changes nothing that we say.
 */
export interface Scan<Facts> {
  /** No other scan has it. */
  readonly name: string;
  /** By nothing but text and path. Plain JSON: an `undefined` in a list would come back as `null`. */
  facts(text: string, path: string): Facts;
}

export interface Directory {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

const NOTHING: Directory = { files: [], directories: [] };

/** What lies around the files of the list. A tree without a disk has nothing there. */
export interface Surroundings {
  /** Names of all files right in the directory. Empty where there is no such directory. */
  names(directory: string): readonly string[];
  /** What changes whenever they do, and costs less; empty where that is not sure. */
  namesState(directory: string): string;
  /** Every file that git tracks. */
  tracked(): readonly string[];
  /** What changes whenever that does, and costs less. */
  trackedState(): string;
}

const NO_SURROUNDINGS = { names: () => [], tracked: () => [] };

/** Of these names, those that end so. */
export function endingIn(endings: readonly string[], names: readonly string[]): string[] {
  return names.filter((name) => endings.some((ending) => name.endsWith(ending))).sort();
}

export function createTree(
  files: readonly string[],
  read: Tree['read'],
  { names, tracked }: Pick<Surroundings, 'names' | 'tracked'> = NO_SURROUNDINGS,
): Tree {
  const known = new Set(files);
  const scanned = new Map<string, Map<string, unknown>>();
  let index: Map<string, { files: string[]; directories: string[] }> | undefined;
  const directories = () => {
    index ??= indexDirectories(files);
    return index;
  };
  const under = (directory: string): string[] => {
    const { files: own, directories: nested } = directories().get(directory) ?? NOTHING;
    const prefix = directory === '.' ? '' : `${directory}/`;
    return [...own.map((name) => prefix + name), ...nested.flatMap((name) => under(prefix + name))];
  };
  return {
    files,
    has: (file) => known.has(file),
    hasDirectory: (directory) => directories().has(directory),
    list: (directory) => directories().get(directory) ?? NOTHING,
    under,
    manifests: new Set(),
    checkouts: NO_CHECKOUTS,
    links: NO_LINKS,
    read,
    unlisted: (directory, endings) => {
      const prefix = directory === '.' ? '' : `${directory}/`;
      return endingIn(endings, names(directory)).filter((name) => !known.has(prefix + name));
    },
    hidden: () => tracked().filter((file) => !known.has(file)),
    scan<Facts>(file: string, { name, facts }: Scan<Facts>) {
      const found = scanned.get(name) ?? new Map<string, unknown>();
      scanned.set(name, found);
      if (!found.has(file)) {
        const text = read(file);
        found.set(file, text === undefined ? undefined : facts(text, file));
      }
      return found.get(file) as Facts | undefined;
    },
  };
}

/** A tree over files on disk. */
export function diskTree(
  workspaceRoot: string,
  files: readonly string[],
  tracked: Surroundings['tracked'] = () => [],
  reader = diskReader(workspaceRoot),
): Tree {
  return createTree(files, reader.read, { names: diskNames(workspaceRoot, reader), tracked });
}

/** As long as a clock may be coarse: what came within that time may have the same time. */
const SETTLED = 2000;

/** When a name was last added or taken away. */
export function diskNamesState(workspaceRoot: string): Surroundings['namesState'] {
  return (directory) => {
    try {
      const { mtimeMs } = statSync(joinAbsolute(workspaceRoot, directory));
      return Date.now() - mtimeMs > SETTLED ? String(mtimeMs) : '';
    } catch {
      return '';
    }
  };
}

/** NB a symbolic link is a file here, wherever it leads. */
export function diskNames(
  workspaceRoot: string,
  { hasInside }: Pick<DiskReader, 'hasInside'>,
): Surroundings['names'] {
  return (directory) => {
    if (!hasInside(directory)) return [];
    try {
      return readdirSync(joinAbsolute(workspaceRoot, directory), { withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map(({ name }) => name);
    } catch {
      return [];
    }
  };
}

function indexDirectories(files: readonly string[]): Map<string, { files: string[]; directories: string[] }> {
  const index = new Map<string, { files: string[]; directories: string[] }>();
  index.set('.', { files: [], directories: [] });
  const ensure = (directory: string) => {
    let entry = index.get(directory);
    if (entry === undefined) {
      entry = { files: [], directories: [] };
      index.set(directory, entry);
      ensure(dirname(directory)).directories.push(directory.slice(directory.lastIndexOf('/') + 1));
    }
    return entry;
  };
  for (const file of files) ensure(dirname(file)).files.push(file.slice(file.lastIndexOf('/') + 1));
  return index;
}
