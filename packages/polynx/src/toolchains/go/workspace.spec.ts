import { describe, expect, it } from 'vitest';
import { ManifestError } from '../../model/errors.js';
import { basename, dirname } from '../../model/paths.js';
import { createTree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { go } from './index.js';
import type { GoManifest } from './modules.js';
import { type GoOptions, goOptions } from './options.js';
import { goPlatformTask, goTasks } from './tasks.js';
import { modelGo } from './workspace.js';

/** A repository as text: `path: content`. */
function model(
  files: Record<string, string>,
  options: Partial<GoOptions> = {},
  ignored: Record<string, string> = {},
  hidden: readonly string[] = [],
) {
  const manifests = new Map<string, GoManifest>();
  const broken = new Map<string, ManifestError>();
  for (const [path, text] of Object.entries(files)) {
    if (!/(^|\/)go\.(mod|work)$/.test(path)) continue;
    try {
      manifests.set(path, go.parse({ path, text }) as GoManifest);
    } catch (error) {
      if (error instanceof ManifestError) broken.set(path, error);
    }
  }
  const source: Manifests<GoManifest> = {
    [Symbol.iterator]: () => manifests.entries(),
    get: (path) => manifests.get(path),
    broken,
  };
  const parsed = goOptions.parse(options);
  const projects = modelGo(
    source,
    createTree(Object.keys(files).sort(), (path) => ({ ...files, ...ignored })[path], {
      names: (directory) => Object.keys({ ...files, ...ignored }).flatMap(nameIn(directory)),
      tracked: () => [...Object.keys(files), ...hidden],
    }),
    parsed,
  );
  const byRoot = new Map(projects.map((project) => [project.root, project]));
  const project = (root: string) => {
    const found = byRoot.get(root);
    if (found === undefined) throw new Error(`no project at ${root}: ${[...byRoot.keys()].join(', ')}`);
    return found;
  };
  const task = (root: string, intent: string) => {
    const found = goTasks(project(root), parsed).find((each) => each.intent === intent);
    if (found === undefined) throw new Error(`no ${intent} at ${root}`);
    return found;
  };
  return {
    roots: [...byRoot.keys()].sort(),
    project,
    task,
    intents: (root: string) => goTasks(project(root), parsed).map(({ intent }) => intent),
    edges: projects.flatMap(({ root, dependencies }) =>
      dependencies.map(
        (dependency) => `${root} -> ${dependency.root}${dependency.scope === 'production' ? '' : ' (test)'}`,
      ),
    ),
  };
}

/** The name of a path that lies right in the directory. */
const nameIn = (directory: string) => (path: string) => (dirname(path) === directory ? [basename(path)] : []);

const imports = (name: string, ...paths: string[]) =>
  `package ${name}\n${paths.map((path) => `import _ "${path}"\n`).join('')}`;

describe('who sees whom', () => {
  const files = {
    'a/go.mod': 'module ex.com/a\ngo 1.24\nrequire ex.com/b v1.0.0\n',
    'a/a.go': imports('a', 'ex.com/b/sub', 'ex.com/bb'),
    'b/go.mod': 'module ex.com/b\ngo 1.24\n',
    'b/sub/b.go': imports('sub'),
    'b/sub/b_test.go': imports('sub_test', 'ex.com/a'),
    'bb/go.mod': 'module ex.com/bb\ngo 1.24\n',
    'bb/bb.go': imports('bb'),
  };

  it('modules side by side use each other’s published versions', () => {
    expect(model(files).edges).toEqual([]);
  });

  it('members of a go.work see each other, in cycles too', () => {
    const work = model({ ...files, 'go.work': 'go 1.24\nuse (\n./a\n./b\n)\n' });
    expect(work.edges).toEqual(['a -> b', 'b -> a (test)']);
    expect(work.project('.')).toMatchObject({ type: 'workspace', name: 'go-workspace' });
    expect(work.intents('.')).toEqual([]);
  });

  it('a replace counts in the main module alone', () => {
    const replaced = model({
      ...files,
      'a/go.mod': `${files['a/go.mod']}replace ex.com/b => ../b\n`,
      'c/go.mod': 'module ex.com/c\nrequire ex.com/a v1.0.0\nreplace ex.com/a => ../a\n',
      'c/c.go': imports('c', 'ex.com/a'),
    });
    expect(replaced.edges).toEqual(['a -> b', 'c -> a']);
    expect(replaced.task('a', 'build').closure).toEqual(['a', 'b']);
    expect(replaced.task('c', 'build').closure).toEqual(['a', 'c']);
  });

  it('a replace of another version does not count, nor one by a module, nor one in vendor/', () => {
    const require = files['a/go.mod'];
    expect(model({ ...files, 'a/go.mod': `${require}replace ex.com/b v0.9.0 => ../b\n` }).edges).toEqual([]);
    expect(model({ ...files, 'a/go.mod': `${require}replace ex.com/b v1.0.0 => ../b\n` }).edges).toEqual([
      'a -> b',
    ]);
    expect(model({ ...files, 'a/go.mod': `${require}replace ex.com/b => ex.com/bb v1.0.0\n` }).edges).toEqual(
      [],
    );
    const vendored = model({
      ...files,
      'a/go.mod': `${require}replace ex.com/b => ../b\n`,
      'a/vendor/modules.txt': '',
    });
    expect(vendored.edges).toEqual([]);
    expect(vendored.task('a', 'test')).toMatchObject({ options: { vendor: true } });
  });

  it('of vendor/ counts what is compiled, with the version that modules.txt names', () => {
    const files = {
      'a/go.mod': 'module ex.com/a\ngo 1.24\nrequire ex.org/x v1.0.0\nrequire ex.org/z v1.0.0\n',
      'a/a.go': imports('a', 'ex.org/x/deep'),
      'a/vendor/modules.txt':
        '# ex.org/x v1.0.0\n## explicit; go 1.20\nex.org/x/deep\n# ex.org/y v1.1.0\n## explicit\nex.org/y\n# ex.org/z v1.0.0\nex.org/z\n',
      'a/vendor/ex.org/x/deep/deep.go': imports('deep', 'ex.org/y'),
      'a/vendor/ex.org/y/y.go': imports('y', 'fmt'),
      'a/vendor/ex.org/z/z.go': imports('z'),
    };
    const { inputs } = model(files).task('a', 'vet');
    expect(inputs.files).toEqual(expect.arrayContaining(['{a/vendor/ex.org/x/deep,a/vendor/ex.org/y}/*.go']));
    expect(inputs.slice).toBe(
      'module a ex.com/a go 1.24\n# ex.org/x v1.0.0\n## explicit; go 1.20\n# ex.org/y v1.1.0\n## explicit\nrequire ex.org/x v1.0.0',
    );
    expect(inputs.shared).toEqual(['a/go.mod', 'a/vendor/modules.txt']);
  });

  it('the longest module path that has the package wins', () => {
    const nested = model({
      'go.work': 'use .\nuse ./x/y\n',
      'go.mod': 'module ex.com\n',
      'r.go': imports('r', 'ex.com/x/y', 'ex.com/x/z'),
      'x/z/z.go': imports('z'),
      'x/y/go.mod': 'module ex.com/x/y\n',
      'x/y/y.go': imports('y'),
    });
    expect(nested.edges).toEqual(['. -> x/y']);
    expect(nested.task('.', 'build').inputs.files).toContain('{x/y,x/z}/*.go');
  });
});

describe('main packages', () => {
  const main = 'package main\nfunc main() {}\n';

  it('one at the root of its module is the module', () => {
    const single = model({ 'svc/go.mod': 'module ex.com/svc/v2\n', 'svc/main.go': main });
    expect(single.roots).toEqual(['svc']);
    expect(single.project('svc')).toMatchObject({
      type: 'application',
      deliverables: [{ kind: 'bin', name: 'svc' }],
    });
    expect(single.intents('svc')).toEqual(expect.arrayContaining(['build', 'test', 'run', 'dev']));
  });

  it('others are projects of their own, and tests stay with the module', () => {
    const several = model({
      'svc/go.mod': 'module ex.com/svc\n',
      'svc/lib.go': imports('svc'),
      'svc/only/only.go': imports('only'),
      'svc/cmd/api/main.go': imports('main', 'ex.com/svc'),
      'svc/cmd/api/main_test.go': imports('main'),
      'svc/cmd/job/main.go': main,
      'svc/testdata/x/main.go': main,
      'svc/_old/main.go': main,
      'svc/gen.go': `//go:build ignore\n\n${main}`,
    });
    expect(several.roots).toEqual(['svc', 'svc/cmd/api', 'svc/cmd/job']);
    expect(several.project('svc/cmd/api')).toMatchObject({ name: 'api', type: 'application' });
    expect(several.intents('svc/cmd/api')).toEqual(['build', 'run', 'dev']);
    // No program compiles svc/only.
    expect(several.task('svc', 'build')).toMatchObject({
      options: { libraries: true },
      command: { args: ['build', '-mod=readonly'] },
      closure: ['svc'],
    });
    expect(several.edges).toEqual(['svc/cmd/api -> svc', 'svc/cmd/job -> svc']);
    expect(several.task('svc/cmd/api', 'build').inputs.files).toEqual([
      '{svc,svc/cmd/api}/*.go',
      '!{svc,svc/cmd/api}/*_test.go',
    ]);
    expect(several.task('svc/cmd/job', 'build').inputs.files).toEqual([
      'svc/cmd/job/*.go',
      '!svc/cmd/job/*_test.go',
    ]);
  });

  it('a program for other systems is no target here', () => {
    const foreign = model({
      'go.mod': 'module ex.com/f\n',
      'main_plan9.go': main,
      'lib_test.go': imports('main'),
    });
    expect(foreign.project('.').deliverables).toEqual([{ kind: 'bin', name: 'f' }]);
    expect(foreign.intents('.')).not.toContain('build');
  });
});

describe('inputs', () => {
  it('takes any file beside cgo and assembly, profiles, and embedded files', () => {
    const { task } = model({
      'm/go.mod': 'module ex.com/m\n',
      'm/main.go':
        'package main\nimport _ "embed"\nimport _ "ex.com/m/c"\n//go:embed page.html all:web data/*.sql\nvar x string\n',
      'm/page.html': '',
      'm/web/index.html': '',
      'm/default.pgo': '',
      'm/c/c.go': 'package c\nimport "C"\n',
      'm/c/c.h': '',
    });
    expect(task('m', 'build').inputs.files).toEqual([
      'm/*.go',
      'm/c/*',
      'm/default.pgo',
      'm/page.html',
      'm/web/**/*',
      'm/data/*.sql',
      'm/data/*.sql/**/*',
      '!{m,m/c}/*_test.go',
    ]);
    expect(task('m', 'build').reads).toEqual([
      { path: 'm/web', fromDisk: true, scope: 'production', source: 'm/main.go' },
      { path: 'm/data', glob: 'm/data/*.sql', fromDisk: true, scope: 'production', source: 'm/main.go' },
    ]);
  });

  it('takes the folder of a package for what it is, be it called [id]', () => {
    const { task } = model({
      'a/[id]/go.mod': 'module ex.com/m\n',
      'a/[id]/main.go':
        'package main\nimport _ "embed"\n//go:embed page.html web dist data/*.sql\nvar x string\n',
      'a/[id]/page.html': '',
      'a/[id]/web/index.html': '',
    });
    const { inputs, reads = [] } = task('a/[id]', 'build');
    expect(inputs.files).toEqual([
      String.raw`a/\[id\]/*.go`,
      String.raw`a/\[id\]/page.html`,
      String.raw`a/\[id\]/web/**/*`,
      String.raw`a/\[id\]/dist`,
      String.raw`a/\[id\]/data/*.sql`,
      String.raw`a/\[id\]/data/*.sql/**/*`,
      String.raw`!a/\[id\]/*_test.go`,
    ]);
    expect(reads.map(({ path }) => path)).toEqual([
      'a/[id]/web',
      'a/[id]/dist',
      'a/[id]/dist/**/*',
      'a/[id]/data',
    ]);
  });

  it('never excludes tests that are embedded', () => {
    const { task } = model({
      'm/go.mod': 'module ex.com/m\n',
      'm/main.go':
        'package main\nimport _ "embed"\nimport _ "ex.com/m/t"\n//go:embed t *.tmpl\nvar x string\n',
      'm/t/t.go': imports('t'),
      'm/t/t_test.go': imports('t'),
    });
    expect(task('m', 'build').inputs.files.filter((glob) => glob.startsWith('!'))).toEqual(['!m/*_test.go']);
  });

  it('of tests: all beside the own code, testdata, and what dependencies compile', () => {
    const { task } = model({
      'go.work': 'go 1.24\nuse ./m\nuse ./n\n',
      'm/go.mod': 'module ex.com/m\n',
      'm/m.go': imports('m'),
      'm/m_test.go': imports('m', 'ex.com/n'),
      'm/testdata/in.json': '',
      'n/go.mod': 'module ex.com/n\n',
      'n/n.go': imports('n'),
      'n/n_test.go': imports('n', 'ex.com/n/unused'),
      'n/unused/unused.go': imports('unused'),
    });
    expect(task('m', 'test').inputs.files).toEqual([
      'm/*',
      'm/testdata/**/*',
      'm/*.go',
      'n/*.go',
      '!n/*_test.go',
    ]);
    expect(task('m', 'build').inputs.files).toEqual(['m/*.go', '!m/*_test.go']);
  });

  it('in the repository’s root only code is the package’s', () => {
    const { task } = model({
      'go.mod': 'module ex.com/r\n',
      'r.go': imports('r'),
      'README.md': '',
      'testdata/x': '',
    });
    expect(task('.', 'test').inputs.files).toEqual(['testdata/**/*', '*.go']);
  });

  it('keys count files behind any tag, the graph only those behind tags that are set', () => {
    const files = {
      'go.mod': 'module ex.com/r\n',
      'r.go': imports('r'),
      'r_integration.go': `//go:build integration\n\n${imports('r', 'ex.com/r/cmd/x/lib')}`,
      'cmd/x/main.go': imports('main'),
      'cmd/x/lib/lib.go': imports('lib'),
    };
    expect(model(files).edges).toEqual(['cmd/x -> .']);
    expect(model(files, { tags: ['integration'] }).edges).toEqual(['. -> cmd/x', 'cmd/x -> .']);
    expect(model(files).task('.', 'test').closure).toEqual(['.', 'cmd/x']);
  });
});

describe('what git ignores and go compiles', () => {
  const files = {
    'm/go.mod': 'module ex.com/m\n',
    'm/main.go': imports('main', 'ex.com/m/gen', 'ex.com/m/gone'),
    'm/other/other.go': imports('other'),
  };
  const ignored = {
    'm/made.pb.go': imports('main', 'ex.com/m/other', 'ex.org/proto'),
    'm/made_test.go': imports('main'),
    'm/gen/gen.go': imports('gen'),
    'm/scratch/scratch.go': imports('scratch'),
  };

  it('is in the key, with what it imports', () => {
    const { inputs } = model(files, {}, ignored).task('m', 'build');
    expect(inputs.ignored).toEqual(['{m/gen/gen.go,m/made.pb.go}', 'm/gone/*.go']);
    expect(inputs.files).toEqual(expect.arrayContaining(['{m,m/gen,m/other}/*.go']));
    expect(model(files, {}, ignored).task('m', 'test').inputs.ignored).toEqual(
      expect.arrayContaining(['{m/made.pb.go,m/made_test.go}']),
    );
  });

  it('is a program where git tracks it all the same', () => {
    const hidden = {
      'm/cmd/api/main.go': imports('main', 'ex.com/m/other'),
      'm/testdata/x/main.go': imports('main'),
      'm/nested/go.mod': 'module ex.com/nested\n',
      'm/nested/main.go': imports('main'),
    };
    const { roots, task } = model(files, {}, hidden, Object.keys(hidden));
    expect(roots).toEqual(['m', 'm/cmd/api']);
    expect(task('m/cmd/api', 'build').inputs.ignored).toEqual(['m/cmd/api/main.go']);
    expect(task('m', 'vet').inputs.ignored).toEqual(expect.arrayContaining(['m/cmd/api/main.go']));
  });

  it('counts as a go.work and as modules that it names', () => {
    const { edges, task } = model(
      {
        'a/go.mod': 'module ex.com/a\nrequire ex.com/b v1.0.0\n',
        'a/a.go': imports('a', 'ex.com/b'),
        'b/go.mod': 'module ex.com/b\n',
        'b/b.go': imports('b'),
      },
      {},
      { 'go.work': 'go 1.24\nuse ./a\nuse ./b\n' },
    );
    expect(edges).toEqual(['a -> b']);
    expect(task('a', 'build').inputs).toMatchObject({ slice: expect.stringContaining('go 1.24') });
    expect(task('a', 'build').inputs.shared).toEqual(['a/go.mod', 'b/go.mod']);
  });
});

describe('modules outside the repository', () => {
  const main = imports('main', 'ex.com/out/x');
  const reason = (files: Record<string, string>, intent: string) =>
    /not cached: ([^ ]+) /.exec(model(files).task('m', intent).description)?.[1];

  it.each([
    [
      'a replace',
      {
        'm/go.mod': 'module ex.com/m\ngo 1.24\nrequire ex.com/out v1.0.0\nreplace ex.com/out => ../../out\n',
      },
    ],
    ['an absolute one', { 'm/go.mod': 'module ex.com/m\nreplace ex.com/out => /src/out\n' }],
    ['a use', { 'go.work': 'use ./m\nuse ../out\n', 'm/go.mod': 'module ex.com/m\n' }],
  ])('by %s: what may compile it is not cached', (_, files) => {
    const all = { ...files, 'm/main.go': main };
    expect(reason(all, 'build')).toMatch(/out$/);
    expect(model(all).task('m', 'build').cache).toBe(false);
    expect(model(all).task('m', 'format-check').cache).toBe(true);
    expect(model({ ...all, 'm/main.go': imports('main', 'fmt') }).task('m', 'build').cache).toBe(true);
  });

  it('that nobody requires count for nothing', () => {
    const manifest = 'module ex.com/m\ngo 1.24\nrequire ex.com/x v1.0.0\nreplace ex.com/out => ../../out\n';
    expect(
      model({ 'm/go.mod': manifest, 'm/main.go': imports('main', 'ex.com/x') }).task('m', 'build').cache,
    ).toBe(true);
  });
});

describe('a module without a file for this machine', () => {
  it.each([
    ['other systems', { 'a_plan9.go': imports('a'), 'a_plan9_test.go': imports('a') }],
    ['tools', { 'tools.go': `//go:build tools\n\n${imports('tools', 'ex.org/gen')}` }],
    ['tests behind a tag', { 'a_test.go': `//go:build e2e\n\n${imports('a')}` }],
  ])('only %s: there is nothing to build, test, vet or lint', (_, files) => {
    expect(model({ 'go.mod': 'module ex.com/a\n', ...files }).intents('.')).toEqual([
      'format',
      'format-check',
      'tidy-check',
    ]);
  });

  it('has all of it where the tag is set', () => {
    const files = { 'go.mod': 'module ex.com/a\n', 'a_test.go': `//go:build e2e\n\n${imports('a')}` };
    expect(model(files, { tags: ['e2e'] }).intents('.')).toEqual(
      expect.arrayContaining(['test', 'vet', 'lint']),
    );
  });
});

describe('files for other systems', () => {
  const files = {
    'go.mod': 'module ex.com/r\n',
    'cmd/x/main.go': imports('main', 'ex.com/r/lib'),
    'lib/lib.go': imports('lib'),
    'lib/lib_plan9.go': imports('lib', 'ex.com/r/plan9'),
    'lib/asm_plan9.s': '',
    'plan9/plan9.go': imports('plan9'),
    'lib/lib_test.go': imports('lib'),
  };

  it('are in no key, nor what only they import; of tests neither', () => {
    expect(model(files).task('cmd/x', 'build').inputs.files).toEqual([
      'cmd/x/*.go',
      'lib/*',
      '!{cmd/x,lib}/*_test.go',
      '!{lib/asm_plan9.s,lib/lib_plan9.go}',
    ]);
    expect(model(files).task('.', 'test').inputs.files).toContain('!{lib/asm_plan9.s,lib/lib_plan9.go}');
  });

  it('count where tests look at sources, and for their own system', () => {
    const looking = { ...files, 'lib/lib_test.go': imports('lib', 'go/parser') };
    expect(
      model(looking)
        .task('.', 'test')
        .inputs.files.filter((glob) => glob.startsWith('!')),
    ).toEqual([]);
    const built = goPlatformTask(model(files).project('cmd/x'), 'plan9/amd64', goOptions.parse({}));
    expect(built?.inputs.files).toContain('{cmd/x,plan9}/*.go');
  });
});

describe('the slice of go.work', () => {
  const files = (more: Record<string, string> = {}) => ({
    'go.work': 'go 1.24\nuse ./a\nuse ./b\n',
    'go.work.sum': 'ex.com/x v1.1.0 h1:x\nex.com/y v1.0.0 h1:y\n',
    'a/go.mod': 'module ex.com/a\nrequire ex.com/x v1.0.0\n',
    'a/a.go': imports('a', 'ex.com/x'),
    'b/go.mod': 'module ex.com/b\nrequire ex.com/x v1.1.0\nrequire ex.com/y v1.0.0\n',
    'b/b.go': imports('b'),
    ...more,
  });
  const slice = (more?: Record<string, string>) => model(files(more)).task('a', 'build').inputs.slice;

  it('has all that members ask for: a newer y may ask for a newer x', () => {
    expect(slice()?.split('\n')).toEqual([
      'module a ex.com/a go ',
      'go 1.24',
      'ex.com/x v1.1.0 h1:x',
      'ex.com/y v1.0.0 h1:y',
      'require ex.com/x v1.0.0',
      'require ex.com/x v1.1.0',
      'require ex.com/y v1.0.0',
    ]);
    expect(model(files()).task('a', 'build').inputs.shared).toEqual([
      'go.work',
      'go.work.sum',
      'a/go.mod',
      'b/go.mod',
    ]);
    expect(slice({ 'b/go.mod': `${files()['b/go.mod']}require ex.com/z v2.0.0\n` })).not.toBe(slice());
  });

  it('ignores members that come and ask for nothing, comments, and the order of lines', () => {
    expect(
      slice({
        'go.work': '// all of it\ngo 1.24\nuse (\n./b\n./a\n./c\n)\n',
        'c/go.mod': 'module ex.com/c\n',
        'b/go.mod':
          'module ex.com/b\n// one\nrequire (\n\tex.com/y v1.0.0 // indirect\n\tex.com/x v1.1.0\n)\n',
      }),
    ).toBe(slice());
  });

  it('has nothing of all that where only the standard library and the repository are imported', () => {
    const { inputs } = model(files()).task('b', 'build');
    expect([inputs.slice, inputs.shared]).toEqual([
      'module b ex.com/b go \ngo 1.24',
      ['go.work', 'b/go.mod'],
    ]);
  });

  it('changes with a replace or a bump that any member makes', () => {
    expect(slice({ 'b/go.mod': 'module ex.com/b\nrequire ex.com/x v1.2.0\n' })).not.toBe(slice());
    expect(slice({ 'b/go.mod': `${files()['b/go.mod']}replace ex.com/x => ex.com/z v1.0.0\n` })).not.toBe(
      slice(),
    );
  });
});

describe('what breaks a neighbour', () => {
  it.each<[name: string, files: Record<string, string>, message: string]>([
    [
      'a member that cannot be read',
      { 'go.work': 'use ./a\nuse ./b\n', 'a/go.mod': 'module ex.com/a\n', 'b/go.mod': 'modul ex.com/b\n' },
      'b/go.mod:1: unknown directive modul',
    ],
    [
      'a go.work that cannot be read',
      { 'go.work': 'uses ./a\n', 'a/go.mod': 'module ex.com/a\n' },
      'go.work:1: unknown',
    ],
    [
      'a member without go.mod',
      { 'go.work': 'use ./a\nuse ./gone\n', 'a/go.mod': 'module ex.com/a\n' },
      'go.work:2: use gone: has no go.mod',
    ],
    [
      'a replaced module that cannot be read',
      {
        'a/go.mod': 'module ex.com/a\nrequire ex.com/b v1.0.0\nreplace ex.com/b => ../b\n',
        'b/go.mod': 'modul\n',
      },
      'b/go.mod:1: unknown directive modul',
    ],
  ])('%s', (_, files, message) => {
    expect(model(files).project('a').error?.message).toContain(message);
  });

  it('other modules go on', () => {
    const { project } = model({ 'a/go.mod': 'module ex.com/a\n', 'b/go.mod': 'modul\n' });
    expect(project('a').error).toBeUndefined();
  });
});

it.each<[files: Record<string, string>, root: string, name: string]>([
  [{ 'go.mod': 'module github.com/acme/shop/v3\n' }, '.', 'shop'],
  [{ 'services/api/go.mod': 'module github.com/acme/shop/api\n' }, 'services/api', 'services/api'],
])('name of %j', (files, root, name) => {
  expect(model(files).project(root).name).toBe(name);
});

it('never follows a path out of the repository', () => {
  const { edges, roots } = model({
    'go.work': 'use ../x\nuse /abs\nuse ./a\n',
    'a/go.mod': 'module ex.com/a\nreplace ex.com/b => ../../b\nreplace ex.com/c => /c\n',
    'a/a.go': imports('a', 'ex.com/b', 'ex.com/a/../../x', 'ex.com/c'),
  });
  expect(roots).toEqual(['.', 'a']);
  expect(edges).toEqual([]);
});
