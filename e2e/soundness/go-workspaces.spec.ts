import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { hostPlatform } from '../../packages/polynx/src/model/platform.js';
import { type GoModule, MODULES, moduleCache, offline, sumOf } from '../support/go-modules.js';
import type { Workspace } from '../support/workspace.js';
import { add, forget, hide, outputs, set, withoutOwner, withoutSlice } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const CHECK = ['run-many', '-t', 'build', 'test', 'vet'];
const OLD: GoModule = { path: 'example.org/inner', version: 'v1.0.0', says: 'inner 1.0.0' };
const NEW: GoModule = { path: 'example.org/inner', version: 'v1.0.1', says: 'inner 1.0.1' };

async function said(workspace: Workspace, root: string): Promise<string> {
  const name = root.slice(root.lastIndexOf('/') + 1);
  return (await workspace.run(`dist/${root}/${hostPlatform()}/${name}`, [])).output;
}

const prints = (expression: string, imported = '') =>
  `package main\n\n${imported === '' ? '' : `import "${imported}"\n\n`}func main() { print(${expression}) }\n`;
const goMod = (name: string, more = '') => `module example.com/${name}\n\ngo 1.22\n${more}`;
const text = (word: string) => `package lib\n\nvar It = "${word}"\n`;

export const goWorkspaces = theme('Files of Go that Nx does not list, and modules', [
  {
    name: 'what git ignores and go compiles is in the key, with what it imports; so are programs that a line of .gitignore hides',
    files: {
      'app/go.mod': goMod('app'),
      'app/main.go':
        'package main\n\nimport (\n\t"embed"\n\t"example.com/app/gen"\n)\n\n//go:embed web\nvar web embed.FS\n\nfunc main() {\n\tpage, _ := web.ReadFile("web/made.txt")\n\tprint(word, " ", gen.It, " ", string(page))\n}\n',
      'app/lib/lib.go': text('one'),
      'app/web/tracked.txt': '',
      'app/word.pb.go': 'package main\n\nimport "example.com/app/lib"\n\nvar word = lib.It\n',
      'app/gen/gen.go': 'package gen\n\nvar It = "one"\n',
      'app/web/made.txt': 'one',
      'tools/go.mod': goMod('tools'),
      'tools/cmd/api/main.go': prints('"one"'),
    },
    options: { ignore: ['*.pb.go', 'gen', 'made.txt', 'api'] },
    mutants: {
      'none of it is an input': forget('word'),
      'what they import is none': hide('app/lib/*.go'),
      'embedded ones are none': forget('app/web'),
      'hidden ones are none': forget('cmd/api'),
    },
    story: async (workspace) => {
      await workspace.run('git', ['add', '-f', 'tools/cmd/api/main.go']);
      await workspace.nx(BUILD);
      await workspace.commit('built');
      expect(await said(workspace, 'app')).toBe('one one one');
      const rebuilt = async (path: string, content: string) => {
        workspace.write(path, content);
        await workspace.nx(BUILD);
        return said(workspace, 'app');
      };
      expect(await rebuilt('app/lib/lib.go', text('two'))).toBe('two one one');
      expect(await rebuilt('app/word.pb.go', 'package main\n\nvar word = "three"\n')).toBe('three one one');
      expect(await rebuilt('app/gen/gen.go', 'package gen\n\nvar It = "four"\n')).toBe('three four one');
      expect(await rebuilt('app/web/made.txt', 'five')).toBe('three four five');
      workspace.write('tools/cmd/api/main.go', prints('"two"'));
      // NB `nx affected` passes over files that .gitignore names: doctor says so.
      await workspace.nx(BUILD);
      expect(await said(workspace, 'tools/cmd/api')).toBe('two');
      const doctor = await workspace.run('npx', ['polynx', 'doctor']);
      expect(doctor.output).toMatch(/\.gitignore:\d+ says api, which also names tools\/cmd\/api\/main\.go/);
    },
  },
  {
    name: 'a module outside the repository is compiled anew each time, and the task says why',
    files: {
      'app/go.mod': goMod('app'),
      'app/main.go': prints('1'),
      'lone/go.mod': goMod('lone'),
      'lone/main.go': prints('1'),
    },
    first: CHECK,
    mutants: { 'it is cached all the same': set({ cache: true }, '^app:(build|vet)$') },
    story: async (workspace) => {
      const { root } = workspace;
      const outside = `${root}-outside`;
      const name = outside.slice(outside.lastIndexOf('/') + 1);
      mkdirSync(outside);
      try {
        writeFileSync(`${outside}/go.mod`, 'module example.com/out\n\ngo 1.22\n');
        writeFileSync(`${outside}/lib.go`, text('one').replace('package lib', 'package out'));
        workspace.write('app/main.go', prints('out.It', 'example.com/out'));
        const require = '\nrequire example.com/out v0.0.0\n\nreplace example.com/out =>';
        for (const manifest of [`${require} ../../${name}\n`, `${require} ${outside}\n`, '']) {
          workspace.write('app/go.mod', goMod('app', manifest));
          if (manifest === '')
            workspace.write('go.work', `go 1.22\n\nuse (\n\t./app\n\t./lone\n\t../${name}\n)\n`);
          writeFileSync(`${outside}/lib.go`, text('one').replace('package lib', 'package out'));
          await workspace.nx(CHECK);
          writeFileSync(`${outside}/lib.go`, text('two').replace('package lib', 'package out'));
          const { hits } = await workspace.nx(CHECK);
          expect(await said(workspace, 'app')).toBe('two');
          expect(hits).toEqual(['lone:build', 'lone:test', 'lone:vet']);
          const { targets } = await workspace.showProject('app');
          expect(targets['build']?.metadata?.description).toContain('lies outside the repository');
        }
      } finally {
        rmSync(outside, { recursive: true, force: true });
      }
    },
  },
  {
    name: 'a go.work that git ignores gives edges and inputs like any other',
    files: {
      'go.work': 'go 1.22\n\nuse (\n\t./app\n\t./lib\n)\n',
      'app/go.mod': goMod('app'),
      'app/main.go': prints('lib.It', 'example.com/lib'),
      'lib/go.mod': goMod('lib'),
      'lib/lib.go': text('one'),
    },
    options: { ignore: ['go.work'] },
    first: BUILD,
    mutants: {
      'the other member is no input': hide('lib/*.go', '^app:'),
      'its own text is none': withoutSlice(),
    },
    story: async (workspace) => {
      workspace.write('lib/lib.go', text('two'));
      expect(await workspace.affected('build')).toEqual(['app', 'lib']);
      await workspace.nx(BUILD);
      expect(await said(workspace, 'app')).toBe('two');
      const doctor = await workspace.run('npx', ['polynx', 'doctor', '--verify']);
      expect(doctor.output).toContain('edges: 1, as go list tells them');
      expect(doctor.output).toContain(': 0 differences');
      workspace.append('go.work', '\ngodebug panicnil=1\n');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
    },
  },
  {
    name: 'a bump in go.mod reruns the programs that link modules, and no other; comments and the order of lines rerun nothing',
    files: {
      ...moduleCache([OLD, NEW]),
      'app/go.mod': goMod('app', `\nrequire ${OLD.path} ${OLD.version}\n`),
      'app/go.sum': sumOf(OLD),
      'app/cmd/plain/main.go': prints('text.It', 'example.com/app/text'),
      'app/cmd/rich/main.go': prints('inner.It()', OLD.path),
      'app/text/text.go': 'package text\n\nvar It = "plain"\n',
    },
    options: { ignore: [MODULES], env: offline },
    first: BUILD,
    mutants: {
      'all of go.mod counts': add('{workspaceRoot}/app/go.mod'),
      'requirements do not count': withoutSlice('cmd/rich:'),
      'it has no owner': withoutOwner('cmd/rich:'),
    },
    story: async (workspace) => {
      const manifest = (version: string) =>
        goMod('app', `\n// What it links.\nrequire (\n\t${OLD.path} ${version} // the one\n)\n`);
      workspace.write('app/go.mod', manifest(OLD.version));
      workspace.write('app/go.sum', sumOf(OLD).split('\n').reverse().join('\n'));
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('app/go.mod', manifest(NEW.version));
      workspace.write('app/go.sum', sumOf(NEW));
      expect(await workspace.affected('build')).toContain('rich');
      expect((await workspace.nx(BUILD)).misses).toEqual(['rich:build']);
      expect(await said(workspace, 'app/cmd/rich')).toBe('inner 1.0.1');
    },
  },
  {
    name: 'what an option names is an output: a hit restores it',
    files: {
      'app/go.mod': goMod('app'),
      'app/main.go': prints('1'),
      'app/project.json': '{"targets":{"build":{"options":{"output":"dist/tool"}}}}',
    },
    mutants: {
      'outputs do not follow': outputs(['{workspaceRoot}/dist/app'], ':build$'),
      'the profile of an argument is none': outputs([], ':test$'),
    },
    story: async (workspace) => {
      for (const [path, args] of [
        ['dist/tool', ['build', 'app']],
        ['dist/other', ['build', 'app', '--output=dist/other']],
        ['coverage/c.out', ['test', 'app', '--coverProfile=coverage/c.out']],
      ] as const) {
        await workspace.nx(args);
        workspace.remove(path);
        expect((await workspace.nx(args)).hits).toHaveLength(1);
        expect(workspace.has(path)).toBe(true);
      }
      const run = await workspace.nx(['build', 'app', '--output=../tool']);
      expect([run.exitCode, run.output]).toEqual([1, expect.stringContaining('output=../tool is refused')]);
    },
  },
  {
    name: 'files for another system rerun nothing here',
    files: {
      'app/go.mod': goMod('app'),
      'app/main.go': prints('1'),
      'app/main_plan9.go': 'package main\n\nimport _ "example.com/app/plan"\n',
      'app/main_test.go': 'package main\n\nimport "testing"\n\nfunc TestIt(t *testing.T) {}\n',
      'app/plan/plan.go': 'package plan\n',
    },
    first: CHECK,
    mutants: {
      'they count': forget('^!.*plan9'),
      'what they import counts': add('{workspaceRoot}/app/plan/*', ':build$'),
    },
    story: async (workspace) => {
      workspace.append('app/main_plan9.go', '\n// More.\n');
      expect((await workspace.nx(CHECK)).misses).toEqual([]);
      workspace.append('app/plan/plan.go', '\n// More.\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
]);
