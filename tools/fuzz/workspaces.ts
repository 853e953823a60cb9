/** Small workspaces in which every kind of file that a toolchain looks at has a place. */
import type { Files } from './entry-point.js';

const lines = (...all: string[]) => `${all.join('\n')}\n`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export const CARGO: Files = {
  'Cargo.toml': lines('[workspace]', 'members = ["crates/*"]'),
  'Cargo.lock': lines(
    'version = 4',
    '[[package]]',
    'name = "a"',
    'version = "0.1.0"',
    'dependencies = ["b", "serde"]',
    '[[package]]',
    'name = "serde"',
    'version = "1.0.0"',
    'source = "registry+https://github.com/rust-lang/crates.io-index"',
    'checksum = "0"',
  ),
  '.cargo/config.toml': lines('include = ["more.toml"]'),
  '.cargo/more.toml': lines('[build]', 'target-dir = "target"'),
  '.gitmodules': lines('[submodule "x"]', '  path = vendored'),
  'rust-toolchain.toml': lines('[toolchain]', 'channel = "1.88.0"'),
  'clippy.toml': '',
  '.git/config': '',
  '.git/info/exclude': 'target\n',
  'crates/b/.cargo/config': '',
  'crates/b/rust-toolchain': '1.88.0\n',
  VERSION: '1.0.0\n',
  'crates/a/Cargo.toml': lines(
    '[package]',
    'name = "a"',
    'version = "0.1.0"',
    'edition = "2021"',
    '[dependencies]',
    'b = { path = "../b" }',
    'serde = "1"',
  ),
  'crates/a/build.rs': 'fn main() {}\n',
  'crates/a/src/lib.rs': '#[path = "../../guest/g.rs"] mod g;\n',
  'crates/a/src/main.rs': 'fn main() {}\n',
  'crates/a/tests/it.rs': '#[test] fn it() {}\n',
  'crates/a/askama.toml': lines('[general]', 'dirs = ["templates"]'),
  'crates/a/tauri.conf.json': json({ build: { frontendDist: '../dist' } }),
  'crates/b/Cargo.toml': lines('[package]', 'name = "b"', 'version = "0.1.0"', 'edition = "2021"'),
  'crates/b/src/lib.rs': '',
  'crates/guest/g.rs': '',
};

export const GO: Files = {
  'go.work': lines('go 1.24', 'use ./m', 'use ./n'),
  'go.work.sum': '',
  'm/go.mod': lines(
    'module example.com/m',
    'go 1.24',
    'require example.com/n v0.0.0',
    'replace example.com/n => ../n',
  ),
  'm/go.sum': 'golang.org/x/mod v0.1.0 h1:x=\n',
  'm/main.go': lines(
    'package main',
    'import "C"',
    'import _ "embed"',
    'import _ "example.com/n"',
    'func main() {}',
  ),
  'm/main_test.go': lines('package main', 'import "testing"', 'func TestX(t *testing.T) {}'),
  'm/a.c': '#include "a.h"\n',
  'm/a.h': '',
  'm/VERSION': '1.0.0\n',
  'm/vendor/modules.txt': '',
  'n/go.mod': lines('module example.com/n', 'go 1.24'),
  'n/n.go': 'package n\n',
};

export const NODE: Files = {
  '.gitignore': 'node_modules\ndist\n',
  '.npmrc': '',
  '.yarnrc.yml': '',
  'lerna.json': json({ packages: ['packages/*'] }),
  'nx.json': '{}',
  'package.json': json({ name: 'r', private: true, workspaces: ['packages/*'] }),
  'package-lock.json': json({
    lockfileVersion: 3,
    packages: {
      '': { workspaces: ['packages/*'] },
      'node_modules/p': { resolved: 'packages/p', link: true },
      'node_modules/typescript': { version: '5.0.0', dev: true },
      'packages/p': { name: 'p', devDependencies: { typescript: '5' } },
    },
  }),
  'pnpm-workspace.yaml': lines('packages:', '  - packages/*', 'catalog:', '  react: ^18'),
  'turbo.json': json({ tasks: { build: { outputs: ['dist/**'] } } }),
  'tsconfig.base.json': '{}',
  'packages/p/package.json': json({
    name: 'p',
    version: '1.0.0',
    main: 'dist/a.js',
    scripts: {
      build: 'tsc && vite build',
      test: 'vitest run',
      lint: 'eslint .',
      check: 'node scripts/check.js',
    },
    dependencies: { q: 'workspace:*' },
    devDependencies: { typescript: '5' },
  }),
  'packages/p/tsconfig.json': json({
    extends: '../../tsconfig.base.json',
    compilerOptions: { outDir: 'dist' },
  }),
  'packages/p/vite.config.ts': 'export default {}\n',
  'packages/p/eslint.config.js': 'export default []\n',
  'packages/p/scripts/check.js': 'console.log(1)\n',
  'packages/p/src/a.ts': 'import "q";\n',
  'packages/p/src/a.css': '@import "./b.css";\n',
  'packages/p/src/a.test.ts': 'import "./a";\n',
  'packages/p/src/a.vue': '<script>import "./a"</script>\n',
  'packages/p/index.html': '<script src="/src/a.ts"></script>\n',
  'packages/p/.env': 'A=1\n',
  'packages/p/project.json': '{}',
  'packages/q/package.json': json({
    name: 'q',
    version: '1.0.0',
    scripts: { build: 'wrangler deploy --dry-run --outdir dist' },
  }),
  'packages/q/wrangler.toml': 'main = "a.ts"\n',
  'packages/q/a.ts': '',
};

/** The same with the lock of another package manager. */
export const withLock = (name: string, text: string): Files => ({
  ...Object.fromEntries(Object.entries(NODE).filter(([file]) => file !== 'package-lock.json')),
  [name]: text,
});

export const LOCKS: Files = {
  'pnpm-lock.yaml': lines(
    "lockfileVersion: '9.0'",
    'importers:',
    '  packages/p:',
    '    devDependencies:',
    '      typescript:',
    '        specifier: ^5',
    '        version: 5.0.0',
    'packages:',
    '  typescript@5.0.0:',
    '    resolution: {integrity: sha512-x}',
    'snapshots:',
    '  typescript@5.0.0: {}',
  ),
  'yarn.lock': lines('"typescript@^5":', '  version "5.0.0"', '  dependencies:', '    a "1"'),
  'bun.lock': json({
    lockfileVersion: 1,
    workspaces: { '': { name: 'r' }, 'packages/p': { name: 'p', devDependencies: { typescript: '5' } } },
    packages: { typescript: ['typescript@5.0.0', '', {}, 'sha512-x'] },
  }),
};

export const DENO: Files = {
  'deno.json': json({ workspace: ['./m', './n'], importMap: './maps/im.json' }),
  'maps/im.json': json({ imports: { x: './x.ts' } }),
  'deno.lock': json({
    version: '5',
    specifiers: { 'npm:a@1': '1.0.0' },
    npm: { 'a@1.0.0': { integrity: 'x' } },
  }),
  '.dvmrc': '2.0.0\n',
  '.tool-versions': 'deno 2.0.0\n',
  'package.json': json({ name: 'r', private: true }),
  'm/deno.json': json({
    name: '@x/m',
    version: '1.0.0',
    exports: './m.ts',
    tasks: { build: { command: 'deno run -A gen.ts', files: ['m.ts'], output: ['dist'] } },
  }),
  'm/m.ts': 'import "npm:a@1"; import "@x/n"; import "./b.tsx";\n',
  'm/b.tsx': 'export const b = <a>b</a>;\n',
  'm/m_test.ts': 'import "./m.ts";\n',
  'm/main.js': '',
  'm/gen.ts': 'await Deno.readTextFile("../n/n.ts");\n',
  'm/.gitignore': 'dist\n',
  'n/deno.jsonc': '{ "name": "@x/n", "version": "1.0.0", "exports": "./n.ts" }',
  'n/n.ts': '',
};

export const NIX: Files = {
  ...CARGO,
  'flake.nix': '{}\n',
  'flake.lock': '{}\n',
  'nix/generated/graph.json': json({ version: 1, packages: {} }),
  'interfaces.json': json({ provides: {}, expects: {} }),
};
