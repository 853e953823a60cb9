import { describe, expect, it } from 'vitest';
import { compact } from '../../model/compact.js';
import type { PlanContext } from '../toolchain.js';
import { batchOf, listOf, planGo } from './command.js';
import { type GoRunOptions, goRunOptions } from './options.js';
import { runner } from './runner.js';

const context = (extra: string[] = [], version?: string): PlanContext =>
  compact({
    projectRoot: 'services/api',
    projectName: 'services/api',
    outputs: [],
    extra,
    color: false,
    env: {},
    has: () => false,
    version,
  });

function plan(options: Partial<GoRunOptions>, ...args: Parameters<typeof context>) {
  return planGo(goRunOptions.parse({ module: 'services/api', ...options }), context(...args));
}

function line(options: Partial<GoRunOptions>, ...args: Parameters<typeof context>) {
  const { program, args: words } = plan(options, ...args).steps.at(-1)?.command ?? { program: '', args: [] };
  return [program, ...words].join(' ');
}

it('compiles the packages beside programs without linking those', () => {
  const [step] = plan({ command: 'build', libraries: true, tags: ['a'] }).steps;
  expect(step?.command.args).toEqual(['build', '-mod=readonly', '-tags=a']);
  expect(step?.argumentsFrom?.args).toEqual(expect.arrayContaining(['list', '-find', '-tags=a', './...']));
});

it.each<[options: Partial<GoRunOptions>, extra: string[], command: string]>([
  [{ command: 'build' }, [], 'go build -mod=readonly ./...'],
  [{ command: 'build', vendor: true, tags: ['a', 'b'] }, ['-v'], 'go build -mod=vendor -tags=a,b -v ./...'],
  [
    { command: 'build', package: 'services/api/cmd/x', output: 'dist/x', ldflags: '-s -w', race: true },
    [],
    'go build -o ../../.nx/polynx/tmp/go/dist/x -trimpath -buildvcs=false -mod=readonly -race -ldflags=-s -w ./cmd/x',
  ],
  [{ command: 'build', package: 'services/api' }, [], 'go build -mod=readonly .'],
  [{ command: 'test' }, ['-run', 'TestX', '-v'], 'go test -mod=readonly -run TestX -v ./...'],
  [{ command: 'test' }, ['-v', './store', '-args', '-o', 'x'], 'go test -mod=readonly -v ./store -args -o x'],
  [
    { command: 'test', race: true, cover: true, coverProfile: 'coverage/a/cover.out' },
    [],
    'go test -mod=readonly -race -cover -coverprofile=../../.nx/polynx/tmp/go/coverage/a/cover.out ./...',
  ],
  [{ command: 'vet', race: true }, [], 'go vet -mod=readonly ./...'],
  [{ command: 'lint', tags: ['a'] }, ['--fix'], 'golangci-lint run --build-tags=a --fix ./...'],
  [{ command: 'fmt' }, [], 'go fmt ./...'],
  [{ command: 'tidy-check' }, [], 'go mod tidy -diff'],
  [{ command: 'generate' }, ['-v'], 'go generate -v ./...'],
  [{ command: 'run', package: 'services/api/cmd/x' }, ['-o', 'y'], 'go run -mod=readonly ./cmd/x -o y'],
])('%j %j', (options, extra, command) => {
  expect(line(options, extra)).toBe(command);
});

it('puts what it built where the target declares it', () => {
  expect(
    plan({ command: 'build', package: 'services/api', output: 'dist/services/api/linux-x64/api' }).artifacts,
  ).toEqual([
    { from: '.nx/polynx/tmp/go/dist/services/api/linux-x64/api', to: 'dist/services/api/linux-x64/api' },
  ]);
});

describe('refused arguments', () => {
  it.each<[command: GoRunOptions['command'], argument: string, reason: string]>([
    ['build', '-o=x', 'use the option output'],
    ['build', '-pgo=cpu.pprof', 'default.pgo beside the main package'],
    ['vet', '-vettool=bin/tool', 'the program is not among the inputs'],
    ['build', '--tags=a', 'use the option tags'],
    ['test', '-race', 'use the option race'],
    ['test', '-cover', 'use the option cover'],
    ['test', '-test.coverprofile=x', 'use the option coverProfile'],
    ['test', '-c', 'without running them'],
    ['test', '-cpuprofile', 'start go test by hand'],
    ['vet', '-C', 'the project says which module is meant'],
    ['vet', '-mod=mod', 'go.mod is read only'],
  ])('%s %s', (command, argument, reason) => {
    expect(() => plan({ command }, [argument])).toThrow(`${argument} is refused here`);
    expect(() => plan({ command }, [argument])).toThrow(reason);
  });

  it('refuses none of the program’s own', () => {
    expect(() => plan({ command: 'run', package: 'services/api' }, ['-o', '-C'])).not.toThrow();
    expect(() => plan({ command: 'test' }, ['-count=1', '-coverpkg=./...', '-args', '-race'])).not.toThrow();
    expect(() => plan({ command: 'build' }, ['-pgo=off'])).not.toThrow();
  });

  it.each(['../x', '/x', '.', './x', 'dist/*', '!dist/x', 'dist/{a,b}'])('and the output %s', (output) => {
    expect(() => plan({ command: 'build', output }, [], 'go version go1.26.8')).toThrow(`output=${output}`);
    const profile = { command: 'test', coverProfile: output } as const;
    expect(() => plan(profile, [], 'go version go1.26.8')).toThrow(`coverProfile=${output}`);
  });
});

it.each([
  ['dist/svc/{a,b}/linux-x64/tool', true],
  ['dist/svc/{a,b}/linux-x64/*', false],
  ['dist/other/*/tool', false],
])('takes its own folder for what it is called: %s', (output, isTaken) => {
  const own = { ...context([], 'go version go1.26.8'), projectRoot: 'svc/{a,b}', outputs: [output] };
  const make = () => planGo(goRunOptions.parse({ module: 'svc/{a,b}', command: 'build', output }), own);
  if (isTaken) expect(make).not.toThrow();
  else expect(make).toThrow(`output=${output}`);
});

it('formats by the list that go makes, and fails when gofmt prints a name', () => {
  const [step] = plan({ command: 'fmt-check' }).steps;
  expect(step).toMatchObject({
    failOnOutput: true,
    command: { program: 'gofmt', args: ['-l'], cwd: 'services/api' },
  });
  expect(step?.argumentsFrom?.args.slice(0, 4)).toEqual(['list', '-e', '-find', '-f']);
});

it('says what is too old or missing when a task runs, not before', () => {
  expect(() => plan({ command: 'tidy-check' }, [], 'go version go1.22.1 linux/amd64')).toThrow(
    'needs Go 1.23',
  );
  expect(() => plan({ command: 'lint' }, [], 'go version go1.26.0 linux/amd64')).toThrow(
    'golangci-lint is not installed',
  );
  expect(() => plan({ command: 'dev', package: 'services/api' }, [], 'go1.26.0')).toThrow(
    'go install github.com/air-verse/air',
  );
});

it('hints at the workspace that does not name the module', () => {
  const [step] = plan({ command: 'build' }).steps;
  expect(
    step?.hint?.('current directory is contained in a module that is not one of the workspace modules'),
  ).toContain('go work use');
  expect(step?.hint?.('syntax error')).toBeUndefined();
});

describe('a batch', () => {
  const api = goRunOptions.parse({
    command: 'build',
    module: 'services/api',
    package: 'services/api',
    output: 'dist/services/api/linux-x64/api',
    cgo: false,
  });
  const worker = { ...api, module: 'services/worker', package: 'services/worker/cmd' };
  const tasks = [{ options: api }, { options: worker }] as const;

  it('is one build from the folder of the go.work, in the environment of each', () => {
    expect(batchOf('services', tasks).step.command).toEqual({
      program: 'go',
      args: [
        'build',
        '-o',
        '../.nx/polynx/tmp/go/batch/services/',
        '-trimpath',
        '-buildvcs=false',
        '-mod=readonly',
        './api',
        './worker/cmd',
      ],
      cwd: 'services',
      env: { CGO_ENABLED: '0' },
    });
  });

  it('names the libraries of a module that has programs too', () => {
    const { package: _, output: __, ...whole } = api;
    const libraries = { ...whole, module: 'services/api', libraries: true };
    const { step } = batchOf('services', [
      { options: libraries, packages: ['example.test/api/store'] },
      { options: { ...whole, module: 'services/worker' } },
    ]);
    expect(step.command.args).toEqual(['build', '-mod=readonly', 'example.test/api/store', './worker/...']);
  });

  it('asks for its packages in the same environment', () => {
    expect(listOf('services', tasks)).toMatchObject({ cwd: 'services', env: { CGO_ENABLED: '0' } });
  });
});

describe('the version of go', () => {
  const options = goRunOptions.parse({ command: 'vet', module: 'services/api' });
  const directory = (files: readonly string[], env = {}) =>
    runner.versionDirectory?.(options, { env, isFile: (path) => files.includes(path) });

  it('is asked once for all modules below a go.work', () => {
    expect(directory(['go.work'])).toBe('.');
    expect(directory(['go.work', 'services/go.work'])).toBe('services');
  });

  it('is asked in the module, where no go.work decides', () => {
    expect(directory([])).toBe('services/api');
    expect(directory(['go.work'], { GOWORK: 'off' })).toBe('services/api');
  });
});
