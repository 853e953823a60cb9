import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { OptionsError } from '../../model/errors.js';
import { componentName } from '../../model/git-urls.js';
import { basename, dirname } from '../../model/paths.js';
import { insideWorkspace } from '../../model/safe-paths.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import { ignoreDist } from '../import-git/ignore-dist.js';
import { schema } from './schema.js';
import { type Made, targetOf, writeTarget } from './target.js';

/** `nx g polynx:nix-expression FILE`: a target that is made from an expression. */
export default async function nixExpression(
  host: NxTree,
  given: z.input<typeof schema>,
): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'nix-expression', schema));
  const { target, skipFormat, sources, ...options } = result.data;
  const file = insideWorkspace('file', options.file);
  if (!host.exists(file) || !file.endsWith('.nix'))
    throw new OptionsError(`file: ${file} does not exist, or is no expression (.nix).`);
  const directory = insideWorkspace('directory', options.directory ?? dirname(file));
  const name = componentName(options.name ?? nameAt(host, directory));
  if (!/^[A-Za-z][\w.:-]*$/.test(target))
    throw new OptionsError(`target: ${JSON.stringify(target)} cannot be the name of a target.`);
  const made: Made = {
    ...options,
    name,
    directory,
    file,
    sources: sources?.map((one) => insideWorkspace('sources', one)),
  };
  writeTarget(host, made, target, targetOf(made));
  await ignoreDist(host);
  if (!skipFormat) await formatFiles(host);
  return () => {
    const flake = host.exists('flake.nix')
      ? []
      : ['Packages come from a flake, which is missing: nx g polynx:flake'];
    console.log(
      `\n${[`${file} is built by the target ${target} of ${directory}.`, ...flake, `Try: nx ${target} ${name}`].join('\n')}\n`,
    );
  };
}

function nameAt(host: NxTree, directory: string): string {
  if (directory === '.') throw new OptionsError('name: an expression at the root needs one: --name.');
  const text = host.read(`${directory}/project.json`, 'utf-8');
  const { name } = text === null ? { name: undefined } : (JSON.parse(text) as { name?: string });
  return name ?? basename(directory);
}
