/** The go adapter: the only file that spells go's flags. https://pkg.go.dev/cmd/go */
import { compact } from '../../model/compact.js';
import { OptionsError, ToolMissingError } from '../../model/errors.js';
import { isInside, join, leavesWorkspace, relative } from '../../model/paths.js';
import { hostPlatform } from '../../model/platform.js';
import { STAMP_NAMES } from '../../model/stamp.js';
import type { Artifact, Command, Plan, Step } from '../../model/task.js';
import type { BatchedTask, PlanContext } from '../toolchain.js';
import { LISTING } from './batch/listing.js';
import { refuseArguments, splitTestArguments } from './extra-args.js';
import type { GoRunOptions } from './options.js';
import { zigTarget } from './platforms.js';

export function planGo(options: GoRunOptions, context: PlanContext): Plan {
  if (TAKES_GO_FLAGS.has(options.command)) refuseArguments(options.command, goArguments(options, context));
  const artifacts = artifactsOf(options, context);
  if (artifacts.length > 0 && options.command === 'build' && options.goos === undefined)
    refuseOtherPlatform(context);
  return { steps: stepsOf(options, context, artifacts[0]), artifacts };
}

const GO_NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/**
 * The output's folder names this machine's platform: a binary for another one would lie there under a wrong
 * name.
 */
function refuseOtherPlatform({ env }: PlanContext): void {
  const [os = '', arch = ''] = hostPlatform().split('-');
  const host: Readonly<Record<string, string>> = { GOOS: os, GOARCH: GO_NAMES[arch] ?? arch };
  for (const [name, own] of Object.entries(host)) {
    const asked = env[name];
    if (asked === undefined || asked === '' || asked === own) continue;
    throw new OptionsError(
      `${name}=${asked} is refused here: the output folder of build is named after this machine (${own}).\n  For another platform, list it in the option platforms of polynx, and run build-<platform>.`,
    );
  }
}

const TAKES_GO_FLAGS: ReadonlySet<GoRunOptions['command']> = new Set(['build', 'test', 'vet', 'run']);

/** What follows `-args` or goes to a program is not go's. */
function goArguments({ command, args }: GoRunOptions, { extra }: PlanContext): readonly string[] {
  if (command === 'run') return args;
  const { flags } = splitTestArguments(extra);
  return [...args, ...(command === 'test' ? flags : extra)];
}

/** Written to a scratch file first: a link that is stopped half-way must not leave a binary behind. */
function artifactsOf(
  { command, output, coverProfile, goos }: GoRunOptions,
  context: PlanContext,
): Artifact[] {
  const { scratch = '.nx/polynx/tmp/go', version } = context;
  const to = command === 'build' ? output : command === 'test' ? coverProfile : undefined;
  if (to === undefined) return [];
  if (version !== undefined) refusePlace(to, command === 'build' ? 'output' : 'coverProfile', context);
  return [{ from: join(scratch, to), to, ...(goos === 'darwin' ? { codeSigned: true } : {}) }];
}

/**
 * Nx takes the value of an option for a glob. NB what a project's own folder is called stands escaped among
 * the outputs.
 */
function refusePlace(path: string, option: string, { projectRoot, outputs }: PlanContext): void {
  const isFile = join(path) === path && path !== '.' && !leavesWorkspace(path);
  const own = join('dist', projectRoot);
  const rest = outputs.includes(path) && isInside(path, own) ? relative(own, path) : path;
  if (isFile && !/[*?{}!]/.test(rest)) return;
  throw new OptionsError(
    `${option}=${path} is refused: it must be a file inside the workspace, as a path from its root without ./ and without any of * ? { } !`,
  );
}

function stepsOf(options: GoRunOptions, context: PlanContext, artifact: Artifact | undefined): Step[] {
  const run = (...args: readonly string[]): Step => ({ command: command('go', args, options), hint });
  const extra = [...options.args, ...context.extra];
  const stamped = options.stamp ? { ...options, ldflags: stampedFlags(options, context) } : options;
  const packages = packageOf(options);
  switch (options.command) {
    case 'build':
      if (options.cgo === true && options.goos !== undefined) optional('zig', INSTALL_ZIG, context);
      if (options.libraries) return [buildOfLibraries(options, extra)];
      return [run('build', ...output(options, artifact), ...flags(stamped), ...extra, packages)];
    case 'test':
      return [run(...testCommand(options, context, artifact))];
    case 'vet':
      return [run('vet', ...flags(options), ...extra, packages)];
    case 'lint':
      return [
        {
          command: command(
            optional('golangci-lint', INSTALL_LINT, context),
            lintArguments(options, extra),
            options,
          ),
        },
      ];
    case 'fmt':
      return [run('fmt', ...extra, packages)];
    case 'fmt-check':
      return [formatCheck(options, extra)];
    case 'tidy-check':
      needs(23, 'go mod tidy -diff', context);
      return [run('mod', 'tidy', '-diff', ...extra)];
    case 'generate':
      return [run('generate', ...tags(options), ...extra, packages)];
    case 'run':
      return [run('run', ...flags(options), ...options.args, packages, ...context.extra)];
    case 'dev':
      return [air(options, context, packages)];
  }
}

/** go would also link every main package, and throw it away. */
function buildOfLibraries(options: GoRunOptions, extra: readonly string[]): Step {
  const template = '{{if ne .Name "main"}}{{if or .GoFiles .CgoFiles}}{{.ImportPath}}{{end}}{{end}}';
  return {
    command: command('go', ['build', ...flags(options), ...extra], options),
    argumentsFrom: command(
      'go',
      ['list', '-find', '-f', template, ...flags(options), packageOf(options)],
      options,
    ),
    hint,
  };
}

/**
 * Without -o, go would link every main package and throw it away. The default VCS stamp changes a binary with
 * every commit, and paths make it differ between machines; where nothing is kept, plain flags share their
 * cache with test and vet.
 */
function output(options: GoRunOptions, artifact: Artifact | undefined): string[] {
  if (artifact === undefined) return [];
  return ['-o', relative(options.module, artifact.from), ...REPRODUCIBLE];
}

const REPRODUCIBLE = ['-trimpath', '-buildvcs=false'];

function packageOf({ module, package: directory }: GoRunOptions): string {
  if (directory === undefined) return './...';
  return directory === module ? '.' : `./${relative(module, directory)}`;
}

function flags(options: GoRunOptions): string[] {
  const { vendor, race, ldflags, command: name } = options;
  return [
    vendor ? '-mod=vendor' : '-mod=readonly',
    ...tags(options),
    ...(race && name !== 'vet' ? ['-race'] : []),
    ...(ldflags !== '' && (name === 'build' || name === 'run') ? [`-ldflags=${ldflags}`] : []),
  ];
}

/** Where `nx g polynx:build-info` puts the variables, from the module's root. */
export const STAMP_PACKAGE = 'internal/buildinfo';

const STAMP_VARIABLES: Readonly<Record<(typeof STAMP_NAMES)[number], string>> = {
  GIT_HASH: 'gitHash',
  GIT_BRANCH: 'gitBranch',
  GIT_DIRTY: 'gitDirty',
  BUILD_TIME: 'buildTime',
};

/** The linker passes over what is not there. https://pkg.go.dev/cmd/link */
function stampedFlags({ module, ldflags }: GoRunOptions, { stamp, place, read }: PlanContext): string {
  const manifest = read?.(`${place}/${join(module, 'go.mod')}`) ?? '';
  const path = /^[ \t]*module[ \t]+"?([^\s"]+)"?/m.exec(manifest)?.[1];
  if (stamp === undefined || path === undefined) return ldflags;
  // NB go takes both kinds of quotes, and no escapes. A branch may have either in its name.
  const set = STAMP_NAMES.map(
    (name) => `-X '${path}/${STAMP_PACKAGE}.${STAMP_VARIABLES[name]}=${stamp[name].replaceAll("'", '_')}'`,
  );
  return [ldflags, ...set].filter((part) => part !== '').join(' ');
}

function tags({ tags: names }: GoRunOptions): string[] {
  return names.length === 0 ? [] : [`-tags=${names.join(',')}`];
}

function testCommand(options: GoRunOptions, context: PlanContext, artifact: Artifact | undefined): string[] {
  const { flags: own, packages, program } = splitTestArguments(context.extra);
  return [
    'test',
    ...flags(options),
    ...(options.cover ? ['-cover'] : []),
    ...(artifact === undefined ? [] : [`-coverprofile=${relative(options.module, artifact.from)}`]),
    ...options.args,
    ...own,
    ...(packages.length > 0 ? packages : [packageOf(options)]),
    ...program,
  ];
}

/**
 * `gofmt -l` names the files it would change and ends with 0 all the same; go names the files, since gofmt
 * would also walk into nested modules and testdata.
 */
function formatCheck(options: GoRunOptions, extra: readonly string[]): Step {
  const lists = ['GoFiles', 'CgoFiles', 'IgnoredGoFiles', 'TestGoFiles', 'XTestGoFiles'];
  const template = `{{$d := .Dir}}${lists.map((list) => `{{range .${list}}}{{$d}}/{{.}}{{"\\n"}}{{end}}`).join('')}`;
  return {
    command: command('gofmt', ['-l', ...extra], options),
    argumentsFrom: command('go', ['list', '-e', '-find', '-f', template, packageOf(options)], options),
    failOnOutput: true,
    hint: () => 'These files are not formatted: run the format target.',
  };
}

/** Modules that should not come from the network do not; golangci-lint knows -mod itself. */
function lintArguments(options: GoRunOptions, extra: readonly string[]): string[] {
  return [
    'run',
    ...(options.tags.length > 0 ? [`--build-tags=${options.tags.join(',')}`] : []),
    ...extra,
    './...',
  ];
}

const INSTALL_LINT = 'Install golangci-lint: https://golangci-lint.run/docs/welcome/install/';
const INSTALL_ZIG =
  'cgo for another platform needs zig: https://ziglang.org/download/ (or pip install ziglang)';
const INSTALL_AIR = 'Install air: go install github.com/air-verse/air@latest';

/**
 * With an .air.toml the project has said what to do; without, air would build the folder it stands in and
 * watch only that.
 */
function air(options: GoRunOptions, context: PlanContext, main: string): Step {
  const program = optional('air', INSTALL_AIR, context);
  if (options.air !== undefined)
    return { command: { program, args: ['--', ...context.extra], cwd: options.air } };
  // air hands the line to a shell.
  if (!/^[\w./~-]+$/.test(main))
    throw new OptionsError(
      `dev: ${main} cannot stand in the command line of air, which a shell reads.\n  Write an .air.toml with your own command: air init`,
    );
  const binary = relative(
    options.module,
    join('.nx/polynx/tmp/air', options.package ?? options.module, 'main'),
  );
  const build = ['go build -o', binary, ...tags(options), main].join(' ');
  return {
    command: command(program, ['--build.cmd', build, '--build.bin', binary, '--', ...context.extra], options),
  };
}

/** At graph time nobody is asked what is installed. */
function optional(program: string, install: string, context: PlanContext): string {
  if (context.version !== undefined && !context.has(program)) throw new ToolMissingError(program, install);
  return program;
}

/** `go version go1.26.8 linux/amd64` */
function needs(release: number, what: string, { version }: PlanContext): void {
  const minor = /go1\.(\d+)/.exec(version ?? '')?.[1];
  if (minor !== undefined && Number(minor) < release)
    throw new OptionsError(`${what} needs Go 1.${release} or later, this is ${version}.`);
}

function command(program: string, args: readonly string[], options: GoRunOptions): Command {
  const env = platformEnv(options);
  return { program, args, cwd: options.module, ...(Object.keys(env).length > 0 ? { env } : {}) };
}

/**
 * C for another platform is compiled with zig, which has every platform's headers:
 * https://zig.news/kristoff/building-sqlite-with-cgo-for-every-os-4cic
 */
function platformEnv({ goos, goarch, cgo }: GoRunOptions): Record<string, string> {
  const triple =
    goos === undefined || goarch === undefined ? undefined : zigTarget({ os: goos, arch: goarch });
  return compact({
    GOOS: goos,
    GOARCH: goarch,
    ...(cgo === undefined ? {} : { CGO_ENABLED: cgo ? '1' : '0' }),
    ...(cgo !== true || triple === undefined
      ? {}
      : { CC: `zig cc -target ${triple}`, CXX: `zig c++ -target ${triple}` }),
  });
}

function hint(text: string): string | undefined {
  if (text.includes('is not one of the workspace modules'))
    return 'The nearest go.work does not name this module: add it with "go work use", or set GOWORK=off.';
  if (text.includes('updates to go.mod needed') || text.includes('missing go.sum entry'))
    return 'No task changes go.mod or go.sum by itself: run "go mod tidy" in the module.';
  return undefined;
}

/** What decides whether a task may share its process. Its own arguments may mean anything. */
export function sharesProcess(
  { command: name, args, cover, coverProfile, goos, stamp }: GoRunOptions,
  { extra }: PlanContext,
): boolean {
  // NB for another platform go sees other files: what it is asked about its packages would have to be asked
  // for that one.
  const isBatched = goos === undefined && (name === 'build' || name === 'vet' || name === 'test');
  return isBatched && !stamp && args.length + extra.length === 0 && !cover && coverProfile === undefined;
}

type BatchedTasks = readonly [BatchedModule, ...BatchedModule[]];
interface BatchedModule extends Pick<BatchedTask<GoRunOptions>, 'options'> {
  /** Import paths, where not all packages of the module are meant. */
  readonly packages?: readonly string[];
}

export interface GoBatch {
  readonly step: Step;
  /** Where the programs are left. */
  readonly scratch?: string;
}

/** One process for tasks whose options differ in nothing but what they are about. */
export function batchOf(from: string, tasks: BatchedTasks): GoBatch {
  const [{ options }] = tasks;
  const { command: name, output: program } = options;
  const patterns = tasks.flatMap(({ options: own, packages }) => packages ?? [patternFrom(from, own)]);
  if (program === undefined) {
    const args = [name, ...flags(options), ...patterns];
    return { step: { command: goFrom(from, args, options), messages: name === 'test' } };
  }
  const scratch = join('.nx/polynx/tmp/go/batch', from);
  const place = ['-o', `${relative(from, scratch)}/`, ...REPRODUCIBLE];
  const args = [name, ...place, ...flags(options), ...patterns];
  return { step: { command: goFrom(from, args, options), exclusive: scratch }, scratch };
}

export function listOf(from: string, tasks: BatchedTasks): Command {
  const [{ options }] = tasks;
  const patterns = tasks.map((task) => patternFrom(from, task.options));
  const own = flags({ ...options, race: false, ldflags: '' });
  return goFrom(from, ['list', '-e', '-f', LISTING, ...own, ...patterns], options);
}

/** As each of the tasks would start it, from elsewhere: whether C is compiled stands in the environment. */
function goFrom(from: string, args: readonly string[], options: GoRunOptions): Command {
  return command('go', args, { ...options, module: from });
}

function patternFrom(from: string, { module, package: directory }: GoRunOptions): string {
  const path = relative(from, directory ?? module);
  const folder = path === '.' ? '.' : `./${path}`;
  return directory === undefined ? `${folder}/...` : folder;
}
