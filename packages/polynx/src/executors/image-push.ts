import type { ExecutorContext } from '@nx/devkit';
import { exclusively } from '../adapters/lock.js';
import { appendOwn } from '../adapters/own-folder.js';
import { type Remote, referenceOf } from '../adapters/skopeo.js';
import { stampOf } from '../adapters/stamp.js';
import { compact } from '../model/compact.js';
import { DELIVERIES, type Delivery, type PushJob } from '../model/image.js';
import type { Registry } from '../model/image-names.js';
import type { Stamp } from '../model/stamp.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { readLayout } from './images/layout.js';
import { type Pushed, type PushSession, push, sessionFor } from './images/push.js';
import { PushError } from './images/push-errors.js';
import { loginFor, type Places, placesOf, remoteOf, withLogin } from './images/registries.js';
import { imageKey, signImage } from './images/signing.js';
import { known, tagsOf } from './images/tags.js';

/** Sends an image where it belongs, and writes down what is published now. */
export default function imagePush(job: PushJob, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { root, projectName = '' } = context;
    const { env } = process;
    const places = placesOf(job, env);
    const key = imageKey(root, job.publicKey, env);
    const stamp = await stampOf(root, env);
    const tags = tagsOf(job, stamp);
    const layout = readLayout(root, job.layout);
    const session = sessionFor(root, env);
    const sign =
      key === undefined ? undefined : (to: Remote, digest: string) => signImage(session, to, digest, key);
    const send = (registry: Registry) =>
      withLogin(registry.host, loginFor(registry, places, env), env, async (authFile) => {
        const to = remoteOf(registry, job.repository, authFile);
        return { to, pushed: await push(session, to, { folder: job.layout, ...layout, sign }, tags) };
      });
    const { together } = session.limits;
    const place = `place ${slotOf(projectName, together)} of ${together} for pushes`;
    const sent = await exclusively(root, place, projectName, () => withFallback(places, send, session));
    record(root, job, sent, { project: projectName, stamp });
    return true;
  });
}

interface SentTo {
  readonly to: ReturnType<typeof remoteOf>;
  readonly pushed: Pushed;
  readonly insteadOf?: string;
}

/** Only where the first cannot be reached: credentials that are refused are a mistake to be seen. */
async function withFallback(
  { first, second }: Places,
  send: (registry: Registry) => Promise<SentTo>,
  { show }: PushSession,
): Promise<SentTo> {
  try {
    return await send(first);
  } catch (error) {
    const isAway =
      error instanceof PushError && (error.problem === 'unreachable' || error.problem === 'busy');
    if (second === undefined || !isAway) throw error;
    show(`${error.message}\nIt goes to ${second.host} instead.`);
    return { ...(await send(second)), insteadOf: first.host };
  }
}

/** The same project has the same place: its pushes follow each other. */
function slotOf(project: string, together: number): number {
  const sum = [...project].reduce(
    (all, character) => (all * 31 + (character.codePointAt(0) ?? 0)) % 65_521,
    7,
  );
  return (sum % together) + 1;
}

function record(
  root: string,
  { version }: PushJob,
  { to, pushed, insteadOf }: SentTo,
  { project, stamp }: { readonly project: string; readonly stamp: Stamp },
): void {
  const delivery = compact<Delivery>({
    time: new Date().toISOString(),
    project,
    version,
    registry: to.host,
    repository: to.repository,
    ...pushed,
    commit: known(stamp.GIT_HASH),
    branch: known(stamp.GIT_BRANCH),
    insteadOf,
  });
  for (const tag of pushed.tags) {
    const before = pushed.previous[tag];
    const change =
      before === undefined ? 'new' : before === pushed.digest ? 'as before' : `before: ${before}`;
    console.log(`${referenceOf(to, `:${tag}`)} is ${pushed.digest} (${change})`);
  }
  appendOwn(root, DELIVERIES, JSON.stringify(delivery));
}
