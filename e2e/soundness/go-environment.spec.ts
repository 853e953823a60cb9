import { expect } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { type GoModule, MODULES, moduleCache, offline, sumOf } from '../support/go-modules.js';
import type { Workspace } from '../support/workspace.js';
import { add, anyVersion, blindTo, hide, withoutOwner, withoutSlice } from './support/mutations.js';
import { theme } from './support/theme.js';
import { shadow } from './support/tools.js';

const BUILD = ['run-many', '-t', 'build'];
const PLATFORM = hostPlatform();
const OLD: GoModule = { path: 'example.org/inner', version: 'v1.0.0', says: 'inner 1.0.0' };
const NEW: GoModule = { path: 'example.org/inner', version: 'v1.0.1', says: 'inner 1.0.1' };
const THIRD_PARTY = { ignore: [MODULES], env: offline };

async function said(workspace: Workspace, root: string): Promise<string> {
  return (await workspace.run(`dist/${root}/${PLATFORM}/${root}`, [])).output;
}

function program(directory: string, expression = '1', imported = '', requires = ''): Record<string, string> {
  const line = imported === '' ? '' : `import "${imported}"\n\n`;
  return {
    [`${directory}/go.mod`]: `module example.com/${directory}\n\ngo 1.22\n${requires}`,
    [`${directory}/main.go`]: `package main\n\n${line}func main() { print(${expression}) }\n`,
  };
}

/** api and worker link the third-party module at their own versions; lone links nothing. */
function workspaceWith(api: GoModule, worker: GoModule): Record<string, string> {
  const linking = (directory: string, { path, version }: GoModule) =>
    program(directory, 'inner.It()', OLD.path, `\nrequire ${path} ${version}\n`);
  return {
    'go.work': 'go 1.22\n\nuse (\n\t./api\n\t./lone\n\t./worker\n)\n',
    ...linking('api', api),
    ...linking('worker', worker),
    'api/go.sum': sumOf(api),
    'worker/go.sum': sumOf(worker),
    ...program('lone'),
  };
}

export const goEnvironment = theme('The environment of Go, and its locks', [
  {
    name: 'GOOS is in the key: what is right on one system is not answered for another',
    peers: ['nx-go, gonx: an ELF for GOOS=windows'],
    files: { ...program('app'), 'app/more_windows.go': 'package main\n\nvar More int = "no number"\n' },
    first: ['run-many', '-t', 'build', 'vet'],
    mutants: { 'nobody looks at GOOS': blindTo('GOOS') },
    story: async (workspace) => {
      for (const target of ['build', 'vet']) {
        const run = await workspace.nx([target, 'app'], { env: { GOOS: 'windows' } });
        expect([run.exitCode, run.hits]).toEqual([1, []]);
      }
      expect(await said(workspace, 'app')).toBe('1');
    },
  },
  {
    name: 'GOFLAGS is in the key, also where go env -w has set it',
    files: {
      ...program('app'),
      'app/main.go': 'package main\n\nfunc main() { print(word) }\n',
      'app/one.go': '//go:build !loud\n\npackage main\n\nconst word = "one"\n',
      'app/loud.go': '//go:build loud\n\npackage main\n\nconst word = "LOUD"\n',
    },
    options: { env: (root) => ({ GOENV: `${root}/.nx/goenv` }) },
    first: BUILD,
    mutants: {
      'nobody looks at GOFLAGS': blindTo('GOFLAGS'),
      'nobody looks at the settings of the user': blindTo('GOENV'),
    },
    story: async (workspace) => {
      await workspace.nx(BUILD, { env: { GOFLAGS: '-tags=loud' } });
      expect(await said(workspace, 'app')).toBe('LOUD');
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('one');
      await workspace.run('go', ['env', '-w', 'GOFLAGS=-tags=loud']);
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('LOUD');
    },
  },
  {
    name: 'CGO_ENABLED is in the key',
    files: {
      ...program('app'),
      'app/main.go': 'package main\n\nfunc main() { print(word) }\n',
      'app/c.go': 'package main\n\nimport "C"\n\nconst word = "C"\n',
      'app/pure.go': '//go:build !cgo\n\npackage main\n\nconst word = "pure"\n',
    },
    first: BUILD,
    mutants: { 'nobody looks at it': blindTo('CGO_ENABLED') },
    story: async (workspace) => {
      expect(await said(workspace, 'app')).toBe('C');
      await workspace.nx(BUILD, { env: { CGO_ENABLED: '0' } });
      expect(await said(workspace, 'app')).toBe('pure');
    },
  },
  {
    name: 'another go is another key',
    files: program('app'),
    first: BUILD,
    mutants: { 'nobody asks for the version': anyVersion() },
    story: async (workspace) => {
      const real = (await workspace.run('go', ['env', 'GOROOT'])).stdout;
      const env = shadow(workspace, 'go', `"${real}/bin/go" "$@" | sed 's/^go1\\.[0-9.]*$/go1.999.0/'`);
      expect((await workspace.nx(BUILD, { env })).hits).toEqual([]);
    },
  },
  {
    name: 'a changed go.mod reruns its module and those that import it, and nx affected says so',
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./app\n\t./lib\n\t./lone\n)\n',
      ...program('app', 'lib.It', 'example.com/lib'),
      ...program('lone'),
      'lib/go.mod': 'module example.com/lib\n\ngo 1.22\n',
      'lib/lib.go': 'package lib\n\nvar It = 1\n',
    },
    first: BUILD,
    mutants: {
      'what decides in it does not count': withoutSlice(),
      'every one counts': add('{workspaceRoot}/**/go.mod'),
      'it has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      workspace.write('lib/go.mod', '// A library.\nmodule example.com/lib\n\n// Old enough.\ngo 1.22\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('lib/go.mod', 'module example.com/lib\n\ngo 1.21\n');
      expect(await workspace.affected('build')).toEqual(['app', 'lib']);
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'lib:build']);
    },
  },
  {
    name: 'a bump that one member asks for reruns all that get it, and no other: versions are chosen over the whole of go.work',
    files: { ...moduleCache([OLD, NEW]), ...workspaceWith(OLD, OLD) },
    options: THIRD_PARTY,
    first: BUILD,
    mutants: {
      'what other members ask for does not count': withoutSlice(),
      'every go.sum counts': add('{workspaceRoot}/**/go.sum'),
      'it has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      for (const [path, text] of Object.entries(workspaceWith(OLD, NEW))) workspace.write(path, text);
      expect(await workspace.affected('build')).toEqual(['api', 'worker']);
      expect((await workspace.nx(BUILD)).misses).toEqual(['api:build', 'worker:build']);
      expect(await said(workspace, 'api')).toBe('inner 1.0.1');
    },
  },
  {
    name: 'a new module in go.work reruns nothing that was there; a replace in it reruns what links modules, and nx affected says so',
    files: { ...moduleCache([OLD, NEW]), ...workspaceWith(OLD, OLD), 'go.work.sum': sumOf(NEW) },
    options: THIRD_PARTY,
    first: BUILD,
    mutants: {
      'the whole go.work counts': add('{workspaceRoot}/go.work'),
      'it does not count': withoutSlice(),
      'it has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      workspace.write('extra/go.mod', 'module example.com/extra\n\ngo 1.22\n');
      workspace.write('extra/extra.go', 'package extra\n');
      const extended = 'go 1.22\n\nuse (\n\t./api\n\t./extra\n\t./lone\n\t./worker\n)\n';
      workspace.write('go.work', extended);
      expect((await workspace.nx(BUILD)).misses).toEqual(['extra:build']);
      await workspace.commit('extended');
      const { path, version } = OLD;
      workspace.write('go.work', `${extended}\nreplace ${path} ${version} => ${path} ${NEW.version}\n`);
      expect(await workspace.affected('build')).toEqual(expect.arrayContaining(['api', 'worker']));
      expect((await workspace.nx(BUILD)).misses).toEqual(['api:build', 'worker:build']);
      expect(await said(workspace, 'api')).toBe('inner 1.0.1');
    },
  },
  {
    name: 'a vendored dependency is an input where it is compiled, and nothing elsewhere',
    files: {
      ...program(
        'app',
        'inner.It()',
        OLD.path,
        `\nrequire (\n\t${OLD.path} ${OLD.version}\n\texample.org/tool v1.0.0\n)\n`,
      ),
      'app/go.sum': sumOf(OLD),
      'app/vendor/modules.txt': vendored('v1.0.0'),
      [`app/vendor/${OLD.path}/inner.go`]: 'package inner\n\nfunc It() string { return "one" }\n',
      'app/vendor/example.org/tool/tool.go': 'package tool\n',
    },
    options: { env: offline, ignore: [MODULES] },
    first: BUILD,
    mutants: {
      'what is compiled of vendor is no input': hide(`app/vendor/${OLD.path}/*.go`),
      'all of vendor is one': add('{workspaceRoot}/app/vendor/**/*'),
      'all of go.mod counts': add('{workspaceRoot}/app/go.mod'),
    },
    story: async (workspace) => {
      const inner = (word: string) => `package inner\n\nfunc It() string { return "${word}" }\n`;
      workspace.write(`app/vendor/${OLD.path}/inner.go`, inner('two'));
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('two');
      workspace.write('app/go.mod', workspace.read('app/go.mod').replace('tool v1.0.0', 'tool v1.1.0'));
      workspace.write('app/vendor/modules.txt', vendored('v1.1.0'));
      workspace.append('app/vendor/example.org/tool/tool.go', '\nvar More int\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
  {
    name: 'settings that name files which nothing hashes make a key of their own each time, and the task says why',
    files: { ...program('app'), 'overlay.json': '{"Replace":{"app/main.go":"other.go"}}' },
    first: BUILD,
    mutants: {
      'nobody looks at GOFLAGS': blindTo('GOFLAGS'),
      'nobody looks at GOWORK': blindTo('GOWORK'),
      'nobody looks at CGO_CFLAGS': blindTo('CGO_CFLAGS'),
    },
    story: async (workspace) => {
      const { root } = workspace;
      workspace.write('.nx/go.work', `go 1.22\n\nuse ${root}/app\n`);
      for (const [name, value] of [
        ['GOFLAGS', `-overlay=${root}/overlay.json`],
        ['GOWORK', `${root}/.nx/go.work`],
        ['CGO_CFLAGS', `-O2 -I${root}/include`],
      ] as const) {
        const again = async () => workspace.nx(BUILD, { env: { [name]: value } });
        await again();
        const { misses, output } = await again();
        expect(misses).toEqual(['app:build']);
        expect(output).toContain(`Not kept for later runs: ${name}`);
      }
    },
  },
]);

function vendored(tool: string): string {
  return [
    `# ${OLD.path} ${OLD.version}\n## explicit; go 1.22\n${OLD.path}`,
    `# example.org/tool ${tool}\n## explicit\nexample.org/tool\n`,
  ].join('\n');
}
