import { dirname, isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { addToJsonc } from '../shared/jsonc-edit.js';
import type { Scaffold, ScaffoldRequest } from '../toolchain.js';
import { buildInfo } from './build-info.js';
import { parsePackageJson } from './package-json.js';
import { isListed, pnpmPackages } from './workspaces.js';

/** A new package that builds, tests and lints with nothing installed: Node itself compiles, tests and checks. */
export const scaffold: Scaffold = {
  buildInfo,
  kinds: ['lib', 'web', 'service', 'bin'],
  files: (request) => {
    const { name, kind, directory } = request;
    const all: Readonly<Record<string, string>> = {
      'package.json': `${JSON.stringify(manifest(request), null, 2)}\n`,
      '.gitignore': 'dist\n',
      'build.js': BUILD,
      ...SOURCES[kind](name),
    };
    return Object.fromEntries(Object.entries(all).map(([file, text]) => [join(directory, file), text]));
  },
  wire: ({ directory }, tree) => listMember(directory, tree),
};

type Kind = ScaffoldRequest['kind'];

function manifest({ name, kind }: ScaffoldRequest): unknown {
  const entry = {
    bin: { bin: { [name]: './dist/index.js' } },
    service: { main: './dist/index.js' },
    // What no field of a package.json can promise.
    web: { nx: { targets: { build: { outputs: ['{projectRoot}/dist'] } } } },
    lib: { exports: './dist/index.js' },
  }[kind];
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    ...entry,
    files: ['dist'],
    scripts: {
      build: 'node build.js',
      test: 'node --test',
      lint: 'node --check src/index.js',
      ...(kind === 'service' || kind === 'bin' ? { start: 'node dist/index.js' } : {}),
    },
  };
}

/** NB commands of a shell are no programs on Windows. */
const BUILD = `import { cpSync, rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
cpSync('src', 'dist', { recursive: true });
`;

const GREETING = `export function greet(name) {
  return \`Hello, \${name}!\`;
}
`;

const greetingTest = (from: string) => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '${from}';

test('greets by name', () => {
  assert.equal(greet('world'), 'Hello, world!');
});
`;

const SOURCES: Readonly<Record<Kind, (name: string) => Readonly<Record<string, string>>>> = {
  lib: () => ({ 'src/index.js': GREETING, 'test/index.test.js': greetingTest('../src/index.js') }),
  bin: () => ({
    'src/greet.js': GREETING,
    'src/index.js': `#!/usr/bin/env node
import { greet } from './greet.js';

console.log(greet(process.argv[2] ?? 'world'));
`,
    'test/greet.test.js': greetingTest('../src/greet.js'),
  }),
  service: () => ({
    'src/greet.js': GREETING,
    'src/index.js': `import { createServer } from 'node:http';
import { greet } from './greet.js';

const port = Number(process.env.PORT ?? 3000);

createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  response.end(\`\${greet(searchParams.get('name') ?? 'world')}\\n\`);
}).listen(port, () => console.log(\`listening on port \${port}\`));
`,
    'test/greet.test.js': greetingTest('../src/greet.js'),
  }),
  web: (name) => ({
    'src/greet.js': GREETING,
    'src/index.js': `import { greet } from './greet.js';

document.querySelector('#greeting').textContent = greet('world');
`,
    'src/index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${name}</title>
    <script type="module" src="./index.js"></script>
  </head>
  <body>
    <h1 id="greeting"></h1>
  </body>
</html>
`,
    'test/greet.test.js': greetingTest('../src/greet.js'),
  }),
};

/** Adds the package to the list of the workspace it lies in, where the list does not have it already. */
function listMember(directory: string, tree: Tree): Readonly<Record<string, string>> {
  const root = workspaceAbove(directory, tree);
  if (root === undefined || isListed(root, directory, tree)) return {};
  const path = relative(root, directory);
  const pnpm = join(root, 'pnpm-workspace.yaml');
  if (tree.has(pnpm)) return { [pnpm]: addToYaml(tree.read(pnpm) ?? '', path) };
  const file = join(root, 'package.json');
  const text = tree.read(file) ?? '{}';
  const { workspaces } = parsePackageJson({ path: file, text }).fields;
  const list =
    Array.isArray(workspaces) || workspaces === undefined ? ['workspaces'] : ['workspaces', 'packages'];
  return { [file]: addToJsonc(text, list, path) };
}

function workspaceAbove(directory: string, tree: Tree): string | undefined {
  for (let at = dirname(directory); ; at = dirname(at)) {
    const fields = parsePackageJson({ path: at, text: tree.read(join(at, 'package.json')) ?? '{}' }).fields;
    const isRoot = tree.has(join(at, 'pnpm-workspace.yaml')) || fields.workspaces !== undefined || at === '.';
    if (isRoot) return tree.has(join(at, 'package.json')) && isInside(directory, at) ? at : undefined;
  }
}

/** A new item behind the last one, in its own style. Everything else, comments included, stays as it is. */
function addToYaml(text: string, path: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^packages:\s*(?:#.*)?$/.test(line));
  if (start < 0)
    return pnpmPackages(text).length > 0
      ? text.replace(/^(packages:\s*\[[^\]]*?)\s*\]/m, `$1, '${path}']`)
      : `${text.trimEnd()}\npackages:\n  - '${path}'\n`.trimStart();
  const length = lines.slice(start + 1).findIndex((line) => !/^\s*(?:-.*|#.*)?$/.test(line));
  const end = length < 0 ? lines.length : start + 1 + length;
  const last = lines.slice(0, end).findLastIndex((line) => /^\s*-/.test(line));
  const [, indent = '  ', quote = "'"] = /^(\s*)-\s*(['"]?)/.exec(lines[last] ?? '') ?? [];
  return [
    ...lines.slice(0, Math.max(last, start) + 1),
    `${indent}- ${quote}${path}${quote}`,
    ...lines.slice(Math.max(last, start) + 1),
  ].join('\n');
}
