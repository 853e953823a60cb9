import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/adoption.js';
import { crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { add, forget, hide, withoutEdge, withoutOwner } from './support/mutations.js';
import { theme } from './support/theme.js';

const LEGACY = { env: { NX_LEGACY_AFFECTED: 'true' } };
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * One repository with everything: app → core → util; go/api → go/lib; deno/cli → deno/text; user → base. util
 * includes what base builds, and lone ones have nothing to do with anything.
 */
function polyglot(): Record<string, string> {
  return {
    'rust/Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'rust/Cargo.lock': lock([
      { name: 'app', dependencies: ['core'] },
      { name: 'core', dependencies: ['util'] },
      { name: 'lone' },
      { name: 'util' },
    ]),
    'rust/rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n',
    ...crate(
      'rust/crates/app',
      'app',
      { 'src/main.rs': 'fn main() {\n    core::it();\n}\n' },
      'core = { path = "../core" }',
    ),
    ...crate(
      'rust/crates/core',
      'core',
      { 'src/lib.rs': 'mod part;\n', 'src/part.rs': '' },
      'util = { path = "../util" }',
    ),
    ...crate('rust/crates/util', 'util', {
      'src/lib.rs': 'pub const IT: &str = include_str!("../../../../js/base/dist/it.txt");\n',
    }),
    ...crate('rust/crates/lone', 'lone', { 'src/lib.rs': '' }),
    'go/go.work': 'go 1.22\n\nuse (\n\t./api\n\t./lib\n\t./lone\n)\n',
    'go/lib/go.mod': 'module example.com/lib\n\ngo 1.22\n',
    'go/lib/lib.go': 'package lib\n',
    'go/lib/more.go': 'package lib\n',
    'go/lone/go.mod': 'module example.com/lone\n\ngo 1.22\n',
    'go/lone/lone.go': 'package lone\n',
    'go/api/go.mod': 'module example.com/api\n\ngo 1.22\n',
    'go/api/main.go': 'package main\n\nimport _ "example.com/lib"\n\nfunc main() {}\n',
    'deno/deno.json': json({ workspace: ['./text', './cli'] }),
    'deno/deno.lock': json({ version: '5', specifiers: {} }),
    'deno/text/deno.json': json({ name: '@demo/text', exports: './mod.ts' }),
    'deno/text/mod.ts': 'export * from "./part.ts";\n',
    'deno/text/part.ts': 'export const it = 1;\n',
    'deno/cli/deno.json': json({ name: '@demo/cli', exports: './main.ts' }),
    'deno/cli/main.ts': 'import { it } from "@demo/text";\n\nconsole.log(it);\n',
    ...script('js/base', 'base'),
    'js/base/it.txt': 'one',
    ...script('js/user', 'user', { base: '*' }),
    'js/user/it.txt': 'one',
  };
}

function script(
  root: string,
  name: string,
  dependencies: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    [`${root}/package.json`]: json({
      name,
      version: '1.0.0',
      main: 'dist/it.txt',
      scripts: { build: 'node build.mjs' },
      dependencies,
    }),
    [`${root}/build.mjs`]:
      "import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\nwriteFileSync('dist/it.txt', readFileSync('it.txt'));\n",
  };
}

const OPTIONS = { packageJson: { workspaces: ['js/*'] } };

interface Change {
  readonly what: string;
  readonly target?: string;
  readonly reaches: readonly string[];
  /**
   * In task mode exactly what is reached is selected. Where Nx cannot know, at least these are left alone.
   */
  readonly spares?: readonly string[];
  make(workspace: Workspace): unknown;
}

/** After each change, in both modes. */
async function check(workspace: Workspace, changes: readonly Change[]): Promise<void> {
  for (const { what, target = 'build', reaches, spares, make } of changes) {
    await make(workspace);
    const tasks = await workspace.affected(target);
    if (spares === undefined) expect(tasks, what).toEqual(reaches);
    else {
      expect(tasks, what).toEqual(expect.arrayContaining([...reaches]));
      expect(
        tasks.filter((name) => spares.includes(name)),
        what,
      ).toEqual([]);
    }
    expect(await workspace.affected(target, LEGACY), `${what}, legacy`).toEqual(
      expect.arrayContaining([...reaches]),
    );
    await workspace.run('git', ['reset', '--quiet', '--hard']);
    await workspace.run('git', ['clean', '--quiet', '-fd']);
  }
}

const RUST = ['app', 'core', 'lone', 'util'];
const GO = ['go/api', 'go/lib', 'go/lone'];
const DENO = ['@demo/cli', '@demo/text'];
const JS = ['base', 'user'];

export const affected = theme('nx affected, by task and in legacy mode', [
  {
    name: 'a source reaches what compiles it, in every language and across them',
    files: polyglot(),
    options: OPTIONS,
    mutants: {
      'Rust: the source of a dependency does not count': hide('rust/crates/core/**/*', 'rust/crates/app:'),
      'Rust: legacy mode sees no edge': withoutEdge('app', 'core'),
      'Go: the source of a dependency does not count': hide('go/lib/*.go', 'go/api:'),
      'Deno: the source of a dependency does not count': hide('deno/text/*', 'deno/cli:'),
      'across: what base builds does not count': forget('^outputs:', 'rust/crates/util:'),
    },
    story: (workspace) =>
      check(workspace, [
        {
          what: 'a source of core',
          reaches: ['app', 'core'],
          make: () => workspace.append('rust/crates/core/src/part.rs', '// more\n'),
        },
        {
          what: 'a source of go/lib',
          reaches: ['go/api', 'go/lib'],
          make: () => workspace.append('go/lib/lib.go', '// more\n'),
        },
        {
          what: 'a source of deno/text',
          target: 'check',
          reaches: ['@demo/cli', '@demo/text'],
          make: () => workspace.append('deno/text/part.ts', '// more\n'),
        },
        {
          what: 'a source of base, which crates include',
          reaches: ['app', 'base', 'core', 'user', 'util'],
          make: () => workspace.append('js/base/it.txt', 'more\n'),
        },
      ]),
  },
  {
    name: 'a deleted and a renamed file reach what compiled them',
    files: polyglot(),
    options: OPTIONS,
    mutants: {
      'Rust: the source of a dependency does not count': hide('rust/crates/core/**/*', 'rust/crates/app:'),
      'Go: the source of a dependency does not count': hide('go/lib/*.go', 'go/api:'),
    },
    story: (workspace) =>
      check(workspace, [
        {
          what: 'a deleted source of core',
          reaches: ['app', 'core'],
          make: () => workspace.remove('rust/crates/core/src/part.rs'),
        },
        {
          what: 'a renamed source of core',
          reaches: ['app', 'core'],
          make: () =>
            workspace.run('git', ['mv', 'rust/crates/core/src/part.rs', 'rust/crates/core/src/other.rs']),
        },
        {
          what: 'a deleted source of go/lib',
          reaches: ['go/api', 'go/lib'],
          make: () => workspace.remove('go/lib/more.go'),
        },
        {
          what: 'a renamed source of deno/text',
          target: 'check',
          reaches: ['@demo/cli', '@demo/text'],
          make: () => workspace.run('git', ['mv', 'deno/text/part.ts', 'deno/text/other.ts']),
        },
      ]),
  },
  {
    name: 'locks, manifests of workspaces and pins reach what they decide, and nothing of another toolchain',
    files: polyglot(),
    options: OPTIONS,
    mutants: {
      'a task that is not cached names nothing outside its project': [
        forget('workspaceRoot', '^rust/crates/app:run$'),
        withoutOwner('^rust/crates/app:run$'),
      ],
      'locks have no owner': withoutOwner(),
      'legacy mode: no target names them': forget('/(Cargo.lock|Cargo.toml|go.work|deno.lock)$', ':format$'),
      'every lock counts everywhere': add('{workspaceRoot}/{rust/Cargo.lock,go/go.work,deno/deno.lock}'),
      'the pin of Rust does not count': hide('rust/rust-toolchain.toml'),
    },
    story: (workspace) =>
      check(workspace, [
        {
          what: 'Cargo.lock',
          reaches: RUST,
          spares: [...GO, ...DENO, ...JS],
          make: () => workspace.append('rust/Cargo.lock', '\n'),
        },
        {
          what: 'Cargo.lock, for a task that is not cached',
          target: 'run',
          reaches: ['app'],
          make: () => workspace.append('rust/Cargo.lock', '\n'),
        },
        {
          what: 'a source of go/lib, for a task that is not cached',
          target: 'run',
          reaches: ['go/api'],
          make: () => workspace.append('go/lib/lib.go', '// more\n'),
        },
        {
          what: 'the manifest of the Cargo workspace',
          reaches: RUST,
          spares: [...GO, ...DENO, ...JS],
          make: () => workspace.append('rust/Cargo.toml', '\n[profile.dev]\nopt-level = 1\n'),
        },
        {
          what: 'rust-toolchain.toml',
          reaches: RUST,
          spares: [...GO, ...DENO, ...JS],
          make: () => workspace.append('rust/rust-toolchain.toml', 'profile = "minimal"\n'),
        },
        {
          what: 'go.work',
          reaches: GO,
          spares: [...RUST, ...DENO, ...JS],
          make: () =>
            workspace.write('go/go.work', workspace.read('go/go.work').replace('go 1.22', 'go 1.23')),
        },
        {
          what: 'deno.lock',
          target: 'check',
          reaches: DENO,
          spares: [...RUST, ...GO, ...JS],
          make: () => workspace.append('deno/deno.lock', '\n'),
        },
      ]),
  },
  {
    name: 'the manifest of a project reaches those that use it',
    files: polyglot(),
    options: OPTIONS,
    mutants: {
      'Rust: the manifest of a dependency does not count': hide(
        'rust/crates/core/Cargo.toml',
        'rust/crates/app:',
      ),
      'Go: the manifest of a dependency does not count': [
        hide('go/lib/go.mod', 'go/api:'),
        withoutOwner('go/api:'),
      ],
    },
    story: (workspace) =>
      check(workspace, [
        {
          what: 'Cargo.toml of core',
          reaches: ['app', 'core'],
          spares: ['lone', ...GO],
          make: () => workspace.append('rust/crates/core/Cargo.toml', '\n[features]\nmore = []\n'),
        },
        {
          what: 'go.mod of go/lib',
          reaches: ['go/api', 'go/lib'],
          spares: ['go/lone', ...RUST],
          make: () => workspace.write('go/lib/go.mod', 'module example.com/lib\n\ngo 1.21\n'),
        },
        {
          what: 'deno.json of deno/text',
          target: 'check',
          reaches: DENO,
          spares: GO,
          make: () =>
            workspace.write(
              'deno/text/deno.json',
              json({ name: '@demo/text', exports: { '.': './mod.ts' } }),
            ),
        },
      ]),
  },
  {
    name: 'another commit of a submodule reaches every task that compiles from it, and no other',
    files: {
      'app/go.mod':
        'module example.com/app\n\ngo 1.22\n\nrequire example.com/sub v0.0.0\n\nreplace example.com/sub => ../libs/sub\n',
      'app/main.go': 'package main\n\nimport _ "example.com/sub"\n\nfunc main() {}\n',
      'lone/go.mod': 'module example.com/lone\n\ngo 1.22\n',
      'lone/lone.go': 'package lone\n',
      ...crate('tool', 'tool', { 'src/main.rs': 'fn main() {}\n' }, 'deep = { path = "../libs/sub/deep" }'),
      'tool/Cargo.lock': lock([{ name: 'deep' }, { name: 'tool', dependencies: ['deep'] }]),
    },
    mutants: {
      'Go: the path of the submodule does not count': forget(String.raw`libs/su\[b\]`, '^app:'),
      'Rust: the path of the submodule does not count': forget(String.raw`libs/su\[b\]`, '^tool:'),
      'it counts everywhere': add('{workspaceRoot}/libs/su[b]', '^lone:'),
    },
    story: async (workspace) => {
      const git = (...args: string[]) =>
        workspace.run('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args]);
      const library = join(temporaryFolder(), 'library');
      const files = {
        'go.mod': 'module example.com/sub\n\ngo 1.22\n',
        'sub.go': 'package sub\n',
        ...crate('deep', 'deep', { 'src/lib.rs': '' }),
      };
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(library, path)), { recursive: true });
        writeFileSync(join(library, path), text);
      }
      await git('init', '--quiet', library);
      await git('-C', library, 'add', '.');
      await git('-C', library, 'commit', '--quiet', '-m', 'one');
      await git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'libs/sub');
      await workspace.commit('submodule');
      await git('-C', 'libs/sub', 'commit', '--quiet', '--allow-empty', '-m', 'two');
      expect(await workspace.affected('build')).toEqual(['app', 'deep', 'libs/sub', 'tool']);
      expect(await workspace.affected('build', LEGACY)).toEqual(
        expect.arrayContaining(['app', 'deep', 'libs/sub', 'tool']),
      );
    },
  },
]);
