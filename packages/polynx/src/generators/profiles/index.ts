import type { GeneratorCallback, Tree as NxTree } from '@nx/devkit';
import { toolchains } from '../../toolchains/index.js';
import { analyseWorkspace } from '../nx-tree.js';
import type { ProfilesOptions } from './schema.js';

/** `nx g polynx:profiles`, and again at any time: a profile that is there is the user's. */
export default async function profiles(
  host: NxTree,
  { overwrite = false }: ProfilesOptions,
): Promise<GeneratorCallback> {
  const {
    analysis: { planned },
    tree,
  } = await analyseWorkspace(host);
  let isChanged = false;
  for (const { id, profiles: writerOf } of toolchains) {
    const projects = planned.filter(({ toolchain }) => toolchain === id).map(({ project }) => project);
    const writer = projects.length === 0 ? undefined : await writerOf?.();
    for (const [path, text] of Object.entries(writer?.write(projects, tree, { overwrite }) ?? {})) {
      host.write(path, text);
      isChanged = true;
    }
  }
  return () => {
    if (!isChanged) console.log('\nEvery preset is there.\n');
  };
}
