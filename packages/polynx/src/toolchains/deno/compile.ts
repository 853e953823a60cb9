/**
 * One file of a program and its Deno. https://docs.deno.com/runtime/reference/cli/compile/
 *
 * NB by itself `deno compile` downloads `denort`, the runtime that goes in, even for this machine: a file is
 * named instead, or nothing is compiled.
 */
import { compact } from '../../model/compact.js';
import { OptionsError } from '../../model/errors.js';
import { type Executable, executableOf } from '../../model/executable.js';
import { only } from '../../model/globs.js';
import { basename, join, relative } from '../../model/paths.js';
import { executableName, hostPlatform, platformIntent } from '../../model/platform.js';
import type { Project } from '../../model/project.js';
import { fileNamed } from '../../model/safe-paths.js';
import type { Plan, Task } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import type { DenoDetails } from './details.js';
import { compiledInputs, readsOutside } from './inputs.js';
import type { DenoRunOptions } from './options.js';
import { givesPermissions } from './permissions.js';
import { installedPackages, isSettled } from './slice.js';

const TRIPLES: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-gnu',
  'linux-arm64': 'aarch64-unknown-linux-gnu',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'windows-x64': 'x86_64-pc-windows-msvc',
  'windows-arm64': 'aarch64-pc-windows-msvc',
};

export function hasDeno(platform: string): boolean {
  return Object.hasOwn(TRIPLES, platform);
}

export function compileTask(project: Project<DenoDetails>, platform = hostPlatform()): Task | undefined {
  const { details, root } = project;
  const executable = settingOf(project);
  if (executable === undefined || TRIPLES[platform] === undefined) return undefined;
  const runtime = executable.runtimes[platform];
  const kept = isSettled(details) && !readsOutside(details);
  const inputs = compiledInputs(project, 'production', ['run']);
  const output = join('dist', root, platform, fileNamed(executableName(executable.name, platform)));
  const options = compact<Partial<DenoRunOptions>>({
    command: 'compile',
    main: executable.main,
    output,
    platform,
    denort: runtime,
    ...(givesPermissions('run', [details.workspace.root, details.manifest]) ? { permissions: true } : {}),
    ...(details.workspace.lock === undefined ? {} : { frozen: true }),
    ...(usesInstalled(project) ? { installed: true } : {}),
  });
  return {
    intent: 'compile',
    description: `Put the program and Deno for ${platform} into one file`,
    options,
    command: { program: 'deno', args: ['compile', executable.main], cwd: root },
    cache: kept,
    inputs: {
      ...inputs,
      ...(runtime === undefined
        ? { env: [...(inputs.env ?? []), 'DENORT_BIN'] }
        : { ignored: only([runtime]) }),
    },
    outputs: [output],
    closure: details.closures.production.map((one) => one.root),
    scope: 'production',
  };
}

export function denoPlatformTask(project: Project<DenoDetails>, platform: string): Task | undefined {
  const task = compileTask(project, platform);
  return task === undefined ? undefined : { ...task, intent: platformIntent(platform), platform };
}

/** Packages lie in node_modules, by what the configuration or a package.json says. */
function usesInstalled({ details }: Project<DenoDetails>): boolean {
  const { json } = details.workspace.root;
  return json.nodeModulesDir !== undefined || installedPackages(details, 'production').length > 0;
}

function settingOf({ settings, details, name }: Project<DenoDetails>): Executable | undefined {
  if (settings.executable === undefined) return undefined;
  const main = details.main ?? details.manifest.exports['.'];
  const short = name.slice(name.lastIndexOf('/') + 1);
  return executableOf(settings.executable, compact({ name: short, main }));
}

export function planCompile(options: DenoRunOptions, context: PlanContext): Plan {
  const { main = 'main.ts', output = '', platform = hostPlatform(), frozen, permissions } = options;
  const { projectRoot, extra, scratch = '.nx/polynx/tmp/deno' } = context;
  const denort = denortFor(options, context);
  const from = join(scratch, 'deno', platform, basename(output));
  const args = [
    'compile',
    ...(frozen ? ['--frozen'] : []),
    ...(permissions ? ['-P'] : []),
    // NB else it takes in all of node_modules, Nx too, wherever there is a package.json above.
    ...(options.installed ? [] : ['--node-modules-dir=none', '--exclude-unused-npm']),
    `--target=${TRIPLES[platform] ?? platform}`,
    // NB the file's name is in the result.
    `--output=${relative(projectRoot, from)}`,
    ...extra,
    main,
  ];
  const env = { DENORT_BIN: denort, ...(context.color ? { FORCE_COLOR: '1' } : {}) };
  const command = { program: 'deno', args, cwd: projectRoot, env };
  return {
    steps: [{ command }],
    artifacts: [{ from, to: output, codeSigned: platform.startsWith('darwin') }],
  };
}

function denortFor({ denort, platform = hostPlatform() }: DenoRunOptions, context: PlanContext): string {
  const { place = '', env, version } = context;
  const named = denort ?? (platform === hostPlatform() ? env['DENORT_BIN'] : undefined);
  if (version === undefined) return named ?? 'denort';
  if (named === undefined || named === '') {
    const number = /deno (\d\S*)/.exec(version)?.[1] ?? 'the same version';
    throw new OptionsError(
      `denort for ${platform} is not installed, and tasks download nothing. It comes with each release of Deno; this one is ${number}.\n  Name the file: "executable": { "runtimes": { "${platform}": "path/to/denort" } } in the nx section of deno.json, or DENORT_BIN for this machine.\n  With Nix: \${deno.denort}/bin/denort`,
    );
  }
  const path = named.startsWith('/') || /^[A-Za-z]:/.test(named) ? named : `${place}/${named}`;
  if (!context.isFile?.(path))
    throw new OptionsError(
      `denort: ${path} does not exist. Name the file denort of a release of Deno, in executable.runtimes or in DENORT_BIN.`,
    );
  // NB with deno itself in its place the result is half a gigabyte, and starts a shell of Deno's.
  if (!/denort/.test(basename(path.replaceAll('\\', '/'))))
    throw new OptionsError(
      `${path} is not a file called denort. An executable contains the runtime denort, not deno itself.`,
    );
  return path;
}
