/**
 * One file of a program and its Bun. https://bun.sh/docs/bundler/executables
 *
 * NB by itself `bun build --compile` downloads the Bun of another platform: the npm package that the lock
 * pins is named instead.
 */
import { OptionsError } from '../../model/errors.js';
import { basename, join } from '../../model/paths.js';
import { hostPlatform } from '../../model/platform.js';
import type { Plan } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import { absolute, findInstalled } from './installed.js';
import type { NodeRunOptions } from './options.js';

/** As `--target=bun-…` and the packages `@oven/bun-…` call it. */
const NAMES: Readonly<Record<string, readonly [target: string, name: string]>> = {
  'linux-x64': ['linux-x64', 'linux-x64'],
  'linux-arm64': ['linux-arm64', 'linux-aarch64'],
  'linux-x64-musl': ['linux-x64-musl', 'linux-x64-musl'],
  'linux-arm64-musl': ['linux-arm64-musl', 'linux-aarch64-musl'],
  'darwin-x64': ['darwin-x64', 'darwin-x64'],
  'darwin-arm64': ['darwin-arm64', 'darwin-aarch64'],
  'windows-x64': ['windows-x64', 'windows-x64'],
  'windows-arm64': ['windows-arm64', 'windows-aarch64'],
};

export function hasBun(platform: string): boolean {
  return Object.hasOwn(NAMES, platform);
}

export function planBun(options: NodeRunOptions, context: PlanContext): Plan {
  const { main = '', output = '', platform = hostPlatform(), args } = options;
  const [target = platform] = NAMES[platform] ?? [];
  const from = join(context.scratch ?? '.nx/polynx/tmp/bun', 'bun', platform, basename(output));
  const command = {
    program: bunHere(context),
    args: [
      'build',
      '--compile',
      `--target=bun-${target}`,
      `--compile-executable-path=${runtimeFor(platform, options, context)}`,
      // NB the file's name is in the result.
      `--outfile=${from}`,
      ...args,
      ...context.extra,
      main,
    ],
    cwd: '.',
  };
  return {
    steps: [{ command }],
    artifacts: [{ from, to: output, codeSigned: platform.startsWith('darwin') }],
  };
}

/**
 * NB what npm installs as `bun` puts the file of its platform in the place of its own launcher, and leaves
 * nothing behind.
 */
function bunHere(context: PlanContext): string {
  const host = packaged(hostPlatform(), context);
  const moved = `${findInstalled('bun', context)?.folder}/bin/bun.exe`;
  const found = host ?? (context.isFile?.(moved) ? moved : context.find?.('bun'));
  if (found !== undefined || context.version === undefined) return found ?? 'bun';
  throw new OptionsError(
    'Bun is not installed, neither in node_modules nor on PATH.\n  Run: npm install --save-dev bun',
  );
}

function packaged(platform: string, context: PlanContext): string | undefined {
  const name = `@oven/bun-${NAMES[platform]?.[1]}`;
  const file = `${findInstalled(name, context)?.folder}/bin/${platform.startsWith('windows') ? 'bun.exe' : 'bun'}`;
  return context.isFile?.(file) ? file : undefined;
}

function runtimeFor(platform: string, { runtime }: NodeRunOptions, context: PlanContext): string {
  if (runtime !== undefined) return absolute(runtime, context);
  const found = packaged(platform, context) ?? (platform === hostPlatform() ? bunHere(context) : undefined);
  if (found !== undefined || context.version === undefined) return found ?? 'bun';
  const version = findInstalled('bun', context)?.version;
  throw new OptionsError(
    `Bun for ${platform} is not installed, and tasks download nothing.\n  Install it: npm install --save-dev --force @oven/bun-${NAMES[platform]?.[1]}${version === undefined ? '' : `@${version}`}\n  Or name a file: "executable": { "runtimes": { "${platform}": "path/to/bun" } } in the nx section of package.json.`,
  );
}
