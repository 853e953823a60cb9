import { type Analysis, analyse } from '../analysis/analyse.js';
import type { PluginOptions, ToolchainOptions } from '../analysis/options.js';
import { createTree } from '../model/tree.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';

/**
 * The analysis of a workspace that is only texts by path.
 *
 * @param options of toolchains, by id
 * @param common options that concern all of them: how a test turns on the pipe that it is about
 */
export function analyseFiles(
  texts: Readonly<Record<string, string>>,
  toolchains: readonly AnyToolchain[],
  options: Readonly<Record<string, Partial<ToolchainOptions>>> = {},
  common: Partial<PluginOptions> = {},
): Analysis {
  const files = Object.keys(texts).sort();
  const plugin: PluginOptions = {
    ignoreDirectories: ['fixtures'],
    maxFileSize: 20,
    platforms: [],
    projects: {},
    stamp: {},
    verifyReproducible: false,
    ci: false,
    builder: 'toolchain',
    interfaces: undefined,
    tools: 'path',
    flake: undefined,
    batch: true,
    boundaries: [],
    packages: false,
    images: false,
    ...common,
    toolchains: Object.fromEntries(
      toolchains.map(({ id }) => [id, { enabled: true, targets: {}, own: {}, ...options[id] }]),
    ),
  };
  return analyse(
    files,
    createTree(files, (file) => texts[file]),
    plugin,
    toolchains,
  );
}
