import { formatFiles, type GeneratorCallback, type Tree as NxTree } from '@nx/devkit';
import * as z from 'zod/mini';
import { fetchSource } from '../../adapters/git-remote/fetch.js';
import { OptionsError } from '../../model/errors.js';
import { componentName, gitUrl } from '../../model/git-urls.js';
import { LIBRARY_FOLDER } from '../../model/nix-places.js';
import { join } from '../../model/paths.js';
import { insideWorkspace } from '../../model/safe-paths.js';
import { PIN_FILE, pinText, type SourcePin, shortRef } from '../../model/source-pin.js';
import { describeIssues } from '../../toolchains/shared/manifest.js';
import writeFlake from '../flake/index.js';
import { type Made, targetOf, writeTarget } from '../nix-expression/target.js';
import { ignoreDist } from './ignore-dist.js';
import { schema } from './schema.js';
import { scratchFor } from './scratch.js';

/** `nx g polynx:import-git URL --ref=…`: a component whose sources are in another repository. */
export default async function importGit(
  host: NxTree,
  given: z.input<typeof schema>,
): Promise<GeneratorCallback> {
  const result = z.safeParse(schema, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'import-git', schema));
  const { url, ref, submodules, allow, gitTimeout, skipFormat, expression, template, ...options } =
    result.data;
  const name = componentName(options.name ?? gitUrl(url, allow).name);
  const directory = insideWorkspace('directory', options.directory ?? `imported/${name}`);
  const pinFile = join(directory, PIN_FILE);
  if (host.exists(pinFile))
    throw new OptionsError(
      `${pinFile} is there already. To follow its branch: nx g polynx:git-update ${name}`,
    );
  const file = expression === undefined ? undefined : insideWorkspace('expression', expression);
  if (file !== undefined && !host.exists(file))
    throw new OptionsError(`expression: ${file} does not exist. Write it first: { src, stdenv }: …`);

  const made: Made = {
    ...options,
    name,
    directory,
    pin: pinFile,
    ...(file === undefined ? { template } : { file }),
  };
  const target = targetOf(made);
  const scratch = scratchFor(host.root, name);
  const { pin } = await fetchSource({ url, ref, submodules, allow, seconds: gitTimeout, scratch });
  host.write(pinFile, pinText(pin));
  writeTarget(host, made, 'build', target);
  const needsFlake = !host.exists('flake.nix') || (file === undefined && !host.exists(LIBRARY_FOLDER));
  const flake = needsFlake ? await writeFlake(host, {}) : undefined;
  await ignoreDist(host);
  if (!skipFormat) await formatFiles(host);
  return async () => {
    await flake?.();
    console.log(`\n${name}: ${described(pin)}\nTry: nx build ${name}\n`);
  };
}

/** `main at 44a5f1e of 2026-12-01`. */
export function described({ ref, rev, date }: SourcePin): string {
  const at = `${rev.slice(0, 7)} of ${date.slice(0, 10)}`;
  return ref === undefined ? at : `${shortRef(ref)} at ${at}`;
}
