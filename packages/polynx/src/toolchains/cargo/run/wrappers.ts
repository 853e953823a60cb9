/** Programs that cargo starts in place of rustc. */
import { resolve } from 'node:path';
import type { PlanContext } from '../../toolchain.js';
import { isCompilerCache, wrappersIn } from '../manifest/programs.js';
import { cargoConfigurations } from './rustflags.js';

/**
 * NB cargo does not compile again where there is another wrapper than before, or another text in it: as for a
 * flag it does.
 *
 * @param workspace workspace-relative directory that cargo is started in
 */
export function wrapperFlags(workspace: string, context: PlanContext): string[] {
  const { env, place, digest, find } = context;
  if (place === undefined) return [];
  const here = resolve(place, workspace);
  const wrappers = [
    ...wrappersIn(env).map(({ program }) => ({ program, folder: here })),
    ...configuredWrappers(workspace, context),
  ];
  return wrappers.flatMap(({ program, folder }) => {
    const path = /[/\\]/.test(program) ? resolve(folder, program) : find?.(program);
    const known = path === undefined ? undefined : digest?.(path);
    return ['--cfg', `polynx_wrapper=${JSON.stringify(known ?? program)}`];
  });
}

function configuredWrappers(workspace: string, context: PlanContext) {
  return cargoConfigurations(workspace, context).flatMap(({ build, folder }) =>
    ['rustc-wrapper', 'rustc-workspace-wrapper'].flatMap((key) => {
      const program = build?.[key];
      return typeof program === 'string' && program !== '' && !isCompilerCache(program)
        ? [{ program, folder }]
        : [];
    }),
  );
}
