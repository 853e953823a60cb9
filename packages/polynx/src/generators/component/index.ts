import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import type { Analysis } from '../../analysis/analyse.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { join, leavesWorkspace } from '../../model/paths.js';
import { hostPlatform } from '../../model/platform.js';
import type { Command } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import type { Kind, ScaffoldRequest } from '../../toolchains/toolchain.js';
import writeFlake from '../flake/index.js';
import { ignoreOutputs } from '../init/ignore-outputs.js';
import { analyseWorkspace } from '../nx-tree.js';
import { canAsk, text } from './ask.js';
import { type Chosen, chosen } from './chosen.js';
import { isByNix, refuseIdle } from './effects.js';
import { runCommands, shown } from './finish.js';
import { placeFor } from './place.js';
import { rememberFolder } from './remember.js';
import { render } from './render.js';
import { type ComponentOptions, schema } from './schema.js';

/**
 * `nx g polynx:component NAME --toolchain=… --kind=…`: the toolchain writes the files, we find the place and
 * check the result.
 */
export default async function component(
  host: NxTree,
  given: z.input<typeof schema>,
): Promise<GeneratorCallback> {
  const options = readGiven(given);
  const one = await chosen(options);
  const { analysis: before, tree } = await analyseWorkspace(host);
  const directory = await directoryFor(options, one, before, host);
  refuseTaken(options.name, directory, before, tree, host);

  const request = requestOf(options, one.kind, directory);
  const { texts, commands } = await render(request, one, tree);
  for (const [path, content] of Object.entries(texts)) host.write(path, content);
  let planned = await nameIt(request, host);
  const byNix = (options.packaging ?? []).filter(isByNix);
  const flake = byNix.length === 0 ? undefined : await writeFlake(host, {});
  if (flake !== undefined) planned = (await projectAt(directory, host)).planned;
  const own = planned.filter(({ project }) => project.root === directory);
  refuseIdle({ ...request, platforms: options.platforms ?? [] }, byNix, one.toolchain.title, own);
  await ignoreOutputs(host, planned);
  if (!options.skipFormat) await formatFiles(host);
  return async () => {
    const left = options.skipInstall ? commands : await runCommands(commands, host.root);
    await flake?.();
    console.log(`\n${farewell(request, planned, left)}\n`);
  };
}

function readGiven(given: z.input<typeof schema>): ComponentOptions {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'component', schema));
  return result.data;
}

export function requestOf(options: ComponentOptions, kind: Kind, directory: string): ScaffoldRequest {
  const { name, linter, publishable } = options;
  const packaging = options.packaging?.filter((one) => !isByNix(one));
  // Packages are made of builds for platforms: of this machine's where none is named.
  const isPacked = packaging !== undefined && packaging.length > 0 && kind !== 'wasm';
  const platforms = options.platforms ?? (isPacked ? [hostPlatform()] : undefined);
  return {
    name,
    kind,
    directory,
    publishable,
    ...(linter === undefined ? {} : { linter }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(packaging === undefined ? {} : { packaging }),
  };
}

async function directoryFor(
  options: ComponentOptions,
  { kind, toolchain, scaffold }: Chosen,
  { planned }: Analysis,
  host: NxTree,
): Promise<string> {
  const given = options.directory?.replaceAll('\\', '/');
  const place = placeFor({ kind, toolchain: toolchain.id }, planned, options.folders, scaffold.folders);
  const isOpen = given === undefined && !place.isKnown && canAsk();
  const folder = isOpen
    ? join(await text(`Folder for components of this kind (${kind})?`, place.folder))
    : place.folder;
  const directory = given === undefined ? join(folder, options.name) : join(given);
  if (leavesWorkspace(directory) || given?.startsWith('/')) {
    throw new OptionsError(`directory: ${options.directory ?? directory} is outside the workspace`);
  }
  if (directory === '.')
    throw new OptionsError('directory: a component needs a folder of its own, such as --directory=apps/NAME');
  if (isOpen) rememberFolder(host, kind, folder);
  return directory;
}

function refuseTaken(name: string, directory: string, before: Analysis, tree: Tree, host: NxTree): void {
  const owner = [...before.names].find(([, taken]) => taken === name)?.[0];
  if (owner !== undefined) {
    throw new OptionsError(`name: there is a project ${name} already, in ${owner}; choose another name`);
  }
  if (tree.hasDirectory(directory) || host.exists(directory)) {
    throw new OptionsError(`directory: ${directory} exists already; choose another with --directory`);
  }
}

/**
 * The name that was given is the project's. One that the workspace around it does not take in is worth
 * nothing.
 */
async function nameIt({ name, directory }: ScaffoldRequest, host: NxTree): Promise<Analysis['planned']> {
  const first = await projectAt(directory, host);
  if (first.name === name) return first.planned;
  const file = join(directory, 'project.json');
  const settings = JSON.parse(host.read(file, 'utf-8') ?? '{}') as object;
  host.write(file, `${JSON.stringify({ name, ...settings }, null, 2)}\n`);
  return (await projectAt(directory, host)).planned;
}

async function projectAt(
  directory: string,
  host: NxTree,
): Promise<{ readonly name: string; readonly planned: Analysis['planned'] }> {
  const { planned, names } = (await analyseWorkspace(host)).analysis;
  const found = planned.find(({ project }) => project.root === directory);
  if (found?.broken !== undefined) throw found.broken.error;
  const name = names.get(directory);
  if (found !== undefined && name !== undefined) return { name, planned };
  throw new ExpectedError(
    `A component in ${directory} would not become a project: the workspace around it excludes that folder, or ignoreDirectories of polynx does.\n  Choose another folder with --directory.`,
  );
}

function farewell(
  { name, directory }: ScaffoldRequest,
  planned: Analysis['planned'],
  left: readonly Command[],
): string {
  const rest = left.map((command) => `Run: ${shown(command)}`);
  const own = planned.filter(({ project }) => project.root === directory);
  const intents = new Set(own.flatMap(({ tasks }) => tasks.map(({ intent }) => intent)));
  const tried = ['build', 'check', 'typecheck', 'test', 'lint', 'format-check'].filter((intent) =>
    intents.has(intent),
  );
  return [
    `${name} is ready, in ${directory}.`,
    ...rest,
    `Try: nx run-many -p ${name} -t ${tried.join(' ')}`,
    ...(intents.has('run') ? [`Start it: nx run ${name}:run`] : []),
  ].join('\n');
}
