import {
  detectPackageManager,
  formatFiles,
  type GeneratorCallback,
  getPackageManagerCommand,
  type Tree as NxTree,
} from '@nx/devkit';
import * as z from 'zod/mini';
import type { Analysis } from '../../analysis/analyse.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { basename, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import type { Scaffold, ScaffoldRequest } from '../../toolchains/toolchain.js';
import { ignoreOutputs } from '../init/ignore-outputs.js';
import { analyseWorkspace } from '../nx-tree.js';
import { placeFor } from './place.js';
import { type ComponentOptions, schema } from './schema.js';

/** `nx g polynx:component NAME --toolchain=… --kind=…`: the toolchain writes the files, we find the place and check the result. */
export default async function component(host: NxTree, given: ComponentOptions): Promise<GeneratorCallback> {
  const options = readGiven(given);
  const { analysis: before, tree } = await analyseWorkspace(host);
  const scaffold = await scaffoldOf(options);
  const directory = directoryFor(options, before);
  refuseTaken(options.name, directory, before, tree, host);

  const request: ScaffoldRequest = { name: options.name, kind: options.kind, directory };
  const files = { ...scaffold.files(request, tree), ...scaffold.wire(request, tree) };
  for (const [path, text] of Object.entries(files)) host.write(path, text);
  const { name, planned } = await projectAt(directory, host);
  await ignoreOutputs(host, planned);
  if (!options.skipFormat) await formatFiles(host);
  return () => console.log(`\n${farewell(name, Object.keys(files), host)}\n`);
}

function readGiven(given: ComponentOptions): ComponentOptions {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'component', schema));
  return result.data;
}

async function scaffoldOf({ toolchain: id, kind }: ComponentOptions): Promise<Scaffold> {
  const toolchain = toolchains.find((one) => one.id === id);
  const scaffold = await toolchain?.scaffold?.();
  if (scaffold === undefined) throw new OptionsError(`toolchain: ${id} cannot start components`);
  if (!scaffold.kinds.includes(kind)) {
    throw new OptionsError(`kind: ${id} has no ${kind}; it offers ${scaffold.kinds.join(', ')}`);
  }
  return scaffold;
}

function directoryFor(options: ComponentOptions, { planned }: Analysis): string {
  const directory =
    options.directory === undefined
      ? placeFor(options, planned)
      : join(options.directory.replaceAll('\\', '/'));
  if (leavesWorkspace(directory) || options.directory?.startsWith('/')) {
    throw new OptionsError(`directory: ${options.directory} is outside the workspace`);
  }
  if (directory === '.') throw new OptionsError('directory: the root of the workspace is taken');
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

/** What Nx will call the new component. One that the workspace around it does not take in is worth nothing. */
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
    `${directory} would be no project: the workspace around it leaves that folder out, or polynx does.\n  Choose another with --directory.`,
  );
}

function farewell(name: string, files: readonly string[], host: NxTree): string {
  const isPackage = files.some((file) => basename(file) === 'package.json') && host.exists('package.json');
  const install = isPackage
    ? [`Tell the package manager: ${getPackageManagerCommand(detectPackageManager(host.root)).install}`]
    : [];
  return [`${name} is ready.`, ...install, `Try: nx run-many -p ${name} -t build test lint`].join('\n');
}
