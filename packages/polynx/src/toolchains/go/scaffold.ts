/** A new module that builds, tests, vets and is formatted at once. */
import { ancestors, basename, dirname, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { ci } from './ci.js';
import { parseGoMod } from './go-mod.js';
import { parseGoWork } from './go-work.js';
import { relocate } from './relocate.js';
import { SOURCES } from './scaffold-sources.js';
import { GO } from './versions.js';

export const scaffold: Scaffold = {
  buildInfo,
  relocate,
  ci,
  kinds: { lib: 'A package', bin: 'A program', service: 'An HTTP service, on net/http' },
  files: (request, tree) => {
    const sources = SOURCES[request.kind]?.(packageName(request.name), request.name) ?? {};
    const files = {
      'go.mod': `module ${modulePath(request, tree)}\n\ngo ${goVersion(request, tree)}\n`,
      ...sources,
    };
    return Object.fromEntries(
      Object.entries(files).map(([name, text]) => [join(request.directory, name), text]),
    );
  },
  wire: ({ directory }, tree) => {
    const work = workspaceFor(directory, tree) ?? startWorkspace(tree);
    if (work === undefined) return {};
    const use = `./${relative(dirname(work.path), directory)}`;
    return { [work.path]: addUse(work.text, use) };
  },
};

/** Lower case, no separators; a file name must not look like `_test` or `_linux`. https://go.dev/blog/package-names */
function packageName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return /^[a-z]/.test(plain) && !KEYWORDS.has(plain) ? plain : `go${plain}`;
}

const KEYWORDS = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range ' +
    'return select struct switch type var main'
  ).split(' '),
);

/** Named as the repository's other modules are: their path with the directory cut off is the common beginning. */
function modulePath({ directory }: ScaffoldRequest, tree: Tree): string {
  for (const { root, manifest } of modulesOf(tree)) {
    if (root === '.') return `${manifest.path}/${directory}`;
    if (manifest.path.endsWith(`/${root}`)) return manifest.path.slice(0, -root.length) + directory;
  }
  return `example.com/${directory === '.' ? 'app' : directory}`;
}

/** Not newer than go.work allows, and what the neighbours have. */
function goVersion({ directory }: ScaffoldRequest, tree: Tree): string {
  const work = workspaceFor(directory, tree);
  return (
    (work && parseGoWork(work).go) ?? modulesOf(tree).find(({ manifest }) => manifest.go)?.manifest.go ?? GO
  );
}

/** Modules that can be read; the one at the repository's root first. */
function modulesOf(tree: Tree) {
  const paths = tree.files.filter(
    (path) => basename(path) === 'go.mod' && !/(^|\/)(testdata|vendor)\//.test(path),
  );
  return paths
    .sort((a, b) => a.split('/').length - b.split('/').length)
    .flatMap((path) => {
      try {
        return [{ root: dirname(path), manifest: parseGoMod({ path, text: tree.read(path) ?? '' }) }];
      } catch {
        return [];
      }
    });
}

function workspaceFor(
  directory: string,
  tree: Tree,
): { readonly path: string; readonly text: string } | undefined {
  const path = ancestors(directory)
    .map((parent) => join(parent, 'go.work'))
    .find((file) => tree.has(file));
  const text = path === undefined ? undefined : tree.read(path);
  return path === undefined || text === undefined ? undefined : { path, text };
}

/** NB where there are modules and no go.work, their owners want each to stand alone: a workspace would make one selection of versions for all. */
function startWorkspace(tree: Tree): { readonly path: string; readonly text: string } | undefined {
  return modulesOf(tree).length > 0 ? undefined : { path: 'go.work', text: `go ${GO}\n` };
}

/** Into the first block, else after the last single line, else at the end. Everything else stays as it is. */
function addUse(text: string, use: string): string {
  const lines = text.replace(/\n*$/, '\n').split('\n').slice(0, -1);
  if (
    lines.some(
      (line) =>
        line
          .replace(/\/\/.*/, '')
          .trim()
          .replace(/^use\s+/, '') === use,
    )
  )
    return text;
  const block = lines.findIndex((line) => /^\s*use\s*\(\s*(\/\/.*)?$/.test(line));
  if (block >= 0) {
    const end = lines.findIndex((line, index) => index > block && /^\s*\)/.test(line));
    lines.splice(end < 0 ? lines.length : end, 0, `\t${use}`);
  } else {
    const last = lines.findLastIndex((line) => /^\s*use\s/.test(line));
    if (last >= 0) lines.splice(last + 1, 0, `use ${use}`);
    else lines.push('', `use ${use}`);
  }
  return `${lines.join('\n')}\n`;
}
