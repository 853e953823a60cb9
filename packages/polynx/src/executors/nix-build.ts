import type { ExecutorContext } from '@nx/devkit';
import { isExpected } from '../model/errors.js';
import { type NixBuildOptions, wantedOf } from './nix/options.js';
import { realise } from './nix/realise.js';
import { openSession } from './nix/session.js';

/** Builds one package of the flake, or takes it from a cache of Nix. */
export default async function nixBuild(
  options: NixBuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const session = await openSession(options, context);
    const [done] = await realise(session, [wantedOf('', options, session)], (text) =>
      process.stdout.write(text),
    );
    if (done !== undefined) console.log(done.log);
    return { success: done?.success ?? false };
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`\n${error.message}\n`);
    return { success: false };
  }
}
