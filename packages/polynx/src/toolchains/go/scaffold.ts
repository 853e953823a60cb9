/** A new module that builds, tests, vets and is formatted at once. */
import { ancestors, dirname, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { ci } from './ci.js';
import { accept } from './cross-link.js';
import { offers } from './cross-link-types.js';
import { parseGoWork } from './go-work.js';
import { relocate } from './relocate.js';
import { addUse, modulePath, modulesOf, packageName } from './scaffold-names.js';
import { SOURCES } from './scaffold-sources.js';
import { GO } from './versions.js';

export const scaffold: Scaffold = {
  buildInfo,
  relocate,
  offers,
  accept,
  ci,
  kinds: {
    lib: 'A package',
    bin: 'A program',
    service: 'An HTTP service, on net/http',
    wasm: 'A program for WebAssembly',
  },
  takes: ['platforms', 'packaging'],
  files: (request, tree) => {
    const sources = SOURCES[request.kind]?.(packageName(request.name), request.name) ?? {};
    const files = {
      'go.mod': `module ${modulePath(request.directory, tree)}\n\ngo ${goVersion(request, tree)}\n`,
      ...sources,
      ...settings(request),
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

/** NB go.mod has no room for them. */
function settings({ name, kind, platforms = [], packaging = [] }: ScaffoldRequest) {
  const all = [...new Set([...(kind === 'wasm' ? ['wasm'] : []), ...platforms])];
  const formats = packaging.filter((one) => one !== 'archive');
  const polynx = {
    ...(all.length > 0 ? { platforms: all } : {}),
    ...(packaging.length > 0 ? { packages: formats.length > 0 ? { formats } : true } : {}),
  };
  return Object.keys(polynx).length === 0
    ? {}
    : { 'project.json': `${JSON.stringify({ name, metadata: { polynx } }, null, 2)}\n` };
}

/** Not newer than go.work allows, and what the neighbours have. */
function goVersion({ directory }: ScaffoldRequest, tree: Tree): string {
  const work = workspaceFor(directory, tree);
  return (
    (work && parseGoWork(work).go) ?? modulesOf(tree).find(({ manifest }) => manifest.go)?.manifest.go ?? GO
  );
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

/**
 * NB where there are modules and no go.work, their owners want each to stand alone: a workspace would make
 * one selection of versions for all.
 */
function startWorkspace(tree: Tree): { readonly path: string; readonly text: string } | undefined {
  return modulesOf(tree).length > 0 ? undefined : { path: 'go.work', text: `go ${GO}\n` };
}
