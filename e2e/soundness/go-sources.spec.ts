import { expect } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { goWorkspace } from '../support/go.js';
import type { Workspace } from '../support/workspace.js';
import {
  add,
  asks,
  blindTo,
  forget,
  hide,
  option,
  outputs,
  project,
  runs,
  set,
  withEdge,
  withoutEdge,
  withoutSlice,
} from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const PLATFORM = hostPlatform();

async function said(
  workspace: Workspace,
  root: string,
  name = root.slice(root.lastIndexOf('/') + 1),
): Promise<string> {
  return (await workspace.run(`dist/${root}/${PLATFORM}/${name}`, [])).output;
}

function module(
  directory: string,
  files: Readonly<Record<string, string>>,
  requires = '',
): Record<string, string> {
  const name = directory === '.' ? 'root' : directory;
  return Object.fromEntries(
    Object.entries({ 'go.mod': `module example.com/${name}\n\ngo 1.22\n${requires}`, ...files }).map(
      ([file, text]) => [directory === '.' ? file : `${directory}/${file}`, text],
    ),
  );
}

const prints = (expression: string, imported: string) =>
  `package main\n\nimport "${imported}"\n\nfunc main() { print(${expression}) }\n`;

export const goSources = theme('Sources of Go', [
  {
    name: 'a broken dependency is not answered with a green test',
    peers: ['nx-go: stale green test'],
    files: goWorkspace(),
    first: ['test', 'services/api'],
    mutants: { 'the dependency is no input': hide('libs/text/*', 'services/api:') },
    story: async (workspace) => {
      workspace.write('libs/text/text.go', 'package text\n\nfunc Greeting() string { return "" }\n');
      expect((await workspace.nx(['test', 'services/api'])).exitCode).not.toBe(0);
    },
  },
  {
    name: 'a change of one package rebuilds the binaries that import it, and no other',
    peers: ['turborepo, moon: the whole module counts'],
    files: goWorkspace(),
    first: BUILD,
    mutants: {
      'the whole module counts': add('{workspaceRoot}/libs/text/**/*', ':build$'),
      'the package is no input': hide('libs/text/shout/*', 'services/worker:'),
    },
    story: async (workspace) => {
      workspace.append('libs/text/shout/shout.go', '\n// louder\n');
      expect(await workspace.affected('build')).toEqual(['libs/text', 'services/worker']);
      expect((await workspace.nx(BUILD)).misses).toEqual(['libs/text:build', 'services/worker:build']);
    },
  },
  {
    name: 'tests of a dependency, and documents, rebuild nothing',
    peers: [
      "turborepo: a dependency's _test.go invalidates the build",
      'gonx: an edit of README.md crashes the graph',
    ],
    files: {
      ...module('.', {
        'main.go': prints('1', 'example.com/root/one'),
        'one/one.go': 'package one\n',
        'one/one_test.go': 'package one\n',
      }),
      'main.go': 'package main\n\nimport _ "example.com/root/one"\n\nfunc main() {}\n',
      'README.md': 'one\n',
      ...module('sub', { 'sub.go': 'package sub\n' }),
    },
    first: BUILD,
    mutants: {
      'tests count': forget('^!'),
      'documents count': add('{workspaceRoot}/README.md'),
    },
    story: async (workspace) => {
      workspace.append('README.md', 'two\n');
      workspace.append('one/one_test.go', '// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
  {
    name: 'an embedded file is an input of all that import the package',
    peers: ['gonx: stale green test after the embedded file changed'],
    files: {
      ...goWorkspace(),
      'libs/text/text.go':
        'package text\n\nimport _ "embed"\n\n//go:embed greeting.txt\nvar greeting string\n\nfunc Greeting() string { return greeting }\n',
      'libs/text/greeting.txt': 'one',
    },
    first: BUILD,
    mutants: { 'the file is no input': hide('libs/text/greeting.txt') },
    story: async (workspace) => {
      workspace.write('libs/text/greeting.txt', 'two');
      expect(await workspace.affected('build')).toContain('services/api');
      await workspace.nx(BUILD);
      expect(await said(workspace, 'services/api')).toBe('api two');
    },
  },
  {
    name: 'files in testdata are inputs of tests, and not of builds',
    files: {
      ...module('lib', {
        'lib.go': 'package lib\n',
        'lib_test.go':
          'package lib\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestGolden(t *testing.T) {\n\ttext, _ := os.ReadFile("testdata/golden.txt")\n\tif string(text) != "one" {\n\t\tt.Fatal(string(text))\n\t}\n}\n',
        'testdata/golden.txt': 'one',
      }),
    },
    first: ['run-many', '-t', 'build', 'test'],
    mutants: {
      'testdata is no input': hide('lib/testdata/**/*'),
      'builds count it': add('{workspaceRoot}/lib/testdata/**/*', ':build$'),
    },
    story: async (workspace) => {
      workspace.write('lib/testdata/golden.txt', 'two');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect((await workspace.nx(['test', 'lib'])).exitCode).not.toBe(0);
    },
  },
  {
    name: 'files that tests spell out are inputs of tests, wherever they lie, and not of builds',
    files: {
      ...module('lib', {
        'shop/shop.go': 'package shop\n',
        'shop/shop_test.go':
          'package shop\n\nimport (\n\t"os"\n\t"path/filepath"\n\t"testing"\n)\n\nfunc TestFiles(t *testing.T) {\n\tfor _, path := range []string{"migrations/1.sql", "../prices.json", filepath.Join("..", "..", "shared", "names.txt")} {\n\t\ttext, _ := os.ReadFile(path)\n\t\tif string(text) != "one" {\n\t\t\tt.Fatal(path)\n\t\t}\n\t}\n}\n',
        'shop/migrations/1.sql': 'one',
        'prices.json': 'one',
      }),
      'shared/names.txt': 'one',
    },
    first: ['run-many', '-t', 'build', 'test'],
    mutants: {
      'those below are no inputs': hide('lib/shop/migrations/*'),
      'those above are none': hide('lib/prices.json'),
      'those outside are none': hide('shared/*'),
    },
    story: async (workspace) => {
      for (const path of ['lib/shop/migrations/1.sql', 'lib/prices.json', 'shared/names.txt']) {
        workspace.write(path, 'two');
        expect((await workspace.nx(BUILD)).misses).toEqual([]);
        expect((await workspace.nx(['test', 'lib'])).exitCode).not.toBe(0);
        workspace.write(path, 'one');
      }
    },
  },
  {
    name: 'without go.work, replace lines give the edges and the inputs',
    peers: ['nx-go: 0 edges, no message', 'turborepo: needs go.work'],
    files: {
      ...module('lib', { 'lib.go': 'package lib\n\nvar It = "one"\n' }),
      ...module(
        'app',
        { 'main.go': prints('lib.It', 'example.com/lib') },
        '\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n',
      ),
    },
    first: BUILD,
    mutants: {
      'the replaced module is no input': hide('lib/*.go', 'app:'),
      'there is no edge': withoutEdge('app', 'lib'),
    },
    story: async (workspace) => {
      expect((await workspace.edges())['app']).toEqual(['lib']);
      workspace.write('lib/lib.go', 'package lib\n\nvar It = "two"\n');
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('two');
    },
  },
  {
    name: 'imports are what Go takes for imports: in back quotes too, not in strings and comments',
    peers: ['nx-go: imports by regular expression'],
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./app\n\t./lib\n\t./other\n)\n',
      ...module('lib', { 'lib.go': 'package lib\n\nvar It = "one"\n' }),
      ...module('other', { 'other.go': 'package other\n' }),
      ...module('app', {
        'main.go':
          'package main\n\nimport (\n\t`example.com/lib`\n\t// "example.com/other"\n)\n\nconst text = `\nimport "example.com/other"\n`\n\nfunc main() { print(lib.It) }\n',
      }),
    },
    first: BUILD,
    mutants: {
      'back quotes are overlooked': hide('lib/*.go', 'app:'),
      'strings count': [withEdge('app', 'other'), add('{workspaceRoot}/other/*.go', 'app:')],
    },
    story: async (workspace) => {
      workspace.append('other/other.go', '\n// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual(['other:build']);
      workspace.write('lib/lib.go', 'package lib\n\nvar It = "two"\n');
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('two');
      expect((await workspace.edges())['app']).toEqual(['lib']);
    },
  },
  {
    name: 'an import for another system is an edge here too, and reruns nothing here; testdata, _old and ignored files are no edges',
    peers: [
      'gonx: constraints are judged for the host',
      'gonx: false edges from testdata, _old and ignored files',
    ],
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./app\n\t./win\n\t./other\n)\n',
      ...module('win', { 'win.go': 'package win\n\nvar It = "one"\n' }),
      ...module('other', { 'other.go': 'package other\n' }),
      ...module('app', {
        'main.go': 'package main\n\nfunc main() {}\n',
        'main_windows.go': 'package main\n\nimport "example.com/win"\n\nfunc init() { print(win.It) }\n',
        'gen.go': '//go:build ignore\n\npackage main\n\nimport _ "example.com/other"\n',
        '_old/old.go': 'package old\n\nimport _ "example.com/other"\n',
        'testdata/x.go': 'package x\n\nimport _ "example.com/other"\n',
      }),
    },
    first: ['run-many', '-t', 'vet'],
    mutants: {
      'it is an input here': add('{workspaceRoot}/win/*.go', 'app:'),
      'the system that is asked for does not count': blindTo('GOOS'),
      'the edge is missing': withoutEdge('app', 'win'),
      'every import counts': [withEdge('app', 'other'), add('{workspaceRoot}/other/*.go', 'app:')],
      'what go vet checks of the file does not count': withoutSlice('app:'),
    },
    story: async (workspace) => {
      expect((await workspace.edges())['app']).toEqual(['win']);
      workspace.append('other/other.go', '\n// more\n');
      expect((await workspace.nx(['run-many', '-t', 'vet'])).misses).toEqual(['other:vet']);
      workspace.write('win/win.go', 'package win\n\nvar It = "two"\n');
      expect((await workspace.nx(['run-many', '-t', 'vet'])).misses).toEqual(['win:vet']);
      const env = { GOOS: 'windows' };
      await workspace.nx(['vet', 'app'], { env });
      expect((await workspace.nx(['vet', 'app'], { env })).misses).toEqual(['app:vet']);
      workspace.append('app/main_windows.go', '\n// more\n');
      expect((await workspace.nx(['vet', 'app'])).misses).toEqual([]);
      workspace.append('app/main_windows.go', '\n//go:build windows\n');
      // NB a mistake, which go vet reports unless its own cache has the answer without that line.
      expect((await workspace.nx(['vet', 'app'])).misses).toEqual(['app:vet']);
    },
  },
  {
    name: 'modules that import packages of each other build and test',
    peers: ['gonx: the task graph has a circular dependency'],
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./a\n\t./b\n)\n',
      ...module('a', {
        'one/one.go': 'package one\n\nimport "example.com/b/two"\n\nvar One = two.Two\n',
        'three/three.go': 'package three\n\nvar Three = 3\n',
      }),
      ...module('b', {
        'two/two.go': 'package two\n\nimport "example.com/a/three"\n\nvar Two = three.Three\n',
      }),
    },
    mutants: {
      'builds wait for the builds of dependencies': set({ dependsOn: ['^build'] }, ':(build|test)$'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['run-many', '-t', 'build', 'test'])).exitCode).toBe(0);
    },
  },
  {
    name: 'two modules with one last segment have two names',
    peers: ['nx-go, turborepo: fail on etcd and otel'],
    files: {
      ...module('a/pkg', { 'a.go': 'package pkg\n' }),
      ...module('b/pkg', { 'b.go': 'package pkg\n' }),
    },
    mutants: {
      'the last segment is the name': [project('a/pkg', { name: 'pkg' }), project('b/pkg', { name: 'pkg' })],
    },
    story: async (workspace) => {
      const run = await workspace.nx(['run-many', '-t', 'vet']);
      expect(run.exitCode).toBe(0);
      expect(run.misses).toEqual(['a/pkg:vet', 'b/pkg:vet']);
    },
  },
  {
    name: 'every main package is built as the program it is, wherever it lies and whatever its file is called',
    peers: [
      'nx-go: an ar archive for a binary',
      'nx-go: other cmd/* are libraries',
      'turborepo: a module with two mains has no build',
      'gonx: any folder cmd makes an application',
    ],
    files: {
      ...module('tools', {
        'internal/x/x.go': 'package x\n\nvar X = "x"\n',
        'cmd/alpha/start.go': prints('x.X', 'example.com/tools/internal/x'),
        'cmd/beta/main.go': 'package main\n\nfunc main() { print("beta") }\n',
      }),
      ...module('lib', { 'cmd/helpers/helpers.go': 'package helpers\n' }),
    },
    first: BUILD,
    mutants: {
      'the root of the module is built': option('package', 'tools/internal/x', 'tools/cmd/alpha:build'),
      'the module is the unit': add('{workspaceRoot}/tools/**/*.go', ':build$'),
      'a folder cmd makes an application': project('lib', { projectType: 'application' }),
    },
    story: async (workspace) => {
      expect(await said(workspace, 'tools/cmd/alpha')).toBe('x');
      expect(await said(workspace, 'tools/cmd/beta')).toBe('beta');
      expect((await workspace.showProject('lib')).projectType).toBe('library');
      workspace.write('tools/internal/x/x.go', 'package x\n\nvar X = "y"\n');
      const { hits, misses } = await workspace.nx(BUILD);
      expect([hits, misses]).toEqual([
        expect.arrayContaining(['beta:build']),
        expect.arrayContaining(['alpha:build']),
      ]);
      expect(await said(workspace, 'tools/cmd/alpha')).toBe('y');
    },
  },
  {
    name: 'restoring one app leaves the app alone whose name begins with its name',
    peers: ['nx-go: restoring api put api-gateway back to its old version'],
    files: {
      ...module('apps/api', { 'main.go': 'package main\n\nfunc main() { print("api") }\n' }),
      ...module('apps/api-gateway', { 'main.go': 'package main\n\nfunc main() { print("gateway 1") }\n' }),
    },
    first: BUILD,
    mutants: {
      'a star at the end': outputs(['{workspaceRoot}/dist/apps/api*'], 'apps/api:build'),
    },
    story: async (workspace) => {
      workspace.append('apps/api/main.go', '// now both are there\n');
      await workspace.nx(['build', 'apps/api']);
      workspace.write('apps/api-gateway/main.go', 'package main\n\nfunc main() { print("gateway 2") }\n');
      await workspace.nx(BUILD);
      workspace.remove('dist/apps/api');
      await workspace.nx(['build', 'apps/api']);
      expect(await said(workspace, 'apps/api')).toBe('api');
      expect(await said(workspace, 'apps/api-gateway')).toBe('gateway 2');
    },
  },
  {
    name: 'what go generate writes is there after every run: it is not answered from the cache',
    peers: ['nx-go, gonx: generate is cached without outputs'],
    files: module('lib', { 'lib.go': 'package lib\n\n//go:generate touch made.txt\n' }),
    first: ['run', 'lib:generate'],
    mutants: { 'it is cached': set({ cache: true }, ':generate$') },
    story: async (workspace) => {
      workspace.remove('lib/made.txt');
      await workspace.nx(['run', 'lib:generate']);
      await workspace.nx(['run', 'lib:generate']);
      workspace.remove('lib/made.txt');
      await workspace.nx(['run', 'lib:generate']);
      expect(workspace.has('lib/made.txt')).toBe(true);
    },
  },
  {
    name: 'lint rewrites nothing, and format-check fails although gofmt exits with 0',
    peers: ['nx-go: lint is go fmt, it rewrites sources and never fails'],
    files: module('lib', { 'lib.go': 'package lib\n\nvar  Ugly  =  1\n' }),
    mutants: {
      'lint is go fmt': runs('gofmt -w lib', ':lint$'),
      'the exit code of gofmt counts': runs('gofmt -l lib', ':format-check$'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['lint', 'lib'])).exitCode).toBe(0);
      expect(workspace.read('lib/lib.go')).toContain('var  Ugly');
      expect((await workspace.nx(['format-check', 'lib'])).exitCode).not.toBe(0);
    },
  },
  {
    name: 'C files of a package are inputs',
    files: module('app', {
      'main.go':
        'package main\n\n// const char *it(void);\nimport "C"\n\nfunc main() { print(C.GoString(C.it())) }\n',
      'it.c': 'const char *it(void) { return "one"; }\n',
    }),
    first: BUILD,
    mutants: { 'only Go counts': hide('app/*.c') },
    story: async (workspace) => {
      workspace.write('app/it.c', 'const char *it(void) { return "two"; }\n');
      expect(await workspace.affected('build')).toContain('app');
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('two');
    },
  },
  {
    name: 'headers, C files and assembly that a package includes from other folders are inputs, and so are libraries that #cgo names',
    files: {
      ...module('app', {
        'cmd/it/main.go':
          'package main\n\n// #cgo CFLAGS: -I${SRCDIR}/../../include\n// #cgo LDFLAGS: -L${SRCDIR}/../../lib -lit\n// #include "word.h"\n// const char *library(void);\n// const char *own(void);\nimport "C"\n\nfunc main() { print(C.WORD, C.GoString(C.own()), C.GoString(C.library())) }\n',
        'cmd/it/own.c': '#include "deep/own.h"\n',
        'cmd/it/deep/own.h': 'const char *own(void) { return "one"; }\n',
        'include/word.h': '#include "number.h"\n',
        'include/number.h': '#define WORD 1\n',
        'lib/it.c': 'const char *library(void) { return "one"; }\n',
      }),
      'project.json': JSON.stringify({
        name: 'workspace',
        targets: { lib: { command: 'cd app/lib && cc -c it.c && ar rcs libit.a it.o && rm it.o' } },
      }),
    },
    first: ['run', 'workspace:lib'],
    mutants: {
      'folders of headers are none': hide('app/include/*'),
      'headers further down are none': hide('app/cmd/it/deep/*'),
      'libraries are none': hide('app/lib/*'),
    },
    story: async (workspace) => {
      const rebuilt = async () => {
        expect(await workspace.affected('build')).toContain('it');
        expect((await workspace.nx(['build', 'it'])).misses).toEqual(['it:build']);
      };
      await workspace.nx(['build', 'it']);
      // NB what the program says now is go's matter: it keeps what it compiled, whatever a header says that
      // lies in another folder.
      workspace.write('app/include/number.h', '#define WORD 2\n');
      await rebuilt();
      workspace.write('app/cmd/it/deep/own.h', 'const char *own(void) { return "two"; }\n');
      await rebuilt();
      await workspace.commit();
      workspace.write('app/lib/it.c', 'const char *library(void) { return "two"; }\n');
      await workspace.nx(['run', 'workspace:lib']);
      await rebuilt();
      expect(await said(workspace, 'app/cmd/it')).toMatch(/two$/);
    },
  },
  {
    name: 'the graph asks no go: projects, affected and cache hits work without it',
    peers: ['nx-go, turborepo: go is missing, the graph fails'],
    files: goWorkspace(),
    mutants: { 'it asks': asks('go') },
    story: async (workspace) => {
      const env = { PATH: '/nowhere' };
      const run = await workspace.nx(['show', 'projects'], { env });
      expect(run.exitCode).toBe(0);
      expect(run.output).toContain('services/api');
    },
  },
]);
