/** `nx g polynx:component`: what it makes builds, tests and lints at once, with the real tools. */
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { changes } from './support/adoption.js';
import { crate, lock } from './support/cargo.js';
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

/** NAME stands for the component's name. */
const crateWith = (root: string): Made => ({
  changed: [' M Cargo.lock', ' M Cargo.toml', '?? rust/NAME/Cargo.toml', `?? rust/NAME/src/${root}.rs`],
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
  ['x --toolchain=cargo --kind=web', 'cargo has no web; it offers lib, bin, service'],
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
  /** What a service answers. */
  readonly service?: { readonly path: string; readonly answer: string };
}

interface Made {
  /** Changed and new files, as git says. */
  readonly changed: readonly string[];
  /** Lines that the workspace manifests and locks gain and lose. */
  readonly lines: readonly string[];
}

const cases: readonly Case[] = [
  {
    toolchain: 'cargo',
    targets: ['build', 'test', 'lint', 'format-check', 'check', 'doc'],
    kinds: { lib: crateWith('lib'), bin: crateWith('main'), service: crateWith('main') },
    service: { path: '/health', answer: 'ok\n' },
  },
  {
    toolchain: 'go',
    targets: ['build', 'test', 'vet', 'format-check'],
    kinds: {
      lib: moduleWith('newgolib.go', 'newgolib_test.go'),
      bin: moduleWith('main.go', 'main_test.go'),
      service: moduleWith('main.go', 'main_test.go'),
    },
    service: { path: '/healthz', answer: 'ok\n' },
  },
  {
    toolchain: 'node',
    targets: ['build', 'test', 'lint'],
    kinds: { lib: PACKAGE, bin: PACKAGE, service: PACKAGE, web: PACKAGE },
  },
  {
    toolchain: 'deno',
    targets: ['check', 'test', 'lint', 'format-check'],
    kinds: { lib: MEMBER, bin: MEMBER, service: MEMBER, web: MEMBER },
    service: { path: '/you', answer: 'Hello, you!' },
  },
];

describe('a new component', () => {
  it.each(cases)('of $toolchain, of every kind, is wired in and passes everything at once', async (one) => {
    const { toolchain, kinds, targets, service } = one;
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    for (const [kind, made] of Object.entries(kinds)) await makes(workspace, { toolchain, kind }, made);

    const projects = (await workspace.projects()).filter((name) => name.includes(`new-${toolchain}-`));
    expect(projects).toHaveLength(Object.keys(kinds).length);
    const shown = await workspace.showProject(projects[0] ?? '');
    expect(Object.keys(shown.targets)).toEqual(expect.arrayContaining([...targets]));
    const everything = ['run-many', '-p', projects.join(','), '-t', ...targets];
    const run = await workspace.nx(everything);
    expect(run.exitCode, run.output).toBe(0);
    expect(run.misses).toHaveLength(projects.length * targets.length);
    // Nothing that a cached task may not touch: locks and sources are as they were.
    expect(await changes(workspace)).toEqual([]);
    expect((await workspace.nx(everything)).misses).toEqual([]);
    const tasks = projects.flatMap((project) => targets.map((target) => `${project}:${target}`));
    expect(await expectNothingUndeclared(workspace, ...tasks)).toHaveLength(tasks.length);
    if (service !== undefined) await serves(workspace, `${toolchain}-service`, service);
  });

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

  it('is refused, with the reason, where it cannot be', async () => {
    const workspace = await createWorkspace(FILES, { packageJson: ROOT_PACKAGE });
    for (const [args, message] of REFUSALS) {
      const refused = await workspace.nx(['generate', 'polynx:component', ...args.split(' ')]);
      expect(refused.output).toContain(message);
      expect(refused.exitCode, refused.output).not.toBe(0);
    }
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

async function makes(
  workspace: Workspace,
  one: { toolchain: string; kind: string },
  { changed, lines }: Made,
): Promise<void> {
  const named = (texts: readonly string[]) => texts.map((text) => text.replace('NAME', name(one)));
  const made = await workspace.nx(generateArguments(one));
  expect(made.exitCode, made.output).toBe(0);
  expect(made.output).toContain(`${name(one)} is ready.`);
  const all = await changes(workspace);
  const isChange = (line: string) => line.startsWith(' M');
  expect(all).toEqual(expect.arrayContaining(named(changed)));
  expect(all.filter(isChange)).toEqual(changed.filter(isChange));
  const { stdout } = await workspace.run('git', ['diff', '--unified=0']);
  const difference = stdout.split('\n').filter((line) => /^[-+](?![-+]{2} )/.test(line));
  expect(difference).toEqual(expect.arrayContaining(named(lines)));
  // At most, the line before the new one has gained a comma.
  expect(difference.length).toBeLessThanOrEqual(lines.length + 2);
  const [manifest = ''] = changed.filter(isChange).slice(-1);
  for (const comment of COMMENTS[manifest.slice(3)] ?? [])
    expect(workspace.read(manifest.slice(3))).toContain(comment);
  await workspace.commit('new component');
}

async function serves(
  workspace: Workspace,
  suffix: string,
  { path, answer }: { path: string; answer: string },
): Promise<void> {
  const project = (await workspace.projects()).find((found) => found.endsWith(suffix)) ?? '';
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const url = `http://127.0.0.1:${port}${path}`;
  const running = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'run', `${project}:run`], {
    cwd: workspace.root,
    env: { ...QUIET, PORT: String(port) },
    reject: false,
    all: true,
  });
  try {
    expect(await eventually(url)).toBe(answer);
  } finally {
    running.kill('SIGTERM');
    await running;
  }
  expect(await eventuallyGone(url)).toBe(true);
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
