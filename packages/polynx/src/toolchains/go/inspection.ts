import { everythingIn, taken } from '../../model/globs.js';
import { ancestors, join } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Task } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import { isAtLeast } from '../shared/at-least.js';
import type { Inspection, Pin, Requirement } from '../toolchain.js';
import type { GoDetails } from './details.js';
import { nearestWorkspace } from './modules.js';
import type { GoRunOptions } from './options.js';
import { COMPILED } from './packages.js';
import { verifyGo } from './verify.js';

const NEEDS: Partial<Record<GoRunOptions['command'], Requirement>> = {
  lint: {
    name: 'golangci-lint',
    probes: [['golangci-lint', 'version', '--short']],
    install: 'https://golangci-lint.run/docs/welcome/install/',
  },
  'fmt-check': { name: 'gofmt', probes: [['gofmt']], install: 'It comes with Go.' },
  dev: {
    name: 'air',
    probes: [['air', '-v']],
    install: 'go install github.com/air-verse/air@latest',
  },
};

export const inspection: Inspection = {
  audits: [
    {
      program: 'govulncheck',
      args: ['./...'],
      beside: 'go.mod',
      withDatabase: (folder) => ['-db', `file://${folder}`],
      install: 'go install golang.org/x/vuln/cmd/govulncheck@latest',
    },
  ],
  resolves: ['go.mod', 'go.sum', 'go.work', 'go.work.sum'],
  // NB a test whose result go has cached is not run, and reads nothing.
  repeatingEnv: (_, { GOFLAGS: flags = '' }) => ({ GOFLAGS: `${flags} -count=1`.trim() }),
  readsInVain,
  takesListed: { go: COMPILED.map((extension) => `**/*${extension}`) },
  // Or the go command downloads the release that go.mod asks for.
  askEnv: { GOPROXY: 'off' },
  pins: (directory, tree) =>
    [
      nearestWorkspace(directory, tree),
      ancestors(directory).find((parent) => tree.has(join(parent, 'go.mod'))),
    ].flatMap((at, index) =>
      at === undefined ? [] : minimum(join(at, index === 0 ? 'go.work' : 'go.mod'), tree),
    ),
  requires: ({ options }: Task) => {
    const need = NEEDS[(options as Partial<GoRunOptions> | undefined)?.command ?? 'build'];
    return need === undefined ? [] : [need];
  },
  verify: verifyGo,
};

/**
 * go reads the head of each file to learn whether it takes part: of tests that a build leaves out, of files
 * for other systems, and of programs beside the packages of a library. The graph is made from the same heads.
 */
function readsInVain({ options, inputs }: Task, { details }: Project<GoDetails>): readonly string[] {
  const { command, libraries } = (options ?? {}) as Partial<GoRunOptions>;
  return [
    ...(command === 'build' ? ['**/*_test.go'] : []),
    ...inputs.files.flatMap((one) => taken(one) ?? []).filter((one) => /\.go\}?$/.test(one)),
    ...(libraries === true ? everythingIn(details.module?.own?.besidePrograms ?? [], '*.go') : []),
  ];
}

/** `go 1.24` is a minimum, and go refuses what is older. https://go.dev/doc/toolchain */
function minimum(file: string, tree: Tree): Pin[] {
  const lines = (tree.read(file) ?? '').split('\n');
  const index = lines.findIndex((line) => /^go\s+\d/.test(line));
  const asked = /^go\s+(\d+\.\d+(?:\.\d+)?)/.exec(lines[index] ?? '')?.[1];
  if (asked === undefined) return [];
  return [
    {
      file,
      line: index + 1,
      says: `go ${asked} or later`,
      agrees: (version) => {
        const running = /go(\d+(?:\.\d+)*)/.exec(version)?.[1];
        return running === undefined ? undefined : isAtLeast(running, asked);
      },
      isBinding: true,
    },
  ];
}
