// @ts-check
/** What the test of one spec file depends on, as inputs of Nx. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const PACKAGE = 'packages/polynx/';
const TOOLCHAINS = `${PACKAGE}src/toolchains/`;

/** Installs the packed package: every spec file tests that. */
const INSTALL = 'e2e/support/install.ts';

/**
 * A toolchain without a line here is an input of every spec file. So is Node: every workspace has a
 * package.json.
 *
 * @type {Readonly<Record<string, { readonly manifests: RegExp, readonly version: string }>>}
 */
const OPTIONAL = {
  cargo: { manifests: /Cargo\.toml/, version: 'rustc -Vv; cargo -V' },
  go: { manifests: /\bgo\.(mod|work)\b/, version: 'go env GOVERSION GOFLAGS CGO_ENABLED' },
  // It is the one of node_modules where PATH has none, as in e2e/support/workspace.ts.
  deno: { manifests: /\bdeno\.jsonc?\b/, version: 'PATH="$PATH:$PWD/node_modules/.bin" deno --version' },
};

/** This generator writes the manifests of whatever toolchain it is asked for. */
const ANY_MANIFEST = /polynx:component/;

/** What tests read beside their imports: an input where a path in their text begins with it. */
const FOLDERS = ['docs', 'nix', 'examples'];
const FILES = ['tools/get-nix.sh'];
const VARIABLES = ['ALL_MUTANTS', 'POLYNX_NIX_SUITE', 'NIX_CHECK_PKGS'];

/** @typedef {NonNullable<import('@nx/devkit').TargetConfiguration['inputs']>} Inputs */

/**
 * @param {string} root of the repository
 * @returns {Inputs} of the target that packs and installs the package
 */
export function installInputs(root) {
  return [
    ...packageInputs(root),
    ...paths('docs/**/*', 'nix/**/*', '!nix/checks/**/*', 'README.md', 'LICENSE'),
  ];
}

/**
 * What all spec files depend on. The package's documents and Nix library are inputs only of those that read
 * them.
 *
 * @param {string} root
 * @returns {Inputs}
 */
function packageInputs(root) {
  return [
    ...paths(`${PACKAGE}**/*`, `!${PACKAGE}**/*.spec.ts`, `!${PACKAGE}src/testing/**/*`),
    ...paths(...outsideOfPackage(importedFiles(root, INSTALL)), 'package.json', 'package-lock.json'),
    { runtime: 'node -v' },
    // npm packages: by way of package-lock.json.
    { externalDependencies: [] },
  ];
}

/**
 * The packed package holds every toolchain, so strictly each spec file depends on all of them. It is sound to
 * leave one out because boundaries.spec.ts forbids that a toolchain imports another one, or that other code
 * names one: the code of a toolchain only runs for workspaces that have its manifests.
 *
 * @param {string} root
 * @param {string} spec
 * @returns {Inputs}
 */
export function specInputs(root, spec) {
  const files = importedFiles(root, spec);
  const own = outsideOfPackage(files);
  const text = own.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  const names = copiedFiles(root, text).join('\n');
  const isUsed = (/** @type {string} */ id) =>
    ANY_MANIFEST.test(text) ||
    OPTIONAL[id]?.manifests.test(text + names) ||
    files.some((file) => file.startsWith(`${TOOLCHAINS}${id}/`));
  const named = (/** @type {readonly string[]} */ list) => list.filter((one) => text.includes(one));
  return [
    ...packageInputs(root),
    ...paths(...own, 'vitest.config.ts', 'e2e/support/pack-once.ts', ...named(FILES)),
    ...paths(...FOLDERS.filter((folder) => text.includes(`'${folder}/`)).map((folder) => `${folder}/**/*`)),
    ...Object.keys(OPTIONAL).flatMap((id) => (isUsed(id) ? [] : paths(`!${TOOLCHAINS}${id}/**/*`))),
    ...Object.entries(OPTIONAL).flatMap(([id, { version }]) => (isUsed(id) ? [{ runtime: version }] : [])),
    ...named(VARIABLES).map((env) => ({ env })),
  ];
}

/**
 * Workspaces that are copied from a folder have the manifests that lie there.
 *
 * @param {string} root
 * @param {string} text
 */
function copiedFiles(root, text) {
  return [...text.matchAll(/'((?:examples|nix|packages\/polynx\/src\/toolchains\/\w+\/fixtures)\/[\w/-]+)'/g)]
    .map(([, folder = '']) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }));
}

/** @param {readonly string[]} globs */
function paths(...globs) {
  return globs.map((glob) => glob.replace(/^(!?)/, '$1{workspaceRoot}/'));
}

/** @param {readonly string[]} files */
function outsideOfPackage(files) {
  return files.filter((file) => !file.startsWith(PACKAGE));
}

/** `from './x.js'`, `import('./x.js')` and `new URL('x.ts', import.meta.url)`. */
const IMPORT = /(?:\bfrom |\bimport\(|\bnew URL\()\s*'([^']+)'/g;

/**
 * @param {string} root
 * @param {string} entry
 * @returns {string[]} the entry and all files of the repository that it imports; imports of the package are
 * not followed
 */
export function importedFiles(root, entry) {
  const found = new Set([entry]);
  for (const file of found) {
    if (file.startsWith(PACKAGE)) continue;
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, name = ''] of text.matchAll(IMPORT)) {
      const path = resolve(root, dirname(file), name);
      // TypeScript's sources import each other as the JavaScript that they become.
      const imported = [path.replace(/\.js$/, '.ts'), path].find(
        (one) => /\.m?[jt]s$/.test(one) && existsSync(one),
      );
      if (imported !== undefined) found.add(relative(root, imported));
    }
  }
  return [...found].sort();
}
