/**
 * Packages of the repository that a program imports by name. Installed ones are in the lock, these are as
 * they are on disk.
 */
import { join } from '../../../model/paths.js';
import { isJavaScript } from '../../shared/javascript/files.js';
import { parsePackageJson } from '../package-json.js';
import { promisedFiles } from '../promised-files.js';
import { isTest } from '../test-names.js';
import { programScan } from './facts.js';
import type { ProgramPlace } from './mentions.js';

export interface PackageImports {
  readonly reads: readonly string[];
  readonly produced: readonly string[];
  readonly env: readonly string[];
}

export function packageImports(specifiers: readonly string[], around: ProgramPlace): PackageImports {
  const roots = new Set(specifiers.flatMap((name) => packageOf(name, around) ?? []));
  const all = [...roots].map((root) => contentOf(root, around));
  return {
    reads: [...roots],
    produced: all.flatMap(({ produced }) => produced),
    env: all.flatMap(({ env }) => env),
  };
}

/** `@scope/name/deep/file.js` */
export function packageOf(
  specifier: string,
  { root, packageNamed }: Pick<ProgramPlace, 'root' | 'packageNamed'>,
): string | undefined {
  const name = packageNameIn(specifier);
  const found = name === undefined ? undefined : packageNamed(name);
  return found === root ? undefined : found;
}

export function packageNameIn(specifier: string): string | undefined {
  return /^(?:@[\w.~-]+\/)?[\w.~-]+(?=\/|$)/.exec(specifier)?.[0];
}

/** Everything in it, and what it promises and a build leaves. */
function contentOf(root: string, { tree }: ProgramPlace): Omit<PackageImports, 'reads'> {
  const path = join(root, 'package.json');
  const { fields } = parsePackageJson({ path, text: tree.read(path) ?? '{}' });
  const sources = tree
    .under(root)
    .filter((file) => isJavaScript(file) && !isTest(file) && !file.includes('node_modules/'));
  return {
    produced: promisedFiles(root, fields).filter((file) => !tree.has(file)),
    env: sources.slice(0, MOST_FILES).flatMap((file) => tree.scan(file, programScan)?.variables ?? []),
  };
}

const MOST_FILES = 200;
