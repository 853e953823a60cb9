/**
 * What of a crate nothing but its tests compiles or reads: sources behind `#[cfg(test)] mod`, snapshots,
 * folders of test data.
 */
import { basename, dirname, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import type { CrateReads } from './reads.js';
import { isSnapshot, isTestFolder } from './test-names.js';

export interface TestData {
  /** As few as possible: where everything in a folder is of tests, the folder. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** @param apart folders that are no business of the crate, or left out anyway */
export function testDataOf(crate: Crate, reads: CrateReads, apart: readonly string[], tree: Tree): TestData {
  const folders: string[] = [];
  const files: string[] = [];
  const isApart = new Set(apart);
  const isOfTests = (file: string, isInTestFolder: boolean) =>
    file.endsWith('.rs') ? reads.testSources.has(file) : isInTestFolder || isSnapshot(file);
  /** Whether nothing in it is of the program. */
  const walk = (folder: string, isInTestFolder: boolean): boolean => {
    const { files: names, directories } = tree.list(folder);
    const own = names.map((name) => join(folder, name)).filter((file) => isOfTests(file, isInTestFolder));
    const below = directories.map((name) => join(folder, name)).filter((path) => !isApart.has(path));
    const mark = folders.length;
    const markOfFiles = files.length;
    const whole = below.filter((path) => walk(path, isInTestFolder || isDataFolder(path, crate, reads)));
    if (own.length === names.length && whole.length === directories.length && folder !== crate.directory) {
      folders.length = mark;
      files.length = markOfFiles;
      return true;
    }
    for (const folder of whole) folders.push(folder);
    for (const file of own) files.push(file);
    return false;
  };
  walk(crate.directory, false);
  return { folders, files };
}

/**
 * By its name, unless the program speaks of it: `#[template(path = "tests/page.html")]` is relative to a
 * folder that only the macro knows. A build script that lists folders may find anything.
 */
function isDataFolder(folder: string, crate: Crate, { testNames, walks }: CrateReads): boolean {
  const name = basename(folder);
  if (walks || !isTestFolder(name)) return false;
  const parents = dirname(folder).split('/');
  for (const literal of testNames) {
    const parts = literal.split('/').filter((part) => part !== '.' && part !== '..');
    const at = parts.lastIndexOf(name);
    if (at < 0 || !endsWith(parents, parts.slice(0, at))) continue;
    // By itself it may be any word.
    if (parts.length > 1 || dirname(folder) === crate.directory || parents.at(-1) === 'src') return false;
  }
  return true;
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
  return end.every((part, index) => list[list.length - end.length + index] === part);
}
