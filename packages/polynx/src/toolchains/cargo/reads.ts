import { dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Read } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';

/**
 * Files that a crate reads and that may lie outside it, found in string literals: rustc and build scripts name them there.
 * What is computed at build time cannot be seen; after a build cargo's `.d` files tell.
 */
export function findReads(directory: string, sources: readonly string[], tree: Tree): Read[] {
  const reads = new Map<string, Read>();
  for (const source of sources) {
    const text = tree.read(source);
    if (text === undefined) continue;
    const scope = isDevelopmentSource(source, directory) ? 'development' : 'production';
    for (const path of readsOf(text, source, directory, tree)) {
      if (leavesWorkspace(path) || reads.get(path)?.scope === 'production') continue;
      reads.set(path, { path, scope, source });
    }
  }
  return [...reads.values()];
}

const DEVELOPMENT = ['tests', 'benches', 'examples'];

function isDevelopmentSource(source: string, directory: string): boolean {
  return DEVELOPMENT.some((folder) => isInside(source, join(directory, folder)));
}

const INCLUDE = /\binclude(?:_str|_bytes)?!\s*[({[]\s*(?:r#*)?"([^"]+)"/g;
const INCLUDE_FROM_MANIFEST =
  /\binclude(?:_str|_bytes)?!\s*[({[]\s*concat!\s*[({[]\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*"([^"]+)"/g;
const PATH_ATTRIBUTE = /#!?\[\s*(?:cfg_attr\s*\([^\]]*,\s*)?path\s*=\s*"([^"]+)"/g;
const RERUN = /cargo::?rerun-if-changed=([^"\\{}]+)/g;
const LITERAL = /"((?:\.\.\/)[^"\\{}]*)"/g;

function readsOf(text: string, source: string, directory: string, tree: Tree): string[] {
  const paths: string[] = [];
  const folder = dirname(source);
  if (text.includes('include')) {
    for (const [, path = ''] of text.matchAll(INCLUDE)) paths.push(join(folder, path));
    for (const [, path = ''] of text.matchAll(INCLUDE_FROM_MANIFEST)) paths.push(join(directory, path));
  }
  if (text.includes('path')) {
    for (const [, path = ''] of text.matchAll(PATH_ATTRIBUTE)) paths.push(join(folder, path));
  }
  if (text.includes('rerun-if-changed')) {
    for (const [, path = ''] of text.matchAll(RERUN)) paths.push(join(directory, path.trim()));
  }
  // NB build scripts hand paths to other programs (protoc, cc), and macros such as sqlx's read them: a literal
  // that leaves the crate and names something that exists is taken for one.
  if (text.includes('"../')) {
    for (const [, path = ''] of text.matchAll(LITERAL)) {
      const resolved = join(directory, path);
      if (tree.has(resolved) || (isBuildScript(source, directory) && tree.hasDirectory(resolved))) {
        paths.push(resolved);
      }
    }
  }
  return paths;
}

function isBuildScript(source: string, directory: string): boolean {
  return dirname(source) === directory;
}
