import { describe, expect, it } from 'vitest';
import { dirname } from '../model/paths.js';
import type { NamedTask } from '../pipes/planned.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toyToolchain } from '../testing/toy/index.js';
import type { Analysis } from './analyse.js';

const toys = [toyToolchain('toy'), toyToolchain('doll')];
const json = JSON.stringify;

function names({ names: all }: Analysis): Record<string, string> {
  return Object.fromEntries(all);
}

function targets({ planned }: Analysis, root: string): string[] {
  return planned
    .filter(({ project }) => project.root === root)
    .flatMap(({ tasks, broken }) => [...tasks.map(({ target }) => target), ...(broken?.targets ?? [])]);
}

function task({ planned }: Analysis, root: string, target: string): NamedTask {
  const found = planned
    .filter(({ project }) => project.root === root)
    .flatMap(({ tasks }) => tasks)
    .find((one) => one.target === target);
  if (found === undefined) throw new Error(`no ${target} in ${root}`);
  return found;
}

function needs(analysis: Analysis, root: string, target = 'build'): string[] {
  return task(analysis, root, target).needs.map((need) => `${need.root}:${need.target}`);
}

function links({ planned }: Analysis, root: string): string[] {
  return [...(planned.find(({ project }) => project.root === root)?.links ?? [])].map((link) => link.root);
}

describe('names of projects', () => {
  it('are what the manifest says, else the folder', () => {
    const analysis = analyseFiles({ 'a/toy.json': json({ name: 'alpha' }), 'b/toy.json': '{}' }, toys);
    expect(names(analysis)).toEqual({ a: 'alpha', b: 'b' });
  });

  it.each<[string, Record<string, string>]>([
    ['as much of it as says something', { 'web/client': 'web/client', 'db/sql/test': 'db/sql/test' }],
    ['and no more', { 'a/b/web/client': 'web/client', 'cmd/test': 'cmd/test', server: 'server' }],
    [
      'as much of it as is theirs alone',
      { 'x/a/cmd/server': 'a/cmd/server', 'x/b/cmd/server': 'b/cmd/server' },
    ],
    ['of two alike', { 'x/one/app': 'one/app', 'x/two/app': 'two/app' }],
    ['the short name for the one least deep', { 'x/app': 'app', 'y/z/app': 'z/app' }],
    ['all of it where an end is the path of another one', { 'z/a/test': 'z/a/test', 'a/test': 'a/test' }],
  ])('that no manifest says are the end of the path: %s', (_, expected) => {
    const files = Object.keys(expected).map((root) => [`${root}/toy.json`, '{}']);
    expect(names(analyseFiles(Object.fromEntries(files), toys))).toEqual(expected);
  });

  it('stay as they are when a project with another path comes, and where the manifest says them', () => {
    const before = {
      'x/a/test/toy.json': '{}',
      'x/app/toy.json': '{}',
      'y/toy.json': json({ name: 'client' }),
    };
    const known = names(analyseFiles(before, toys));
    expect(known).toEqual({ 'x/a/test': 'a/test', 'x/app': 'app', y: 'client' });
    const more = {
      ...before,
      'x/b/test/toy.json': '{}',
      'x/z/app/toy.json': '{}',
      'z/client/toy.json': '{}',
    };
    expect(names(analyseFiles(more, toys))).toMatchObject(known);
  });

  it.each([
    ['the one least deep', ['a/b/app', 'z/app'], { 'a/b/app': 'a/b/app', 'z/app': 'app' }],
    ['the one whose folder is called so', ['a/other', 'z/app'], { 'a/other': 'a/other', 'z/app': 'app' }],
    ['the workspace root', ['a/app', '.'], { 'a/app': 'a/app', '.': 'app' }],
    ['none of those that are alike', ['a/app', 'z/app'], { 'a/app': 'a/app', 'z/app': 'z/app' }],
    [
      'none of those alike, whichever is deeper',
      ['a/one', 'a/two', 'a/b/app'],
      { 'a/one': 'a/one', 'a/two': 'a/two', 'a/b/app': 'a/b/app' },
    ],
  ])('that several wish go to %s', (_, roots, expected) => {
    for (const order of [roots, [...roots].reverse()]) {
      const files = order.map((root, index) => [
        root === '.' ? 'toy.json' : `${root}/${index === 0 ? 'toy' : 'doll'}.json`,
        json({ name: 'app' }),
      ]);
      expect(names(analyseFiles(Object.fromEntries(files), toys))).toEqual(expected);
    }
  });

  it('do not move when another project appears further down', () => {
    const before = { 'crates/app/toy.json': json({ name: 'app' }) };
    const clone = { 'aa-clone/crates/app/toy.json': json({ name: 'app' }) };
    expect(names(analyseFiles({ ...before, ...clone }, toys))).toEqual({
      'crates/app': 'app',
      'aa-clone/crates/app': 'aa-clone/crates/app',
    });
  });

  it('that project.json gives win, and nobody else takes them', () => {
    const analysis = analyseFiles(
      {
        'a/project.json': json({ name: 'b' }),
        'a/toy.json': json({ name: 'alpha' }),
        'b/toy.json': '{}',
        'c/b/toy.json': '{}',
      },
      toys,
    );
    expect(names(analysis)).toEqual({ a: 'b', b: 'b-2', 'c/b': 'c/b' });
  });

  it('have no characters that Nx reads as a pattern', () => {
    const analysis = analyseFiles(
      { 'a/toy.json': json({ name: 'one:two' }), 'b/toy.json': json({ name: '*' }) },
      toys,
    );
    expect(names(analysis)).toEqual({ a: 'a', b: 'b' });
  });
});

describe('a root that two toolchains share', () => {
  const shared = { 'a/toy.json': '{}', 'a/doll.json': '{}', 'b/doll.json': '{}' };

  it('keeps short target names for the earlier toolchain, whatever else is there', () => {
    const analysis = analyseFiles(shared, toys);
    expect(targets(analysis, 'a')).toEqual(['build', 'test', 'doll:build', 'doll:test']);
    expect(targets(analysis, 'b')).toEqual(['build', 'test']);
  });

  it('gives a name that the user frees to the next one', () => {
    const analysis = analyseFiles(shared, toys, {
      toy: { targets: { build: false, test: { targetName: 'play' } } },
    });
    expect(targets(analysis, 'a')).toEqual(['play', 'build', 'test']);
  });

  it('is left to the other when one is turned off', () => {
    const analysis = analyseFiles(shared, toys, { toy: { enabled: false } });
    expect(targets(analysis, 'a')).toEqual(['build', 'test']);
    expect(analysis.planned.map(({ toolchain }) => toolchain)).toEqual(['doll', 'doll']);
  });
});

describe('a manifest that cannot be read', () => {
  const broken = { 'a/toy.json': '{\n  "name": "alpha",\n  "uses": 1\n}', 'b/toy.json': '{}' };

  it('keeps its project and its name, and every task of it fails with file, line and field', () => {
    const analysis = analyseFiles(broken, toys);
    expect(names(analysis)).toEqual({ a: 'alpha', b: 'b' });
    expect(targets(analysis, 'a')).toEqual(['build', 'test']);
    const [found] = analysis.planned.filter(({ project }) => project.root === 'a');
    expect(found?.broken?.error.message).toBe('a/toy.json:3: uses: must be an array');
    expect(found?.tasks).toEqual([]);
  });

  it('leaves its neighbours alone', () => {
    expect(task(analyseFiles(broken, toys), 'b', 'build').options).toEqual({ command: 'build' });
  });

  it('in an ignored directory makes no project, unless another manifest asks for it', () => {
    const analysis = analyseFiles(
      {
        'fixtures/a/toy.json': '{',
        'b/toy.json': json({ uses: ['../fixtures/c'] }),
        'fixtures/c/toy.json': '{}',
      },
      toys,
    );
    expect(names(analysis)).toEqual({ b: 'b' });
    expect(task(analysis, 'b', 'build').closure).toEqual(['b', 'fixtures/c']);
  });

  it('does not hide a bug of ours: the projects stay and say so', () => {
    const [toy] = toys;
    if (toy === undefined) throw new Error('no toy');
    const buggy = {
      ...toy,
      model: () => {
        throw new Error('oops');
      },
    };
    const analysis = analyseFiles({ 'a/toy.json': '{}', 'b/doll.json': '{}' }, [buggy, ...toys.slice(1)]);
    const [found] = analysis.planned.filter(({ project }) => project.root === 'a');
    expect(found?.broken?.error.message).toMatch(/^a\/toy\.json: polynx failed on this workspace: .*oops/);
    expect(targets(analysis, 'b')).toEqual(['build', 'test']);
  });
});

describe('what fails about one of three projects', () => {
  // NB what was parsed is remembered by its text.
  const three = (step: string) => ({
    'a/toy.json': '{}',
    'b/toy.json': json({ uses: ['../a'], step }),
    'c/toy.json': '{}',
  });
  const [toy = toyToolchain('toy')] = toys;
  const oops = (root: string) => {
    if (root === 'b') throw new Error('oops');
  };
  const model: typeof toy.model = (manifests, ...rest) => {
    for (const [path] of manifests) oops(dirname(path));
    return toy.model(manifests, ...rest);
  };
  const parse: typeof toy.parse = (file) => {
    oops(dirname(file.path));
    return toy.parse(file);
  };
  const modelScanned: typeof toy.model = (manifests, tree, ...rest) => {
    for (const [path] of manifests) tree.scan(path, { name: 'toy', facts: (_, file) => oops(dirname(file)) });
    return toy.model(manifests, tree, ...rest);
  };
  const tasks: typeof toy.tasks = (project, ...rest) => {
    oops(project.root);
    return toy.tasks(project, ...rest);
  };
  const trickyTasks: typeof toy.tasks = (project, ...rest) =>
    toy.tasks(project, ...rest).map((one) => ({
      ...one,
      get reads() {
        oops(project.root);
        return [];
      },
    }));

  it.each<[string, Partial<typeof toy>]>([
    ['parsing', { parse }],
    ['modelling', { model }],
    ['scanning', { model: modelScanned }],
    ['planning', { tasks }],
    ['asking for its needs', { tasks: trickyTasks }],
  ])('%s: its tasks fail with the file and the reason, the others have theirs', (step, broken) => {
    const analysis = analyseFiles(three(step), [{ ...toy, ...broken }, ...toys.slice(1)]);
    expect(names(analysis)).toEqual({ a: 'a', b: 'b', c: 'c' });
    const messages = analysis.planned.flatMap(
      ({ broken: found }) => found?.error.message.split('\n')[0] ?? [],
    );
    expect(messages).toEqual([expect.stringMatching(/^b\/toy\.json: .*oops$/)]);
    for (const root of ['a', 'b', 'c']) expect(targets(analysis, root)).toEqual(['build', 'test']);
  });

  it('switches the cache off where it may be compiled: nothing is known of it', () => {
    const partly = analyseFiles(three('again'), [{ ...toy, model }, ...toys.slice(1)]);
    expect(task(partly, 'a', 'build')).toMatchObject({
      cache: false,
      description: expect.stringContaining('not cached: polynx could not read b/toy.json'),
    });
  });
});

describe('across toolchains', () => {
  it('a dependency has its build run first and its files in the key; inside one toolchain neither', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ uses: ['../b', '../c'] }),
        'b/toy.json': '{}',
        'c/doll.json': json({ output: 'out' }),
      },
      toys,
    );
    expect(links(analysis, 'a')).toEqual(['b', 'c']);
    expect(needs(analysis, 'a')).toEqual(['c:build']);
  });

  it('a task needs what any project of its closure needs: c2 uses c1, c1 reads what the web build leaves', () => {
    const analysis = analyseFiles(
      {
        'c2/toy.json': json({ uses: ['../c1'] }),
        'c1/toy.json': json({ reads: ['web/dist/index.html'] }),
        'web/doll.json': json({ output: 'dist' }),
      },
      toys,
    );
    expect(needs(analysis, 'c1')).toEqual(['web:build']);
    expect(needs(analysis, 'c2')).toEqual(['web:build']);
    expect(needs(analysis, 'c2', 'test')).toEqual(['web:build']);
    expect(links(analysis, 'c1')).toEqual(['web']);
  });

  it('a read of a tracked file is an edge and an input, not a prerequisite', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ reads: ['b/banner.txt'] }),
        'b/doll.json': json({ output: 'dist' }),
        'b/banner.txt': '',
      },
      toys,
    );
    expect(links(analysis, 'a')).toEqual(['b']);
    expect(needs(analysis, 'a')).toEqual([]);
    expect(task(analysis, 'a', 'build').resolvedReads).toEqual([{ glob: 'b/banner.txt', ignored: false }]);
  });

  it('a read that nobody tracks or builds is hashed from disk', () => {
    const analysis = analyseFiles({ 'a/toy.json': json({ reads: ['generated/x'] }) }, toys);
    expect(task(analysis, 'a', 'build').resolvedReads).toEqual([{ glob: 'generated/x', ignored: true }]);
  });

  it('a read that nobody tracks waits for the build of the project around it, inside one toolchain for none', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ reads: ['b/generated', 'c/generated'] }),
        'b/doll.json': '{}',
        'c/toy.json': '{}',
      },
      toys,
    );
    expect(needs(analysis, 'a')).toEqual(['b:build']);
  });

  it('consumes names a project or a folder', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ nx: { consumes: ['beta'] } }),
        'b/doll.json': json({ name: 'beta', output: 'out' }),
        'c/toy.json': json({ nx: { consumes: ['b'] } }),
      },
      toys,
    );
    expect([needs(analysis, 'a'), links(analysis, 'a')]).toEqual([['b:build'], ['b']]);
    expect([needs(analysis, 'c'), links(analysis, 'c')]).toEqual([['b:build'], ['b']]);
  });

  it('a circle of builds is broken at one place, always the same', () => {
    const circle = {
      'a/toy.json': json({ uses: ['../b'], output: 'out' }),
      'b/doll.json': json({ uses: ['../a'], output: 'out' }),
    };
    const analysis = analyseFiles(circle, toys);
    expect([needs(analysis, 'a'), needs(analysis, 'b')]).toEqual([[], ['a:build']]);
    expect(needs(analysis, 'a', 'test')).toEqual(['b:build']);
    expect([links(analysis, 'a'), links(analysis, 'b')]).toEqual([['b'], ['a']]);
  });

  it('what the manifest says is read enters the key of whoever compiles it', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ uses: ['../b'] }),
        'b/toy.json': json({ nx: { reads: ['../shared/*.proto', '../c/data.txt'] } }),
        'c/toy.json': '{}',
        'c/data.txt': '',
        'shared/x.proto': '',
      },
      toys,
    );
    const globs = ['shared/*.proto', 'c/data.txt'];
    expect(task(analysis, 'b', 'build').resolvedReads.map(({ glob }) => glob)).toEqual(globs);
    expect(task(analysis, 'a', 'build').resolvedReads.map(({ glob }) => glob)).toEqual(globs);
    expect(links(analysis, 'b')).toEqual(['c']);
  });

  it('a prerequisite without outputs has its own inputs in the key', () => {
    const analysis = analyseFiles({ 'a/toy.json': json({ uses: ['../b'] }), 'b/doll.json': '{}' }, toys);
    const { foreign } = task(analysis, 'a', 'build');
    expect(foreign.map(({ toolchain, root, inputs }) => [toolchain, root, inputs.files])).toEqual([
      ['doll', 'b', ['b/**/*']],
    ]);
  });

  it('what a task compiles in its own folder is the build of the other toolchain there, with its whole closure', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ compiles: ['.'] }),
        'a/doll.json': json({ uses: ['../b'] }),
        'b/doll.json': '{}',
      },
      toys,
    );
    const { foreign } = task(analysis, 'a', 'build');
    expect(foreign.map(({ toolchain, inputs }) => [toolchain, inputs.files])).toEqual([
      ['doll', ['{a,b}/**/*']],
    ]);
  });

  it('what compiles something that cannot be cached, or that nobody builds, is not cached', () => {
    const analysis = analyseFiles(
      {
        'a/toy.json': json({ compiles: ['../b'] }),
        'b/doll.json': json({ cached: false }),
        'c/toy.json': json({ compiles: ['../d'] }),
      },
      toys,
    );
    expect(task(analysis, 'a', 'build')).toMatchObject({
      cache: false,
      description: 'Build the toy (not cached: what it compiles is not cached either)',
    });
    expect(task(analysis, 'c', 'build').cache).toBe(false);
  });

  it('a prerequisite with outputs stands for its inputs: the same output is a hit', () => {
    const texts = { 'a/toy.json': json({ uses: ['../b'] }), 'b/doll.json': json({ output: 'out' }) };
    const { foreign, inputs } = task(analyseFiles(texts, toys), 'a', 'build');
    expect([foreign, inputs.files]).toEqual([[], ['a/**/*']]);
  });
});

it('a project called like a property of every object is planned like any other', () => {
  const analysis = analyseFiles(
    { 'a/toy.json': json({ name: 'constructor' }), 'toString/toy.json': '{}' },
    toys,
  );
  expect(analysis.planned.map(({ tasks, broken }) => [tasks.length > 0, broken])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
});
