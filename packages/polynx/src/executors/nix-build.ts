import type { ExecutorContext } from '@nx/devkit';
import { noteSteps } from '../run/note-steps.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { NixBuildOptions } from './definitions/nix-build.js';
import { wantedOf, withTimeout } from './nix/jobs.js';
import { realise } from './nix/realise.js';
import { openSession, versionIn } from './nix/session.js';

/** Builds one package of the flake, or takes it from a cache of Nix. */
export default function nixBuild(
  options: NixBuildOptions,
  context: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const session = await openSession(withTimeout(options), context);
    return noteSteps(context, versionIn(session), async () => {
      const [done] = await realise(session, [wantedOf('', options, session)], (text) =>
        process.stdout.write(text),
      );
      if (done !== undefined) console.log(done.log);
      return done?.success ?? false;
    });
  });
}
