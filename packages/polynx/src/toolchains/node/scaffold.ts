/** A new package in TypeScript that builds, tests, lints and is formatted at once. */
import { ancestors, dirname, join } from '../../model/paths.js';
import type { Command } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import type { Linter, Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { ci } from './ci.js';
import { offers } from './cross-link.js';
import { accept } from './cross-link-accept.js';
import { dependenciesOf, EVERY_KIND, parsePackageJson } from './package-json.js';
import { relocate } from './relocate.js';
import { packageManifest } from './scaffold-manifest.js';
import { SOURCES, tsconfigs } from './scaffold-sources.js';
import { listMember, packageManagerIn, startWorkspace, workspaceAbove } from './scaffold-workspace.js';

export const scaffold: Scaffold = {
  buildInfo,
  relocate,
  offers,
  accept,
  ci,
  kinds: {
    lib: 'A library',
    bin: 'A program',
    service: 'An HTTP service, on Hono',
    web: 'A web page, with Vite',
    npm: 'A library for the npm registry',
    fn: 'A function for a platform that serves it (Cloudflare, Vercel, Deno Deploy, …)',
  },
  takes: ['linter', 'packaging', 'publishable'],
  files: (request, tree) => {
    const linter = linterFor(request, tree);
    const all: Readonly<Record<string, string>> = {
      'package.json': json(packageManifest(request, linter, rangesIn(tree))),
      '.gitignore': '/dist/\n',
      ...tsconfigs(request.kind),
      ...SOURCES[request.kind]?.(request.name),
      ...(linter === 'eslint' && !hasAbove(request.directory, ESLINT_CONFIG, tree)
        ? { 'eslint.config.js': ESLINT }
        : {}),
    };
    return Object.fromEntries(
      Object.entries(all).map(([file, text]) => [join(request.directory, file), text]),
    );
  },
  wire: (request, tree) => {
    const { directory } = request;
    const root = workspaceAbove(directory, tree);
    // A package that others brought along (a binding of another language) has a linter of its own, or none.
    const isOurs = tree.has(join(directory, 'package.json'))
      ? (tree.read(join(directory, 'package.json')) ?? '').includes('"@biomejs/biome"')
      : linterFor(request, tree) === 'biome';
    const style =
      isOurs && !hasAbove(directory, BIOME_CONFIG, tree) ? { [join(root ?? '.', 'biome.json')]: BIOME } : {};
    return {
      ...(root === undefined ? startWorkspace(directory, tree) : listMember(root, directory, tree)),
      ...style,
    };
  },
  finish: ({ directory }, tree) => {
    const program = packageManagerIn(tree);
    const install: Command = { program, args: ['install'], cwd: workspaceAbove(directory, tree) ?? '.' };
    const format: Command = { program, args: ['run', 'format'], cwd: directory };
    return [install, ...(hasScript(directory, 'format', tree) ? [format] : [])];
  },
};

const ESLINT_CONFIG = /^eslint\.config\.[cm]?[jt]s$/;
const BIOME_CONFIG = /^\.?biome\.jsonc?$/;

/** The choice of the user, else what the repository has. */
function linterFor({ linter, directory }: ScaffoldRequest, tree: Tree): Linter {
  if (linter !== undefined) return linter;
  if (hasAbove(directory, BIOME_CONFIG, tree)) return 'biome';
  const isEslint = hasAbove(directory, ESLINT_CONFIG, tree) || rangesIn(tree)('eslint') !== undefined;
  return isEslint ? 'eslint' : 'biome';
}

function hasAbove(directory: string, name: RegExp, tree: Tree): boolean {
  const folders = new Set(ancestors(directory));
  return tree.files.some(
    (file) => folders.has(dirname(file)) && name.test(file.slice(file.lastIndexOf('/') + 1)),
  );
}

function hasScript(directory: string, script: string, tree: Tree): boolean {
  const path = join(directory, 'package.json');
  return parsePackageJson({ path, text: tree.read(path) ?? '{}' }).fields.scripts?.[script] !== undefined;
}

/** The ranges that the root asks for: one version in the whole repository. */
function rangesIn(tree: Tree): (name: string) => string | undefined {
  const text = tree.has('package.json') ? tree.read('package.json') : undefined;
  const { fields } = parsePackageJson({ path: 'package.json', text: text ?? '{}' });
  const known = new Map(dependenciesOf(fields, EVERY_KIND));
  return (name) => known.get(name);
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

const ESLINT = `import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist"]),
  js.configs.recommended,
  tseslint.configs.recommended,
);
`;

const BIOME = json({
  files: { includes: ['**', '!**/dist'] },
  formatter: { indentStyle: 'space' },
});
