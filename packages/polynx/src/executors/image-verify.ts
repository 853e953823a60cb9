import type { ExecutorContext } from '@nx/devkit';
import { referenceOf } from '../adapters/skopeo.js';
import { ExpectedError } from '../model/errors.js';
import type { VerifyJob } from '../model/image.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { digestAt, sessionFor } from './images/push.js';
import { loginFor, placesOf, remoteOf, withLogin } from './images/registries.js';
import { checkSignature, readPublicKey } from './images/signing.js';
import { tagsFor } from './images/tags.js';

/** Whether what the tags of a registry name is signed. */
export default function imageVerify(job: VerifyJob, { root }: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { env } = process;
    const places = placesOf(job, env);
    const key = readPublicKey(root, job.publicKey);
    const tags = await tagsFor(root, job, env);
    const session = sessionFor(root, env);
    const { first } = places;
    await withLogin(first.host, loginFor(first, places, env), env, async (authFile) => {
      const at = remoteOf(first, job.repository, authFile);
      for (const tag of tags) {
        const digest = await digestAt(session, at, `:${tag}`);
        if (digest === undefined) throw new ExpectedError(`${referenceOf(at, `:${tag}`)} is not there.`);
        await checkSignature(session, at, digest, key);
        console.log(`${referenceOf(at, `:${tag}`)} is ${digest}, signed by the key of ${job.publicKey}`);
      }
    });
    return true;
  });
}
