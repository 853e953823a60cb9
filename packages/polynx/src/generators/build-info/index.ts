import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { dirname, relative } from '../../model/paths.js';
import { toolchains } from '../../toolchains/index.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import type { BuildInfo } from '../../toolchains/toolchain.js';
import { withStamp } from '../init/nx-json.js';
import { analyseWorkspace } from '../nx-tree.js';
import { type BuildInfoOptions, schema } from './schema.js';

/**
 * `nx g polynx:build-info PROJECT`: the toolchain writes the sources, nx.json says which builds are stamped.
 */
export default async function buildInfo(host: NxTree, given: BuildInfoOptions): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'build-info', schema));
  const { project: name, in: variants, name: agent, skipFormat } = result.data;
  const nxJson = host.read('nx.json', 'utf-8') ?? '{}';
  const {
    analysis: { planned, names },
    tree,
  } = await analyseWorkspace(host);
  const found = planned.filter(({ project }) => names.get(project.root) === name || project.root === name);
  // A folder with two manifests: the one that is built.
  const one = found.find(({ tasks }) => tasks.some(({ intent }) => intent === 'build')) ?? found[0];
  if (one === undefined)
    throw new OptionsError(`project: no project is called ${name}. nx show projects lists all`);
  if (one.broken !== undefined) throw one.broken.error;
  const { root } = one.project;
  const toolchain = toolchains.find(({ id }) => id === one.toolchain);
  const info = (await toolchain?.scaffold?.())?.buildInfo?.(root, tree, agent);
  if (info === undefined)
    throw new ExpectedError(
      `polynx:build-info writes no module for ${toolchain?.title} projects, such as ${name}.`,
    );
  if (agent !== undefined && info.hasName !== true) refuseName(toolchain?.title);
  for (const [path, text] of Object.entries(info.files)) host.write(path, text);
  for (const path of info.ignored) ignore(path, root, host);
  const stamp = info.module === undefined ? variants : { in: variants, module: info.module };
  host.write('nx.json', withStamp(nxJson, root, stamp));
  if (!skipFormat) await formatFiles(host);
  return () => console.log(`\n${farewell(names.get(root) ?? name, variants, info)}\n`);
}

function refuseName(toolchain = ''): never {
  throw new OptionsError(
    `name: has no effect for ${toolchain} projects: the function for the user agent takes it as an argument.`,
  );
}

/** In the project's own .gitignore. */
function ignore(path: string, root: string, host: NxTree): void {
  const file = root === '.' ? '.gitignore' : `${root}/.gitignore`;
  const text = host.read(file, 'utf-8') ?? '';
  const line = `/${relative(dirname(file), path)}`;
  if (text.split(/\r?\n/).includes(line)) return;
  host.write(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`);
}

function farewell(name: string, variants: readonly string[], { files, hint }: BuildInfo): string {
  const stamped = variants.map((variant) => `nx build ${name} -c ${variant}`).join(', ');
  return [
    `Written: ${Object.keys(files).join(', ')}`,
    ...(hint === undefined ? [] : [hint]),
    `Stamped: ${stamped}. All other builds stay the same whatever the commit.`,
  ].join('\n');
}
