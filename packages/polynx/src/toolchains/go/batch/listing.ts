/** The packages of a batch, as `go list` has them. */
import { isInside, relative } from '../../../model/paths.js';
import type { GoRunOptions } from '../options.js';

export interface Listed {
  readonly importPath: string;
  /** Absolute. */
  readonly directory: string;
  readonly module: string;
  /** What go calls its program; empty where it is none. */
  readonly program: string;
  /** It, or something it imports, cannot be loaded: go would build nothing at all. */
  readonly isBroken: boolean;
  /** Something to compile that is no program. */
  readonly isLibrary: boolean;
  readonly imports: readonly string[];
}

const FIELDS = [
  '.ImportPath',
  '.Dir',
  'with .Module}}{{.Dir}}{{end',
  '.Target',
  'if or .Error .DepsErrors}}broken{{end',
  'if ne .Name "main"}}{{if or .GoFiles .CgoFiles}}library{{end}}{{end',
  'join .Imports " "}} {{join .TestImports " "}} {{join .XTestImports " "',
];

export const LISTING = FIELDS.map((field) => `{{${field}}}`).join('\t');

export function parseListing(text: string): Listed[] {
  return text
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const [
        importPath = '',
        directory = '',
        module = '',
        target = '',
        broken = '',
        library = '',
        imports = '',
      ] = line.split('\t');
      return {
        importPath,
        directory: directory.replaceAll('\\', '/'),
        module: module.replaceAll('\\', '/'),
        program: target.replaceAll('\\', '/').split('/').at(-1) ?? '',
        isBroken: broken !== '',
        isLibrary: library !== '',
        imports: imports.split(' ').filter((name) => name !== ''),
      };
    });
}

/**
 * Those that the task's own pattern means. `base` is the absolute path of the workspace-relative folder
 * `from`.
 */
export function packagesOf(
  { module, package: directory, libraries }: GoRunOptions,
  listed: readonly Listed[],
  base: string,
  from: string,
): Listed[] {
  if (!isInside(module, from)) return [];
  const absolute = (path: string) => (path === from ? base : `${base}/${relative(from, path)}`);
  return directory === undefined
    ? listed.filter((one) => one.module === absolute(module) && (!libraries || one.isLibrary))
    : listed.filter((one) => one.directory === absolute(directory));
}

/** Packages that cannot be right where one of `names` is not: those that import them. */
export function withImporters(names: Iterable<string>, listed: readonly Listed[]): Set<string> {
  const found = new Set(names);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { importPath, imports } of listed)
      if (imports.some((name) => found.has(name))) found.add(importPath);
  }
  return found;
}
