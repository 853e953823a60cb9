/** `nx g polynx:component`: what it makes builds, tests and lints at once, with the real tools. */
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { changes } from './support/adoption.js';
import { crate, lock } from './support/cargo.js';
import { installPackages } from './support/npm.js';
import { dialogue } from './support/terminal.js';
import { expectNothingUndeclared } from './support/trace.js';
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

[profile.dev]
debug = false

[profile.release]
debug = false
opt-level = 0
`,
  'Cargo.lock': lock([{ name: 'core' }, { name: 'zebra' }]),
  ...crate('rust/core', 'core', { 'src/lib.rs': '//! The heart.\n' }),
  'go.work': '// The Go side.\ngo 1.22\n\nuse (\n\t./go/base // the base\n)\n',
  'go/base/go.mod': 'module example.com/mono/go/base\n\ngo 1.22\n',
  'go/base/base.go': '// Package base is the base.\npackage base\n',
  'deno.jsonc': '{\n  // The Deno side.\n  "workspace": [\n    "./deno/one" // one so far\n  ]\n}\n',
  'deno/one/deno.json': '{ "name": "@mono/one", "version": "0.1.0", "exports": "./mod.ts" }\n',
  'deno/one/mod.ts': '/** One. */\nexport const one = 1;\n',
  'packages/first/package.json': '{ "name": "first", "version": "1.0.0", "private": true }\n',
};
const ROOT_PACKAGE = { workspaces: ['packages/first'] };

const COMMENTS: Readonly<Record<string, readonly string[]>> = {
  'Cargo.toml': ['# The Rust side.\n', '  # First things first.\n', ' # the heart\n', ' # until 2024\n'],
  'go.work': ['// The Go side.\n', '\t./go/base // the base\n'],
  'deno.jsonc': ['  // The Deno side.\n', '    "./deno/one", // one so far\n'],
};

const name = ({ toolchain, kind }: { toolchain: string; kind: string }) => `new-${toolchain}-${kind}`;

/** NAME stands for the component's name, PLACE for the folder of its kind. */
const crateWith = (...files: readonly string[]): Made => ({
  changed: [' M Cargo.lock', ' M Cargo.toml', ...files.map((file) => `?? rust/NAME/${file}`)],
  lines: ['+  "rust/NAME",', '+[[package]]', '+name = "NAME"', '+version = "1.2.3"', '+'],
});

const moduleWith = (...sources: readonly string[]): Made => ({
  changed: [' M go.work', '?? go/NAME/go.mod', ...sources.map((file) => `?? go/NAME/${file}`)],
  lines: ['+\t./go/NAME'],
});

const PACKAGE: Made = { changed: [' M package.json'], lines: ['+    "packages/NAME"'] };

const MEMBER: Made = { changed: [' M deno.jsonc'], lines: ['+    "./deno/NAME"'] };

const REFUSALS = [
  ['core --toolchain=cargo --kind=lib', 'there is a project core already, in rust/core'],
  ['first --toolchain=cargo --kind=lib', 'there is a project first already, in packages/first'],
  ['x --toolchain=cargo --kind=web', 'cargo has no web; it offers lib, bin, service, wasm, napi'],
  ['x --toolchain=cargo', 'kind: is missing; cargo offers lib, bin, service, wasm, napi'],
  ['x --toolchain=go --kind=lib --linter=biome', 'linter: has no effect for go'],
  ['x --toolchain=go --kind=lib --directory=go/base', 'go/base exists already'],
  ['x --toolchain=go --kind=lib --directory=../x', '../x is outside the workspace'],
  ['zebra --toolchain=cargo --kind=lib', 'Cargo.lock: already has a package zebra 0.1.0'],
  ['a/b --toolchain=cargo --kind=lib', "'a/b' should match the pattern"],
] as const;

interface Case {
  readonly toolchain: string;
  /** What is to succeed; the targets that each project must have. */
  readonly targets: readonly string[];
  readonly kinds: Readonly<Record<string, Made>>;
  /** Tasks that only one kind has. */
  readonly more?: readonly string[];
  /** The kind whose tasks are watched as they read. */
  readonly traced: string;
}

interface Made {
  /** Changed and new files, as git says. */
  readonly changed: readonly string[];
  /**
   * Lines that the workspace manifests and locks gain and lose. Absent: cargo completes the lock, and they
   * are many.
   */
  readonly lines?: readonly string[];
}

const cases: readonly Case[] = [
  {
    toolchain: 'cargo',
    targets: ['build', 'test', 'lint', 'format-check'],
    kinds: {
      lib: crateWith('Cargo.toml', 'src/lib.rs'),
      bin: crateWith('Cargo.toml', 'src/main.rs'),
      service: { changed: crateWith('Cargo.toml', 'src/main.rs').changed },
      wasm: crateWith('Cargo.toml', 'src/lib.rs'),
    },
    traced: 'lib',
  },
  {
    toolchain: 'go',
    targets: ['build', 'test', 'vet', 'format-check'],
    kinds: {
      lib: moduleWith('newgolib.go', 'newgolib_test.go'),
      bin: moduleWith('main.go', 'main_test.go'),
      service: moduleWith('main.go', 'handler.go', 'handler_test.go'),
      wasm: moduleWith('main.go', 'main_js.go', 'add.go', 'project.json'),
    },
    more: ['new-go-wasm:build-wasm'],
    traced: 'service',
  },
  {
    toolchain: 'deno',
    targets: ['check', 'test', 'lint', 'format-check'],
    kinds: { lib: MEMBER, bin: MEMBER, service: MEMBER, web: MEMBER },
    traced: 'service',
  },
];

describe('a new component', () => {
  it.each(cases)('of $toolchain, of every kind, is wired in and passes everything at once', async (one) => {
    const { toolchain, kinds, targets, traced, more } = one;
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    for (const [kind, made] of Object.entries(kinds)) await makes(workspace, { toolchain, kind }, made);
    const projects = Object.keys(kinds).map((kind) => name({ toolchain, kind }));
    await passes(workspace, projects, targets, more);
    const tasks = targets.map((target) => `${name({ toolchain, kind: traced })}:${target}`);
    expect(await expectNothingUndeclared(workspace, ...tasks)).toHaveLength(tasks.length);
    await serves(workspace, `new-${toolchain}-service`);
  });

  it('of Node, of every kind and with either linter, is TypeScript that passes everything at once', async () => {
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    const kinds = ['lib', 'bin', 'service', 'web', 'npm', 'fn'];
    for (const kind of kinds) await makes(workspace, { toolchain: 'node', kind }, PACKAGE, '--skipInstall');
    await makes(
      workspace,
      { toolchain: 'node', kind: 'lib', name: 'linted' },
      PACKAGE,
      '--skipInstall',
      '--linter=eslint',
    );
    for (const args of [
      generateArguments({ toolchain: 'cargo', kind: 'napi', name: 'binding' }),
      ['generate', 'polynx:cross-link', 'binding', 'new-node-service'],
      ['generate', 'polynx:cross-link', 'go/base', 'new-node-web'],
    ]) {
      const { exitCode, output } = await workspace.nx([...args, '--skipInstall']);
      expect(exitCode, output).toBe(0);
    }
    await installPackages(workspace);
    for (const [program, cwd, ...args] of [
      ['cargo', '.', 'update', '--workspace', '--quiet'],
      ['go', 'go/base', 'mod', 'tidy'],
    ] as const) {
      const { exitCode, output } = await workspace.run(program, args, { cwd });
      expect(exitCode, output).toBe(0);
    }
    await workspace.commit('installed');

    const projects = [...kinds.map((kind) => name({ toolchain: 'node', kind })), 'linted'];
    const targets = ['build', 'typecheck', 'test', 'lint', 'format-check'];
    // Nx quotes a name with a colon.
    const linked = [
      'binding:"cargo:test"',
      'binding:lint',
      'binding:test',
      'go/base:test',
      'base-types:build',
    ];
    await passes(workspace, projects, targets, linked);
    await follows(workspace);
    await serves(workspace, 'new-node-service');
  }, 900_000);

  it('is the first of its kind in an empty folder: all of one toolchain share a lock and a target folder', async () => {
    const workspace = await createWorkspace({ 'README.md': '# Empty\n' });
    await isAskedFor(workspace);
    for (const [toolchain, kind] of [
      ['cargo', 'bin'],
      ['go', 'bin'],
      ['deno', 'bin'],
    ] as const) {
      const made = await workspace.nx(generateArguments({ toolchain, kind }));
      expect(made.exitCode, made.output).toBe(0);
    }
    await workspace.commit('new components');
    expect(await workspace.projects()).toEqual(
      expect.arrayContaining(['new-cargo-lib', 'new-cargo-bin', 'new-go-bin', 'new-deno-bin']),
    );
    for (const file of [
      'crates/new-cargo-lib/Cargo.toml',
      'apps/new-go-bin/go.mod',
      'apps/new-deno-bin/deno.json',
    ])
      expect(workspace.has(file)).toBe(true);
    const run = await workspace.nx(['run-many', '-t', 'build', 'test', 'lint', 'format-check', 'check']);
    expect(run.exitCode, run.output).toBe(0);
    expect(await changes(workspace)).toEqual([]);
    expect((await workspace.run('target/debug/new-cargo-bin', ['you'])).stdout).toBe('Hello, you!');
    await isTended(workspace);
  });

  it('is refused, with the reason, where it cannot be', async () => {
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    for (const [args, message] of REFUSALS) {
      const refused = await workspace.nx([
        'generate',
        'polynx:component',
        ...args.split(' '),
        '--no-interactive',
      ]);
      expect(refused.output).toContain(message);
      expect(refused.exitCode, refused.output).not.toBe(0);
    }
    expect(await changes(workspace)).toEqual([]);
  });
});

/** Only what goes together is offered, and the folder is remembered. */
async function isAskedFor(workspace: Workspace): Promise<void> {
  const { exitCode, screen } = await dialogue(
    workspace,
    ['generate', 'polynx:component'],
    [
      ['Name of the component', 'new-cargo-lib'],
      ['Which language?', 'cargo'],
      ['What will it be?', 'web'],
      ['What will it be?', '1'],
      ['Folder for components of this kind (lib)? (crates)', ''],
    ],
  );
  expect(exitCode, screen).toBe(0);
  expect(screen).toContain('new-cargo-lib is ready, in crates/new-cargo-lib');
  expect(screen).toMatch(/1\. lib +A library/);
  expect(screen).not.toMatch(/\d\. (?:web|npm|fn) /);
  expect(JSON.parse(workspace.read('nx.json'))).toMatchObject({
    generators: { 'polynx:component': { folders: { lib: 'crates' } } },
  });
}

/**
 * The library is called by the Go program, moves, and something else goes: all that is left passes as before.
 */
async function isTended(workspace: Workspace): Promise<void> {
  for (const args of [
    ['cross-link', 'new-cargo-lib', 'new-go-bin'],
    ['move', 'new-cargo-lib', 'libs/deep/moved'],
    ['remove', 'new-deno-bin'],
    ['ci-workflow', 'github'],
  ]) {
    const { exitCode, output } = await workspace.nx(['generate', `polynx:${args[0]}`, ...args.slice(1)]);
    expect(exitCode, output).toBe(0);
  }
  // What the library is called by follows it by hand: it is no manifest.
  const caller = 'apps/new-go-bin/internal/newcargolib/newcargolib.go';
  workspace.write(caller, workspace.read(caller).replace('crates/new-cargo-lib', 'libs/deep/moved'));
  await workspace.commit('tended');
  expect(await workspace.projects()).not.toContain('new-deno-bin');
  expect((await workspace.edges())['new-go-bin']).toEqual(['new-cargo-lib']);
  expect(workspace.read('.github/workflows/ci.yml')).toContain('npx nx affected -t build test');
  const run = await workspace.nx(['run-many', '-t', 'test', 'lint', 'format-check']);
  expect(run.exitCode, run.output).toBe(0);
  expect(run.misses).toEqual(expect.arrayContaining(['new-cargo-lib:build', 'new-go-bin:test']));
  expect(await changes(workspace)).toEqual([]);
}

/** What uses the other languages runs again after changes there, and only then. */
async function follows(workspace: Workspace): Promise<void> {
  const users = ['run-many', '-p', 'new-node-lib,new-node-service,new-node-web', '-t', 'test'];
  workspace.append('go/base/base.go', '\n// It is not in the contract.\n');
  workspace.append('rust/core/src/lib.rs', '// The binding does not use it.\n');
  expect((await workspace.nx(users)).misses).toEqual([]);

  const contract = workspace.read('go/base/contract/contract.go');
  workspace.write(
    'go/base/contract/contract.go',
    contract.replace('type Greeting struct {', (line) => `${line}\n\tName string \`json:"name,omitempty"\``),
  );
  workspace.append('rust/binding/src/example.rs', MORE_RUST);
  expect((await workspace.nx(['run', 'go/base:test'])).output).toContain('run go generate ./contract');
  expect((await workspace.nx(['run', 'go/base:generate'])).exitCode).toBe(0);
  const { misses, output } = await workspace.nx(users);
  expect(misses, output).toEqual([
    'base-types:build',
    'binding:build',
    'new-node-service:build',
    'new-node-service:test',
    'new-node-web:build',
    'new-node-web:test',
  ]);
  expect(workspace.read('go/base/contract/types/dist/index.d.ts')).toContain('name?: string');
  expect(workspace.read('rust/binding/index.d.ts')).toContain('subtract');
}

const MORE_RUST = `
/// The difference of two numbers.
#[napi]
#[must_use]
pub fn subtract(left: i32, right: i32) -> i32 {
    left.wrapping_sub(right)
}
`;

/** All of it in one command, and nothing again in a second. */
async function passes(
  workspace: Workspace,
  projects: readonly string[],
  targets: readonly string[],
  more: readonly string[] = [],
): Promise<void> {
  const tasks = projects.flatMap((project) => targets.map((target) => `${project}:${target}`));
  const [all, wanted] = [projects, targets].map((names, at) => {
    const others = more.map((task) => task.replaceAll('"', '').split(/:(.*)/s)[at] ?? '');
    return [...new Set([...names, ...others])].join(',');
  });
  const everything = ['run-many', '-p', all ?? '', '-t', wanted ?? ''];
  const run = await workspace.nx(everything);
  expect(run.exitCode, run.output).toBe(0);
  expect(run.misses).toEqual(expect.arrayContaining([...tasks, ...more]));
  // Nothing that a cached task may not touch: locks and sources are as they were.
  expect(await changes(workspace)).toEqual([]);
  expect((await workspace.nx(everything)).misses).toEqual([]);
}

interface Asked {
  readonly toolchain: string;
  readonly kind: string;
  readonly name?: string;
}

function generateArguments(one: Asked): string[] {
  return [
    'generate',
    'polynx:component',
    one.name ?? name(one),
    `--toolchain=${one.toolchain}`,
    `--kind=${one.kind}`,
    '--no-interactive',
  ];
}

async function makes(
  workspace: Workspace,
  one: Asked,
  { changed, lines }: Made,
  ...more: readonly string[]
): Promise<void> {
  const called = one.name ?? name(one);
  const named = (texts: readonly string[]) => texts.map((text) => text.replace('NAME', called));
  const made = await workspace.nx([...generateArguments(one), ...more]);
  expect(made.exitCode, made.output).toBe(0);
  expect(made.output).toContain(`${called} is ready`);
  const all = await changes(workspace);
  const isChange = (line: string) => line.startsWith(' M');
  expect(all).toEqual(expect.arrayContaining(named(changed)));
  expect(all.filter(isChange)).toEqual(changed.filter(isChange));
  const { stdout } = await workspace.run('git', ['diff', '--unified=0']);
  const difference = stdout.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));
  expect(difference).toEqual(expect.arrayContaining(named(lines ?? [])));
  // At most, the line before the new one has gained a comma.
  if (lines !== undefined) expect(difference.length).toBeLessThanOrEqual(lines.length + 2);
  const [manifest = ''] = changed.filter(isChange).slice(-1);
  for (const comment of COMMENTS[manifest.slice(3)] ?? [])
    expect(workspace.read(manifest.slice(3))).toContain(comment);
  await workspace.commit('new component');
}

/** The contract: `PORT`, `/healthz`, an end in good order, and a log of JSON. */
async function serves(workspace: Workspace, project: string): Promise<void> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const url = `http://127.0.0.1:${port}`;
  const nx = [join(workspace.root, 'node_modules/nx/dist/bin/nx.js'), 'run', `${project}:run`];
  const running = execa(process.execPath, nx, {
    cwd: workspace.root,
    env: { ...QUIET, PORT: String(port) },
    reject: false,
    all: true,
  });
  try {
    expect(await eventually(`${url}/healthz`)).toBe('ok\n');
    expect(await eventually(`${url}/`)).toBe('Hello, world!\n');
  } finally {
    running.kill('SIGTERM');
    await running;
  }
  expect(await eventuallyGone(url)).toBe(true);
  const lines = String((await running).all)
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const log = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(log).toEqual([
    expect.objectContaining({ level: 'INFO', message: 'listening', timestamp: expect.any(String) }),
    expect.objectContaining({ level: 'INFO', message: 'stopped', timestamp: expect.any(String) }),
  ]);
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
