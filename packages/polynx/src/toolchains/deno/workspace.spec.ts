import { describe, expect, test } from 'vitest';
import type { Project } from '../../model/project.js';
import type { Task } from '../../model/task.js';
import { createTree } from '../../model/tree.js';
import { parseDenoJson } from './deno-json.js';
import type { DenoDetails } from './details.js';
import { denoTasks } from './tasks.js';
import { modelDeno } from './workspace.js';

type Files = Readonly<Record<string, unknown>>;

function modelled(files: Files): Map<string, { project: Project<DenoDetails>; tasks: Map<string, Task> }> {
  const texts = new Map(
    Object.entries(files).map(([path, value]) => [
      path,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const tree = createTree([...texts.keys()].sort(), (path) => texts.get(path));
  const manifests = new Map(
    tree.files
      .filter((path) => /(^|\/)deno\.jsonc?$/.test(path))
      .map((path) => [path, parseDenoJson({ path, text: texts.get(path) ?? '' })]),
  );
  const all = {
    [Symbol.iterator]: () => manifests.entries(),
    get: (path: string) => manifests.get(path),
    broken: new Map(),
  };
  return new Map(
    modelDeno(all, tree, { infer: true }).map((project) => [
      project.root,
      { project, tasks: new Map(denoTasks(project, { infer: true }).map((task) => [task.intent, task])) },
    ]),
  );
}

const LOCK = {
  version: '5',
  jsr: { '@std/fmt@1.0.0': { integrity: 'fmt' }, '@std/assert@1.0.0': { integrity: 'assert' } },
  npm: { 'zod@4.0.0': { integrity: 'zod' } },
};

const BASE: Files = {
  'deno.json': {
    workspace: ['a', 'b', 'c'],
    imports: { fmt: 'jsr:@std/fmt@1', assert: 'jsr:@std/assert@1', zod: 'npm:zod@4' },
  },
  'deno.lock': LOCK,
  'a/deno.json': { name: '@x/a', exports: './mod.ts', tasks: { bundle: 'vite build' } },
  'a/mod.ts': 'import "fmt";',
  'a/mod_test.ts': 'import "assert";',
  'b/deno.json': { name: '@x/b', exports: './mod.ts' },
  'b/mod.ts': 'import "@x/a";',
  'c/deno.json': { name: '@x/c', exports: './mod.ts' },
  'c/mod.ts': 'import "zod";',
};

/** Everything that enters the key of a task and is no file. */
function slice(files: Files, root: string, intent: string): string | undefined {
  return modelled(files).get(root)?.tasks.get(intent)?.inputs.slice;
}

describe('the key of a member', () => {
  const root = BASE['deno.json'] as Record<string, unknown>;
  const bumped = (table: 'jsr' | 'npm', key: string) => ({
    ...BASE,
    'deno.lock': { ...LOCK, [table]: { ...LOCK[table], [key]: { integrity: 'other' } } },
  });
  const same = (files: Files, member: string, intent = 'check') =>
    slice(files, member, intent) === slice(BASE, member, intent);

  test.each([
    ['a new task of the root', { ...BASE, 'deno.json': { ...root, tasks: { x: 'echo' } } }],
    [
      'a new member',
      { ...BASE, 'deno.json': { ...root, workspace: ['a', 'b', 'c', 'd'] }, 'd/deno.json': { name: '@x/d' } },
    ],
    [
      'an import nobody uses',
      { ...BASE, 'deno.json': { ...root, imports: { ...(root['imports'] as object), y: 'npm:y@1' } } },
    ],
    ['lint rules', { ...BASE, 'deno.json': { ...root, lint: { rules: { tags: [] } } } }],
  ])('%s reruns no check', (_, files) => {
    for (const member of ['a', 'b', 'c']) expect(same(files, member)).toBe(true);
  });

  test('a bump reruns what reaches the package, and nothing else', () => {
    const fmt = bumped('jsr', '@std/fmt@1.0.0');
    expect(['a', 'b', 'c'].map((member) => same(fmt, member))).toEqual([false, false, true]);
    const zod = bumped('npm', 'zod@4.0.0');
    expect(['a', 'b', 'c'].map((member) => same(zod, member))).toEqual([true, true, false]);
  });

  test("what only a member's tests use does not reach its dependants", () => {
    const assert = bumped('jsr', '@std/assert@1.0.0');
    expect(same(assert, 'a', 'test')).toBe(false);
    expect(same(assert, 'b')).toBe(true);
  });

  test('compiler options of the root rerun checks, not formatting', () => {
    const strict = { ...BASE, 'deno.json': { ...root, compilerOptions: { strict: false } } };
    expect(same(strict, 'a')).toBe(false);
    expect(same(strict, 'a', 'format-check')).toBe(true);
  });

  test('lint rules rerun lint', () => {
    const rules = { ...BASE, 'deno.json': { ...root, lint: { rules: { tags: [] } } } };
    expect(same(rules, 'a', 'lint')).toBe(false);
  });
});

describe('files', () => {
  test('a dependency counts without its tests', () => {
    const files = modelled(BASE).get('b')?.tasks.get('check')?.inputs.files ?? [];
    expect(files.slice(0, 2)).toEqual(['b/**/*', 'a/**/*']);
    expect(files.slice(2).every((glob) => glob.startsWith('!a/**/'))).toBe(true);
  });

  test('with its tests where one of them is imported', () => {
    const borrowed = { ...BASE, 'b/mod_test.ts': 'import "../a/mod_test.ts";' };
    const files = modelled(borrowed).get('b')?.tasks.get('test')?.inputs.files;
    expect(files).toEqual(['b/**/*', 'a/**/*']);
  });

  test('a file of the enclosing project is a read, and so is what it imports', () => {
    const files = {
      ...BASE,
      'c/mod.ts': 'import "../tools/x.ts";',
      'tools/x.ts': 'import "./y.ts"; import "@x/a";',
      'tools/y.ts': '',
    };
    const { reads, dependencies } = modelled(files).get('c')?.project ?? {};
    expect(reads?.map(({ path }) => path)).toEqual(['tools/x.ts', 'tools/y.ts']);
    expect(dependencies).toEqual([
      { root: 'a', scope: 'production', stated: { file: 'tools/x.ts', kind: 'import' } },
    ]);
  });

  test('a file that another tool will make is a read', () => {
    const files = { ...BASE, 'c/mod.ts': 'import "./pkg/wasm.js";' };
    expect(
      modelled(files)
        .get('c')
        ?.project.reads.map(({ path }) => path),
    ).toEqual(['c/pkg/wasm.js']);
  });
});

test('what reads a file outside the repository is not cached', () => {
  const tasks = modelled({ ...BASE, 'c/mod.ts': 'import "../../outside.ts";' }).get('c')?.tasks;
  expect([tasks?.get('check')?.cache, tasks?.get('lint')?.cache]).toEqual([false, true]);
});

describe('tasks', () => {
  const intents = (files: Files, root: string) => [...(modelled(files).get(root)?.tasks.keys() ?? [])];

  test('a root without sources has only its own tasks', () => {
    expect(intents({ ...BASE, 'deno.json': { workspace: ['a'], tasks: { x: 'echo' } } }, '.')).toEqual(['x']);
  });

  test('test and bench only where there are files for them', () => {
    expect(intents(BASE, 'a')).toEqual(['bundle', 'check', 'test', 'lint', 'format', 'format-check']);
    expect(intents({ ...BASE, 'c/x.bench.ts': '' }, 'c')).toContain('bench');
    expect(intents(BASE, 'c')).not.toContain('test');
  });

  test('a task of the member takes the place of the inferred one', () => {
    const files = { ...BASE, 'a/deno.json': { name: '@x/a', tasks: { test: 'node --test' } } };
    expect(modelled(files).get('a')?.tasks.get('test')).toMatchObject({
      cache: false,
      options: { task: 'test' },
    });
  });

  test('a task with files is kept only if what it depends on is', () => {
    const tasks = (gen: unknown) => ({
      gen,
      build: { command: 'x', files: ['in/**'], output: ['out/*'], dependencies: ['gen'] },
    });
    const build = (gen: unknown) =>
      modelled({ ...BASE, 'a/deno.json': { name: '@x/a', tasks: tasks(gen) } })
        .get('a')
        ?.tasks.get('build');
    expect(build('y')).toMatchObject({ cache: false, after: ['gen'], options: { script: 'x' } });
    expect(build({ command: 'y', files: ['z'] })).toMatchObject({
      cache: true,
      outputs: ['a/out'],
      inputs: { files: ['a/in/**', 'a/z', 'a/z/**/*'] },
    });
  });

  test('dependencies of the root, and dependencies in a circle, are left to Deno', () => {
    const tasks = {
      x: { command: 'x', dependencies: ['y'] },
      l: { command: 'l', files: ['l'], dependencies: ['l'] },
    };
    const own = modelled({ ...BASE, 'a/deno.json': { name: '@x/a', tasks } }).get('a')?.tasks;
    expect(own?.get('x')).toMatchObject({ cache: false, options: { command: 'task', task: 'x' } });
    expect(own?.get('x')?.after).toBeUndefined();
    expect(own?.get('l')?.cache).toBe(false);
  });

  test('two nested projects are not walked into', () => {
    const files = { ...BASE, 'tools/x.ts': '', 'main_test.ts': '' };
    expect(modelled(files).get('.')?.tasks.get('test')?.command?.args).toEqual([
      'test',
      '--frozen',
      'main_test.ts',
      'tools',
    ]);
  });

  test('a folder that deno.json leaves out is not named to Deno beside them', () => {
    const root = { ...(BASE['deno.json'] as object), exclude: ['docs/', 'tools/old.ts'] };
    const docs = {
      'docs/package.json': {},
      'docs/.vitepress/config.ts': '',
      'docs/x_test.ts': '',
      'docs/x.json': '',
    };
    const files = {
      ...BASE,
      ...docs,
      'deno.json': root,
      'tools/x.ts': '',
      'tools/old.ts': '',
      'main_test.ts': '',
    };
    const tasks = modelled(files).get('.')?.tasks;
    expect(tasks?.get('lint')?.command?.args).toEqual(['lint', 'main_test.ts', 'tools']);
    expect(tasks?.get('test')?.command?.args).not.toContain('docs');
    expect(tasks?.get('format-check')?.command?.args).not.toContain('docs');
  });
});

test('without a lock that git knows, what imports packages is not cached', () => {
  const unlocked = Object.fromEntries(Object.entries(BASE).filter(([path]) => path !== 'deno.lock'));
  const alone: Files = { 'deno.json': { name: '@x/d' }, 'mod.ts': '' };
  const cached = (files: Files, root: string) =>
    [...(modelled(files).get(root)?.tasks.values() ?? [])].flatMap(({ cache, intent }) =>
      cache ? [intent] : [],
    );
  expect(cached(BASE, 'b')).toEqual(['check', 'lint', 'format-check']);
  expect(cached(unlocked, 'b')).toEqual(['lint', 'format-check']);
  expect(cached(unlocked, 'a')).toEqual(['lint', 'format-check']);
  expect(cached(alone, '.')).toEqual(['check', 'lint', 'format-check']);
});

describe('npm packages of a node_modules that Deno does not fill', () => {
  const IMPORTS = {
    'deno.json': { name: '@x/app', exports: './main.ts', nodeModulesDir: 'manual' },
    'main.ts': "import 'npm:zod@4';\n",
  };
  const check = (files: Files) =>
    modelled({ ...IMPORTS, ...files })
      .get('.')
      ?.tasks.get('check');
  const manifest = { dependencies: { zod: '4.0.0' } };

  test('are inputs where the lock of a package manager names them, as Nx knows them from there', () => {
    const task = check({ 'package.json': manifest, 'yarn.lock': 'zod@4.0.0:\n  version "4.0.0"\n' });
    expect(task).toMatchObject({ cache: true, inputs: { npm: ['zod'] } });
  });

  test('are no inputs without such a lock: a name that Nx does not know fails every task of the repository', () => {
    const locked = check({ 'deno.lock': { version: '5', npm: { 'zod@4.0.0': { integrity: 'zod' } } } });
    expect(locked).toMatchObject({ cache: true });
    expect(locked?.inputs.npm).toBe(undefined);
    for (const files of [
      {},
      { 'package.json': manifest },
      { 'package.json': manifest, 'yarn.lock': 'zodiac@1:\n' },
    ]) {
      expect(check(files)).toMatchObject({ cache: false });
      expect(check(files)?.inputs.npm).toBe(undefined);
    }
  });
});
