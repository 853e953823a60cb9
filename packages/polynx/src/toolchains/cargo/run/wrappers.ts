/** Programs that cargo starts in place of rustc. */
import { resolve } from 'node:path';
import type { PlanContext } from '../../toolchain.js';
import { wrappersIn } from '../manifest/programs.js';

/**
 * NB cargo does not compile again where there is another wrapper than before, or another text in it: as for a flag it does.
 *
 * @param workspace workspace-relative directory that cargo is started in
 */
export function wrapperFlags(workspace: string, { env, place, digest, find }: PlanContext): string[] {
  if (place === undefined) return [];
  return wrappersIn(env).flatMap(({ program }) => {
    const path = /[/\\]/.test(program) ? resolve(place, workspace, program) : find?.(program);
    const known = path === undefined ? undefined : digest?.(path);
    return ['--cfg', `polynx_wrapper=${JSON.stringify(known ?? program)}`];
  });
}
