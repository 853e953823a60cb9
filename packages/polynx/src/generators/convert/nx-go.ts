/** https://github.com/nx-go/nx-go, package @nx-go/nx-go, versions 2 to 4. */
import { dirname, join, leavesWorkspace } from '../../model/paths.js';
import {
  as,
  dropped,
  list,
  noEqual,
  type Options,
  type Peer,
  type PeerExecutor,
  type Place,
  type Rule,
  type Translation,
} from './peer.js';

/** NB since version 4 everything runs in the folder of the project, before that at the root. */
function fromRoot(value: unknown, { root, major }: Place): string {
  const text = String(value);
  const [, token = '', rest = ''] = /^(\{workspaceRoot\}|\{projectRoot\})?\/?(.*)$/s.exec(text) ?? [];
  if (token === '{workspaceRoot}' || (token === '' && major < 4)) return join(rest);
  return join(root, rest);
}

const file =
  (name: string): Rule =>
  (value, place) => {
    const path = fromRoot(value, place);
    return leavesWorkspace(path)
      ? { unequal: [`${name} ${value}, which leaves the repository`] }
      : { options: { [name]: path } };
  };

/** A file, or the folder of a main package. polynx builds the package that it found. */
const main: Rule = (value, place) =>
  place.inferred['command'] === undefined ||
  mainFolders(value, place).includes(String(place.inferred['package']))
    ? {}
    : { unequal: [`main ${value}: polynx finds no program there`] };

function mainFolders(value: unknown, place: Place): string[] {
  const paths = [join(place.root, String(value)), fromRoot(value, place)];
  return paths.map((path) => (path.endsWith('.go') ? dirname(path) : path));
}

/** Of all variables those that are options here. */
const env: Rule = (value) => {
  const { CGO_ENABLED, ...rest } = value as Record<string, string>;
  const others = Object.keys(rest);
  const isPlatform = others.some((name) => name === 'GOOS' || name === 'GOARCH');
  const hint = isPlatform
    ? 'add the platform to platforms, for a target build-<platform>'
    : 'a .env file of the project sets variables for its tasks';
  return {
    ...(CGO_ENABLED === undefined ? {} : { options: { cgo: CGO_ENABLED !== '0' } }),
    ...(others.length === 0 ? {} : { unequal: [`env ${others.join(', ')}: ${hint}`] }),
  };
};

/** NB text for a shell: one flag may be several words, and hold variables that polynx does not fill in. */
const flags: Rule = (value) =>
  joined(shellWords([value].flat().join(' '))).reduce<Translation>((sum, one) => {
    const { options = {}, unequal = [] } = sum;
    const [, name = '', text] = /^--?([\w-]+)(?:=(.*))?$/s.exec(one) ?? [];
    if (name === 'trimpath') return sum;
    const isPlain = text !== undefined || SWITCHES.has(name);
    if (!isPlain || REFUSED.has(name) || /[$`]/.test(one))
      return { options, unequal: [...unequal, `flag ${one}`] };
    const own = {
      race: { race: true },
      tags: { tags: list(text) },
      ldflags: { ldflags: text },
    }[name];
    const args = [...((options['args'] as string[]) ?? []), one];
    return { unequal, options: { ...options, ...(own ?? { args }) } };
  }, {});

/** Quotes around a word, or a part of it, go. */
function shellWords(text: string): string[] {
  const words = text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** `-ldflags x` is `-ldflags=x`. https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
function joined(words: readonly string[]): string[] {
  const all: string[] = [];
  for (const word of words) {
    const last = all.at(-1) ?? '';
    if (/^--?(?:ldflags|tags|gcflags|asmflags|p)$/.test(last)) all.splice(-1, 1, `${last}=${word}`);
    else all.push(word);
  }
  return all;
}

const SWITCHES = new Set(['race', 'v', 'x', 'a', 'work', 'msan', 'asan', 'linkshared']);
const REFUSED = new Set(['o', 'mod', 'modfile', 'overlay', 'pgo', 'toolexec', 'buildmode', 'cover']);

const flag = (name: string) => (value: unknown) => ({ options: { args: [`-${name}=${value}`] } });

const words = (value: unknown) => (value === undefined ? [] : [value].flat().map(String));

/** NB it hands all of it to a shell as it is. */
const text = (all: readonly unknown[]) => all.join(' ');

/** What compiles; since version 4 in the folder of the project. */
const isRunAtRoot = ({ major }: Place) => major < 4;

const notSame = (value: unknown) => `${[value].flat().join(' ')}`;

const build: PeerExecutor = {
  commands: ['build'],
  options: {
    main,
    env,
    flags,
    compiler: (value) => (value === 'go' ? {} : { unequal: [`compiler ${value}`] }),
    outputPath: file('output'),
    buildMode: noEqual((value) => `buildMode ${value}`),
  },
  // Where Dockerfiles and scripts look for the program.
  defaults: ({ root, inferred, major }) =>
    inferred['output'] === undefined || root === '.'
      ? {}
      : { outputPath: major < 4 ? `dist/${root}` : `{workspaceRoot}/dist/${root}` },
  line: (options, place) =>
    text([
      ...[options['compiler'] ?? 'go', 'build', '-o', outputOf(options, place)],
      ...(options['buildMode'] === undefined ? [] : [`-buildmode=${options['buildMode']}`]),
      ...words(options['flags']),
      options['main'] ?? '.',
    ]),
  isRunAtRoot,
  programAt: ({ main: value }, place) => (value === undefined ? [] : mainFolders(value, place)),
};

function outputOf({ outputPath }: Options, { root, major }: Place): string {
  const up = major < 4 ? '' : upFrom(root);
  return outputPath === undefined ? `${up}dist/${root}` : String(outputPath).replace('{workspaceRoot}/', up);
}

function upFrom(root: string): string {
  return root === '.' ? '' : '../'.repeat(root.split('/').length);
}

const test: PeerExecutor = {
  commands: ['test'],
  options: {
    cover: as('cover'),
    race: as('race'),
    tags: as('tags', list),
    coverProfile: (value, { root }) => ({ options: { coverProfile: join(root, String(value)) } }),
    run: flag('run'),
    count: flag('count'),
    timeout: flag('timeout'),
    verbose: () => ({ options: { args: ['-v'] } }),
    // Until version 2 both were on.
    skipCover: dropped,
    skipRace: dropped,
  },
  line: (options) =>
    text([
      ...['go', 'test'],
      ...(['verbose', 'cover', 'race'] as const).flatMap((name) =>
        options[name] === true ? [name === 'verbose' ? '-v' : `-${name}`] : [],
      ),
      ...(['coverProfile', 'run', 'count', 'timeout', 'tags'] as const).flatMap((name) =>
        options[name] === undefined ? [] : [`-${name.toLowerCase()}=${[options[name]].flat().join(',')}`],
      ),
      './...',
    ]),
};

const serve: PeerExecutor = {
  commands: ['run'],
  options: {
    main,
    flags,
    cmd: (value) =>
      value === 'go' ? {} : { unequal: [`cmd ${value}: the target dev restarts a program with air`] },
    cwd: noEqual((value) => `cwd ${value}`),
    args: noEqual(
      (value) => `args ${notSame(value)}: they follow after --, as in nx run PROJECT:run -- --port=1`,
    ),
    arguments: noEqual((value) => `arguments ${notSame(value)}`),
  },
  isRunAtRoot,
  line: (options) =>
    text([
      ...[String(options['cmd'] ?? 'go'), 'run', ...words(options['flags'])],
      ...[String(options['main'] ?? '.'), ...words(options['args'] ?? options['arguments'])],
    ]),
  continuous: true,
};

const lint: PeerExecutor = {
  // NB `go fmt` unless a linter is named; what checks takes its place.
  commands: ['lint'],
  intent: 'lint',
  options: {
    linter: (value, { inferred }) =>
      value === 'golangci-lint' && inferred['command'] === 'lint' ? {} : { unequal: [`linter ${value}`] },
    args: (value, { inferred }) => {
      const rest = list(value).filter((one) => one !== 'run');
      if (rest.length === 0 || inferred['command'] !== 'lint')
        return rest.length === 0 ? {} : { unequal: [`args ${rest.join(' ')}`] };
      return { options: { args: rest } };
    },
  },
  line: ({ linter, args }) =>
    text([...(linter === undefined ? ['go', 'fmt'] : [linter]), ...words(args), './...']),
};

function command(name: readonly string[], commands: readonly string[], hint?: string): PeerExecutor {
  return {
    commands,
    options: {
      args: (value) => {
        const rest = list(value).filter((one) => one !== './...');
        return rest.length === 0 ? {} : { options: { args: rest } };
      },
    },
    line: ({ args }) => text(['go', ...name, ...words(args)]),
    ...(hint === undefined ? {} : { hint }),
  };
}

export const nxGo: Peer = {
  name: '@nx-go/nx-go',
  manifest: 'go.mod',
  executors: {
    build,
    test,
    serve,
    lint,
    'serve-air': {
      commands: ['dev'],
      options: {
        config: (value, { inferred }) =>
          value === '.air.toml' && inferred['air'] !== undefined ? {} : { unequal: [`config ${value}`] },
        cmd: (value) => (value === 'air' ? {} : { unequal: [`cmd ${value}`] }),
        cwd: noEqual((value) => `cwd ${value}`),
        args: noEqual((value) => `args ${notSame(value)}`),
      },
      line: ({ cmd = 'air', config = '.air.toml', args }) => text([cmd, '-c', config, ...words(args)]),
      continuous: true,
    },
    tidy: command(
      ['mod', 'tidy'],
      [],
      'tidy-check checks it, and `go mod tidy` in the folder of the module mends it',
    ),
    generate: command(['generate'], ['generate']),
  },
  inferred: (options, root) => {
    if (root === '.') return {};
    const name = (key: string, otherwise: string) => String(options[`${key}TargetName`] ?? otherwise);
    return {
      [name('build', 'build')]: 'build',
      [name('serve', 'serve')]: 'serve',
      [name('test', 'test')]: 'test',
      [name('lint', 'lint')]: 'lint',
      [name('tidy', 'tidy')]: 'tidy',
      [name('generate', 'generate')]: 'generate',
    };
  },
  outputs: [/^\{options\.outputPath\}/, /^\{workspaceRoot\}\/dist\/\{projectRoot\}\*?$/],
  inputs: [
    /^\{projectRoot\}\/(?:go\.mod|go\.sum|\*\*\/\*\.go)$/,
    /^\{workspaceRoot\}\/go\.(?:mod|sum|work|work\.sum)$/,
  ],
};
