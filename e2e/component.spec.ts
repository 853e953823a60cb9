/** `nx g polynx:component`: what it makes builds, tests and lints at once, with the real tools. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { changes } from './support/adoption.js';
import { crate, lock } from './support/cargo.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

/** One workspace of each toolchain, every manifest with a comment that must stay. */
const FILES = {
  'Cargo.toml': `# The Rust side.
[workspace]
resolver = "2"
members = [
  # First things first.
  "rust/core", # the heart
]

[workspace.package]
version = "1.2.3"
edition = "2021" # until 2024
`,
  'Cargo.lock': lock([{ name: 'core' }, { name: 'zebra' }]),
  ...crate('rust/core', 'core', { 'src/lib.rs': '//! The heart.\n' }),
  'go.work': '// The Go side.\ngo 1.22\n\nuse (\n\t./go/base // the base\n)\n',
  'go/base/go.mod': 'module example.com/mono/go/base\n\ngo 1.22\n',
  'go/base/base.go': '// Package base is the base.\npackage base\n',
  'deno.jsonc': '{\n  // The Deno side.\n  "workspace": ["./deno/one"] // one so far\n}\n',
  'deno/one/deno.json': '{ "name": "@mono/one", "version": "0.1.0", "exports": "./mod.ts" }\n',
  'deno/one/mod.ts': '/** One. */\nexport const one = 1;\n',
  'packages/first/package.json': '{ "name": "first", "version": "1.0.0", "private": true }\n',
};
const ROOT_PACKAGE = { workspaces: ['packages/first'] };

interface Case {
  readonly toolchain: string;
  readonly kind: string;
  /** What is to succeed; the targets that the project must have. */
  readonly targets: readonly string[];
  /** Changed or new files, as git says. */
  readonly changed: readonly string[];
  /** Lines that the workspace manifests gain. */
  readonly lines: readonly string[];
}

const CARGO = { toolchain: 'cargo', targets: ['build', 'test', 'lint', 'format-check', 'check', 'doc'] };
const GO = { toolchain: 'go', targets: ['build', 'test', 'lint', 'format-check'] };
const NODE = { toolchain: 'node', targets: ['build', 'test', 'lint'] };
const DENO = { toolchain: 'deno', targets: ['check', 'test', 'lint', 'format-check'] };

const name = ({ toolchain, kind }: { toolchain: string; kind: string }) => `new-${toolchain}-${kind}`;

const cases: readonly Case[] = [
  ...['lib', 'bin', 'service'].map((kind) => ({
    ...CARGO,
    kind,
    changed: [
      ' M Cargo.lock',
      ' M Cargo.toml',
      `?? rust/new-cargo-${kind}/Cargo.toml`,
      `?? rust/new-cargo-${kind}/src/${kind === 'lib' ? 'lib' : 'main'}.rs`,
    ],
    lines: [
      `+  "rust/new-cargo-${kind}",`,
      '+[[package]]',
      `+name = "new-cargo-${kind}"`,
      '+version = "1.2.3"',
      '+',
    ],
  })),
  ...['lib', 'bin', 'service'].map((kind) => ({
    ...GO,
    kind,
    changed: [
      ' M go.work',
      `?? go/new-go-${kind}/go.mod`,
      ...(kind === 'lib'
        ? [`?? go/new-go-lib/newgolib.go`, `?? go/new-go-lib/newgolib_test.go`]
        : [`?? go/new-go-${kind}/main.go`, `?? go/new-go-${kind}/main_test.go`]),
    ],
    lines: [`+\t./go/new-go-${kind}`],
  })),
  ...['lib', 'bin', 'service', 'web'].map((kind) => ({
    ...NODE,
    kind,
    changed: [' M package.json'],
    lines: [`-    "packages/first"`, `+    "packages/first",`, `+    "packages/new-node-${kind}"`],
  })),
  ...['lib', 'bin', 'service', 'web'].map((kind) => ({
    ...DENO,
    kind,
    changed: [' M deno.jsonc'],
    lines: [
      '-  "workspace": ["./deno/one"] // one so far',
      `+  "workspace": ["./deno/one", "./deno/new-deno-${kind}"] // one so far`,
    ],
  })),
];

describe('a new component', () => {
  it.each(cases)('of $toolchain, a $kind, is wired in and passes everything at once', async (one) => {
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    const made = await generate(workspace, one);
    expect(made.exitCode, made.output).toBe(0);
    expect(made.output).toContain(`${name(one)} is ready.`);

    const changed = await changes(workspace);
    expect(changed).toEqual(expect.arrayContaining([...one.changed]));
    expect(changed.filter((line) => line.startsWith(' M'))).toEqual(
      one.changed.filter((line) => line.startsWith(' M')),
    );
    expect(await changedLines(workspace)).toEqual(one.lines);
    await workspace.commit('new component');

    const project = (await workspace.projects()).find((project) => project.endsWith(name(one))) ?? '';
    const { targets } = await workspace.showProject(project);
    expect(Object.keys(targets)).toEqual(expect.arrayContaining([...one.targets]));
    const run = await workspace.nx(['run-many', '-p', project, '-t', ...one.targets]);
    expect(run.exitCode, run.output).toBe(0);
    // Nothing that a cached task may not touch: locks and sources are as they were.
    expect(await changes(workspace)).toEqual([]);
    const again = await workspace.nx(['run-many', '-p', project, '-t', ...one.targets]);
    expect(again.misses).toEqual([]);
  });

  it.each([
    { toolchain: 'cargo', path: '/health', answer: 'ok\n' },
    { toolchain: 'go', path: '/healthz', answer: 'ok\n' },
    { toolchain: 'deno', path: '/you', answer: 'Hello, you!' },
  ])(
    'of $toolchain that is a service answers on PORT, and ends with Nx',
    async ({ toolchain, path, answer }) => {
      const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
      await generate(workspace, { toolchain, kind: 'service' });
      const project = (await workspace.projects()).find((found) => found.includes('new-')) ?? '';
      const port = 20_000 + Math.floor(Math.random() * 20_000);
      const url = `http://127.0.0.1:${port}${path}`;
      const running = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run', `${project}:run`], {
        cwd: workspace.root,
        env: { ...QUIET, PORT: String(port) },
        reject: false,
        all: true,
        forceKillAfterDelay: false,
      });
      try {
        expect(await eventually(url)).toBe(answer);
      } finally {
        running.kill('SIGTERM');
        await running;
      }
      await expect(eventuallyGone(url)).resolves.toBe(true);
    },
  );

  it('stands alone, lock and all, where there is no Cargo workspace', async () => {
    const workspace = await createWorkspace({ 'README.md': '# Empty\n' });
    const made = await workspace.nx(generateArguments({ toolchain: 'cargo', kind: 'bin' }));
    expect(made.exitCode, made.output).toBe(0);
    await workspace.commit('new component');
    const run = await workspace.nx(['run-many', '-t', 'build', 'test', 'lint', 'format-check']);
    expect(run.exitCode, run.output).toBe(0);
    expect(await changes(workspace)).toEqual([]);
    expect((await workspace.run('apps/new-cargo-bin/target/debug/new-cargo-bin', ['you'])).stdout).toBe(
      'Hello, you!',
    );
  });

  it.each([
    [['core', '--toolchain=cargo', '--kind=lib'], 'there is a project core already, in rust/core'],
    [['first', '--toolchain=cargo', '--kind=lib'], 'there is a project first already, in packages/first'],
    [['x', '--toolchain=cargo', '--kind=web'], 'cargo has no web; it offers lib, bin, service'],
    [['x', '--toolchain=go', '--kind=lib', '--directory=go/base'], 'go/base exists already'],
    [['x', '--toolchain=go', '--kind=lib', '--directory=../x'], '../x is outside the workspace'],
    [['zebra', '--toolchain=cargo', '--kind=lib'], 'Cargo.lock: already has a package zebra 0.1.0'],
    [['a/b', '--toolchain=cargo', '--kind=lib'], 'name'],
  ])('is refused for %j: %s', async (args, message) => {
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    const refused = await workspace.nx(['generate', 'polynx:component', ...args]);
    expect(refused.output).toContain(message);
    expect(refused.exitCode).not.toBe(0);
    expect(await changes(workspace)).toEqual([]);
  });
});

function generateArguments(one: { toolchain: string; kind: string }): string[] {
  return [
    'generate',
    'polynx:component',
    name(one),
    `--toolchain=${one.toolchain}`,
    `--kind=${one.kind}`,
    '--no-interactive',
  ];
}

function generate(workspace: Workspace, one: { toolchain: string; kind: string }) {
  return workspace.nx(generateArguments(one));
}

async function changedLines(workspace: Workspace): Promise<string[]> {
  const { stdout } = await workspace.run('git', ['diff', '--unified=0']);
  return stdout.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));
}

const PATIENCE = 600;

async function eventually(url: string): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (attempt > PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function eventuallyGone(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await fetch(url);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
