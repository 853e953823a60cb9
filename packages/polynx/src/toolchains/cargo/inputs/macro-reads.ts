/** What macros of well-known packages read outside the crate, where no source of the crate names it. */
import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';

export function macroReads(crate: Crate, tree: Tree): string[] {
  return [...queryData(crate, tree), ...frontend(crate, tree), ...templates(crate, tree)];
}

/**
 * `query!` of sqlx without a database: the types of queries, beside the lock.
 * https://docs.rs/sqlx/latest/sqlx/macro.query.html#offline-mode
 */
function queryData({ thirdParty, workspace }: Crate, tree: Tree): string[] {
  const folder = join(workspace.root, '.sqlx');
  return tree.hasDirectory(folder) && thirdParty.some(({ name }) => name === 'sqlx') ? [folder] : [];
}

/**
 * `generate_context!` of Tauri puts the page into the program.
 * https://v2.tauri.app/reference/config/#frontenddist
 */
function frontend({ directory }: Crate, tree: Tree): string[] {
  const file = join(directory, 'tauri.conf.json');
  const text = tree.has(file) ? tree.read(file) : undefined;
  const found = /"(?:frontendDist|distDir)"\s*:\s*(?:"([^"]+)"|\[([^\][]*)\])/.exec(text ?? '');
  const paths = found?.[1] === undefined ? (found?.[2] ?? '').match(/[^",\s]+/g) : [found[1]];
  return (paths ?? [])
    .filter((path) => !path.includes('://'))
    .map((path) => join(directory, path))
    .map((path) => (tree.has(path) || tree.hasDirectory(path) ? path : `${path}/**/*`));
}

/**
 * Folders of templates that a file beside the manifest names.
 * https://askama.readthedocs.io/en/stable/configuration.html
 */
function templates({ directory }: Crate, tree: Tree): string[] {
  return ['askama.toml', 'rinja.toml', 'sailfish.toml'].flatMap((name) => {
    const file = join(directory, name);
    const text = tree.has(file) ? tree.read(file) : undefined;
    const [, list = ''] = /^[ \t]*(?:template_)?dirs[ \t]*=[ \t]*\[([^\][]*)\]/m.exec(text ?? '') ?? [];
    return [...list.matchAll(/"([^"\n]+)"/g)]
      .map(([, path = '']) => join(directory, path))
      .filter((path) => tree.hasDirectory(path));
  });
}
