/** Stories of Go: what nx-go and gonx get wrong, and what follows from it. */
import type { Files, Scenario } from './scenario.js';

/** NB go.work and replace lines at once: each of the tools wants one of them. */
function workspace(modules: Readonly<Record<string, readonly string[]>>, files: Files): Files {
  const names = Object.keys(modules);
  return {
    'go.work': `go 1.22\n\nuse (\n${names.map((name) => `\t./${name}`).join('\n')}\n)\n`,
    ...Object.fromEntries(names.map((name) => [`${name}/go.mod`, goMod(name, modules[name] ?? [])])),
    ...files,
  };
}

function goMod(name: string, needs: readonly string[]): string {
  const up = name
    .split('/')
    .map(() => '..')
    .join('/');
  const lines = needs.flatMap((need) => [
    `require example.com/${need} v0.0.0`,
    `replace example.com/${need} => ${up}/${need}`,
  ]);
  return `module example.com/${name}\n\ngo 1.22\n\n${lines.join('\n')}\n`;
}

const MODULES = { 'libs/text': [], 'services/api': ['libs/text'] };
const MAIN =
  'package main\n\nimport "example.com/libs/text"\n\nfunc say() string { return text.Say() }\n\nfunc main() { print(say()) }\n';
const TEST =
  'package main\n\nimport "testing"\n\nfunc TestSay(t *testing.T) {\n\tif say() != "one" {\n\t\tt.Fatal(say())\n\t}\n}\n';
const text = (expression: string, before = '') =>
  `package text\n\n${before}func Say() string { return ${expression} }\n`;

const plain = (files: Files = {}): Files =>
  workspace(MODULES, {
    'libs/text/text.go': text('"one"'),
    'services/api/main.go': MAIN,
    'services/api/main_test.go': TEST,
    ...files,
  });

const NAMES =
  'import "embed"\n\n//go:embed names\nvar folder embed.FS\n\nfunc names() string {\n\tentries, _ := folder.ReadDir("names")\n\treturn entries[len(entries)-1].Name()\n}\n\n';

const go = (story: Omit<Scenario, 'language' | 'task' | 'project'> & Partial<Scenario>): Scenario => ({
  language: 'Go',
  task: 'build',
  project: 'services/api',
  ...story,
});

export const goStories: readonly Scenario[] = [
  go({
    name: 'the source of a dependency changes',
    files: plain(),
    change: { files: { 'libs/text/text.go': text('"two"') } },
    must: 'rerun',
  }),
  go({
    name: 'a dependency breaks what a test relies on',
    task: 'test',
    files: plain(),
    change: { files: { 'libs/text/text.go': text('"two"') } },
    must: 'rerun',
  }),
  go({
    name: 'an embedded file of a dependency changes',
    task: 'test',
    files: plain({
      'libs/text/text.go': text('it', 'import _ "embed"\n\n//go:embed it.txt\nvar it string\n\n'),
      'libs/text/it.txt': 'one',
    }),
    change: { files: { 'libs/text/it.txt': 'two' } },
    must: 'rerun',
  }),
  go({
    name: 'testdata changes',
    task: 'test',
    files: plain({
      'services/api/testdata/case.txt': 'one',
      'services/api/main_test.go':
        'package main\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestSay(t *testing.T) {\n\twant, _ := os.ReadFile("testdata/case.txt")\n\tif say() != string(want) {\n\t\tt.Fatal(say())\n\t}\n}\n',
    }),
    change: { files: { 'services/api/testdata/case.txt': 'two' } },
    must: 'rerun',
  }),
  go({
    name: 'C beside Go changes (cgo)',
    files: plain({
      'services/api/main.go':
        'package main\n\n// int it(void);\nimport "C"\n\nimport "example.com/libs/text"\n\nfunc say() string { return text.Say() }\n\nfunc main() { print(int(C.it())) }\n',
      'services/api/it.c': 'int it(void) { return 1; }\n',
    }),
    change: { files: { 'services/api/it.c': 'int it(void) { return 2; }\n' } },
    must: 'rerun',
  }),
  go({ name: 'GOOS is set', files: plain(), change: { env: { GOOS: 'windows' } }, must: 'rerun' }),
  go({
    name: 'GOFLAGS brings a tag that changes the program',
    files: plain({
      'libs/text/text.go': text('it'),
      'libs/text/quiet.go': '//go:build !loud\n\npackage text\n\nconst it = "one"\n',
      'libs/text/loud.go': '//go:build loud\n\npackage text\n\nconst it = "ONE"\n',
    }),
    change: { env: { GOFLAGS: '-tags=loud' } },
    must: 'rerun',
  }),
  go({ name: 'CGO_ENABLED is set', files: plain(), change: { env: { CGO_ENABLED: '0' } }, must: 'rerun' }),
  go({
    name: 'a test of a dependency changes',
    files: plain({ 'libs/text/text_test.go': 'package text\n' }),
    change: { files: { 'libs/text/text_test.go': 'package text\n\n// more\n' } },
    must: 'hit',
  }),
  go({
    name: 'a package of a dependency changes that is not imported',
    files: plain({ 'libs/text/other/other.go': 'package other\n' }),
    change: { files: { 'libs/text/other/other.go': 'package other\n\n// more\n' } },
    must: 'hit',
  }),
  go({
    name: 'another module joins go.work',
    files: plain(),
    change: {
      files: {
        'go.work': 'go 1.22\n\nuse (\n\t./libs/more\n\t./libs/text\n\t./services/api\n)\n',
        'libs/more/go.mod': goMod('libs/more', []),
        'libs/more/more.go': 'package more\n',
      },
    },
    must: 'hit',
  }),
  go({
    name: 'the README at a root module changes',
    project: 'tool',
    files: workspace(
      { tool: [] },
      { 'tool/main.go': 'package main\n\nfunc main() {}\n', 'README.md': 'one' },
    ),
    change: { files: { 'README.md': 'two' } },
    must: 'hit',
  }),
  go({
    name: 'modules that import packages of each other are tested',
    task: 'test',
    project: 'a',
    files: workspace(
      { a: ['b'], b: ['a'] },
      {
        'a/one/one.go': 'package one\n\nimport "example.com/b/two"\n\nvar One = two.Two\n',
        'a/three/three.go': 'package three\n\nvar Three = 3\n',
        'b/two/two.go': 'package two\n\nimport "example.com/a/three"\n\nvar Two = three.Three\n',
      },
    ),
    change: {},
    must: 'works',
  }),
  go({
    name: 'two modules with one last name are built',
    files: workspace(
      { 'libs/text': [], 'old/text': [], 'services/api': ['libs/text'] },
      { 'libs/text/text.go': text('"one"'), 'old/text/text.go': text('"old"'), 'services/api/main.go': MAIN },
    ),
    change: {},
    must: 'works',
  }),
  go({
    name: 'without go.work, with replace alone: a dependency changes',
    files: {
      'libs/text/go.mod': goMod('libs/text', []),
      'libs/text/text.go': text('"one"'),
      'services/api/go.mod': goMod('services/api', ['libs/text']),
      'services/api/main.go': MAIN,
    },
    change: { files: { 'libs/text/text.go': text('"two"') } },
    must: 'rerun',
  }),
  go({
    name: 'a source changes that git ignores and go compiles',
    files: plain({
      'libs/text/text.go': text('it'),
      'libs/text/it.gen.go': 'package text\n\nconst it = "one"\n',
    }),
    ignored: ['*.gen.go'],
    change: { files: { 'libs/text/it.gen.go': 'package text\n\nconst it = "two"\n' } },
    must: 'rerun',
  }),
  go({
    name: 'a module outside the repository changes',
    files: {
      ...plain(),
      'go.work':
        'go 1.22\n\nuse (\n\t./libs/text\n\t./services/api\n)\n\nreplace example.com/far => ../far\n',
      'services/api/go.mod': `${goMod('services/api', ['libs/text'])}\nrequire example.com/far v0.0.0\n\nreplace example.com/far => ../../../far\n`,
      'services/api/main.go':
        'package main\n\nimport (\n\t"example.com/far"\n\t"example.com/libs/text"\n)\n\nfunc say() string { return far.Say() + text.Say() }\n\nfunc main() { print(say()) }\n',
      '../far/go.mod': 'module example.com/far\n\ngo 1.22\n',
      '../far/far.go': 'package far\n\nfunc Say() string { return "one" }\n',
    },
    change: { files: { '../far/far.go': 'package far\n\nfunc Say() string { return "two" }\n' } },
    must: 'rerun',
  }),
  go({
    name: 'an embedded folder gets another file',
    files: plain({
      'libs/text/text.go': text('names()', NAMES),
      'libs/text/names/one.txt': 'one',
    }),
    change: { files: { 'libs/text/names/two.txt': 'two' } },
    must: 'rerun',
  }),
  go({
    name: 'a C header of another folder changes (cgo)',
    files: plain({
      'include/it.h': '#define IT 1\n',
      'services/api/main.go':
        'package main\n\n// #include "../../include/it.h"\nimport "C"\n\nimport "example.com/libs/text"\n\nfunc say() string { return text.Say() }\n\nfunc main() { print(int(C.IT)) }\n',
    }),
    change: { files: { 'include/it.h': '#define IT 2\n' } },
    must: 'rerun',
  }),
  go({ name: 'GOAMD64 is set', files: plain(), change: { env: { GOAMD64: 'v3' } }, must: 'rerun' }),
  go({
    name: 'GOEXPERIMENT is set',
    files: plain(),
    change: { env: { GOEXPERIMENT: 'nocoverageredesign' } },
    must: 'rerun',
  }),
  go({
    name: 'a comment of a go.mod changes',
    files: plain(),
    change: {
      files: { 'libs/text/go.mod': `// What says.\n${goMod('libs/text', [])}` },
    },
    must: 'hit',
  }),
  go({
    name: 'test data of a dependency changes',
    files: plain({ 'libs/text/testdata/case.txt': 'one' }),
    change: { files: { 'libs/text/testdata/case.txt': 'two' } },
    must: 'hit',
  }),
  go({
    name: 'a file changes that only Windows compiles (on Linux)',
    files: plain({ 'libs/text/it_windows.go': 'package text\n' }),
    change: { files: { 'libs/text/it_windows.go': 'package text\n\nconst it = 1\n' } },
    must: 'hit',
  }),
];
