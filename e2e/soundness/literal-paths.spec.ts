import { expect } from 'vitest';
import { isInside } from '../../packages/polynx/src/model/paths.js';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { hide, outputs } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** A main package of its own that says what is in `note.txt`. */
function service(directory: string, program: string): Record<string, string> {
  return {
    [`${directory}/go.mod`]: `module example.com/${program}\n\ngo 1.22\n`,
    [`${directory}/main.go`]:
      'package main\n\nimport _ "embed"\n\n//go:embed note.txt\nvar note string\n\nfunc main() { print(note) }\n',
    [`${directory}/note.txt`]: directory,
  };
}

function program(directory: string, name: string): Record<string, string> {
  const main = 'fn main() {\n    print!("{}", option_env!("FLAVOUR").unwrap_or("plain"));\n}\n';
  return {
    ...crate(directory, name, { 'src/main.rs': main }),
    [`${directory}/Cargo.lock`]: lock([{ name }]),
  };
}

/**
 * Projects of four toolchains in folders that are globs to whoever does not look. `svc/g` is what `svc/[go]`
 * would match, `svc/a` what `svc/{a,b}` would.
 */
const FILES: Record<string, string> = {
  ...program('apps/[id]', 'idapp'),
  'apps/[id]/.cargo/config.toml': '[env]\nFLAVOUR = "one"\n',
  ...program('(wip)', 'wip'),
  ...service('svc/[go]', 'gosvc'),
  ...service('svc/g', 'gosvc'),
  ...service('svc/{a,b}', 'tool'),
  ...service('svc/a', 'tool'),
  ...service('svc/*', 'tool'),
  'js/[ui]/package.json': json({
    name: 'ui',
    version: '1.0.0',
    main: 'dist/it.txt',
    scripts: { build: 'node build.mjs' },
  }),
  'js/[ui]/build.mjs':
    "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/it.txt', readFileSync('it.txt'));\n",
  'js/[ui]/it.txt': 'one',
  'deno/[text]/deno.json': json({ name: '@demo/text', version: '0.1.0', exports: './mod.ts' }),
  'deno/[text]/mod.ts': 'export const it = 1;\n',
};

const pick = (...folders: string[]) =>
  Object.fromEntries(
    Object.entries(FILES).filter(([path]) => folders.some((folder) => isInside(path, folder))),
  );

async function reruns(workspace: Workspace, path: string, text: string, ...tasks: string[]): Promise<void> {
  workspace.write(path, text);
  expect((await workspace.nx(BUILD)).misses, path).toEqual(tasks);
}

const OPTIONS = { packageJson: { workspaces: ['js/*'] } };
const PROGRAMS = ['gosvc', 'idapp', 'tool', 'wip'];

const go = (directory: string, name: string) => `dist/${directory}/${hostPlatform()}/${name}`;
const LEFT = [
  'apps/[id]/target/debug/idapp',
  '(wip)/target/debug/wip',
  go('svc/[go]', 'gosvc'),
  go('svc/{a,b}', 'tool'),
  go('svc/*', 'tool'),
  'js/[ui]/dist/it.txt',
];

async function says(workspace: Workspace, path: string): Promise<string> {
  if (!workspace.has(path)) return 'nothing: it is not there';
  if (!PROGRAMS.some((name) => path.endsWith(`/${name}`))) return workspace.read(path);
  return (await workspace.run(`./${path}`, [])).output;
}

const nameOf = (directory: string) => directory.replace('{a,b}', '{a-b}').replace('*', '-');

/** The folder as an unescaped glob, which is what it must never be. */
const raw = (directory: string, name: string, of: string) =>
  outputs([`{workspaceRoot}/dist/${directory}/${hostPlatform()}/${name}`], of);

export const literalPaths = theme('Folders whose names are globs', [
  {
    name: 'a hit puts back what its own project left in [id], (wip), {a,b} and *, and nothing of a neighbour’s',
    files: FILES,
    options: OPTIONS,
    first: BUILD,
    mutants: {
      'Rust: the output is a glob': outputs(
        ['{workspaceRoot}/apps/[id]/target/{options.profile}/idapp'],
        String.raw`^apps/\[id\]:build$`,
      ),
      'Go: brackets are a set': raw('svc/[go]', 'gosvc', String.raw`^svc/\[go\]:build$`),
      'Go: braces are alternatives': raw('svc/{a,b}', 'tool', String.raw`^svc/\{a,b\}:build$`),
      'Node: the output is a glob': outputs(['{workspaceRoot}/js/[ui]/dist'], String.raw`^js/\[ui\]:build$`),
    },
    story: async (workspace) => {
      const before = await Promise.all(LEFT.map((path) => says(workspace, path)));
      for (const path of ['dist', 'apps/[id]/target', '(wip)/target', 'js/[ui]/dist']) workspace.remove(path);
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect(await Promise.all(LEFT.map((path) => says(workspace, path)))).toEqual(before);

      const neighbours = [
        ['svc/[go]', 'svc/g', 'gosvc'],
        ['svc/{a,b}', 'svc/a', 'tool'],
      ] as const;
      for (const [own, neighbour, name] of neighbours) {
        workspace.write(`${neighbour}/note.txt`, 'second');
        await workspace.nx(['run', `${neighbour}:build`]);
        workspace.remove(`dist/${own}`);
        expect((await workspace.nx(['run', `${nameOf(own)}:build`])).misses).toEqual([]);
        expect(await says(workspace, go(own, name))).toBe(own);
        expect(await says(workspace, go(neighbour, name))).toBe('second');
      }
    },
  },
  {
    name: 'what Rust and Node read in such folders reruns them, and nx affected sees it',
    files: pick('apps/[id]', '(wip)', 'js'),
    options: OPTIONS,
    first: BUILD,
    mutants: {
      'Rust: the configuration does not count': hide(String.raw`apps/\[id\]/.cargo/config.toml`),
      'Node: no file counts': hide(String.raw`js/\[ui\]/**/*`),
    },
    story: async (workspace) => {
      await reruns(workspace, 'js/[ui]/it.txt', 'two', 'ui:build');
      await reruns(workspace, 'apps/[id]/.cargo/config.toml', '[env]\nFLAVOUR = "two"\n', 'idapp:build');
      expect(await says(workspace, 'apps/[id]/target/debug/idapp')).toBe('two');
      expect(await workspace.affected('build')).toEqual(['idapp', 'ui']);
    },
  },
  {
    name: 'what Go and Deno read in such folders reruns them, and what lies beside does not',
    files: pick('svc/[go]', 'svc/g', 'svc/{a,b}', 'deno'),
    options: OPTIONS,
    first: BUILD,
    mutants: {
      'Go: what is embedded does not count': hide(String.raw`svc/\[go\]/note.txt`),
      'Go: go.mod does not count': hide(String.raw`svc/\{\a\,b\}/go.mod`),
      'Deno: the editor’s settings do not count': hide(String.raw`deno/\[text\]/.editorconfig`),
    },
    story: async (workspace) => {
      await reruns(workspace, 'svc/[go]/note.txt', 'two', 'svc/[go]:build');
      expect(await says(workspace, go('svc/[go]', 'gosvc'))).toBe('two');
      await reruns(workspace, 'svc/{a,b}/go.mod', 'module example.com/tool\n\ngo 1.21\n', 'svc/{a-b}:build');
      await reruns(
        workspace,
        'svc/g/main.go',
        `${workspace.read('svc/g/main.go')}\n// more\n`,
        'svc/g:build',
      );
      const formatted = ['run', '@demo/text:format-check'];
      await workspace.nx(formatted);
      workspace.write('deno/[text]/.editorconfig', '[*]\nindent_style = tab\n');
      expect((await workspace.nx(formatted)).hits).toEqual([]);
    },
  },
]);
