import type { ExecutorContext } from '@nx/devkit';
import { exclusively } from '../adapters/lock.js';
import { appendOwn } from '../adapters/own-folder.js';
import { referenceOf } from '../adapters/skopeo.js';
import { stampOf } from '../adapters/stamp.js';
import { compact } from '../model/compact.js';
import { OptionsError } from '../model/errors.js';
import { DELIVERIES, type Delivery, type PushJob } from '../model/image.js';
import { type Registry, tagFrom } from '../model/image-names.js';
import { type Stamp, UNKNOWN } from '../model/stamp.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { readLayout } from './images/layout.js';
import { limitsOf, type Pushed, type PushSession, push } from './images/push.js';
import { PushError } from './images/push-errors.js';
import { loginFor, type Places, placesOf, remoteOf, withLogin } from './images/registries.js';

/** Sends an image where it belongs, and writes down what is published now. */
export default function imagePush(job: PushJob, context: ExecutorContext): Promise<ExecutorResult> {
  return reporting(async () => {
    const { root, projectName = '' } = context;
    const { env } = process;
    const places = placesOf(job, env);
    const limits = limitsOf(env);
    const stamp = await stampOf(root, env);
    const tags = tagsOf(job, stamp);
    const layout = readLayout(root, job.layout);
    const session: PushSession = {
      root,
      layout: job.layout,
      limits,
      deadline: Date.now() + limits.timeout,
      show: (text) => console.log(text),
    };
    const send = (registry: Registry) =>
      withLogin(registry.host, loginFor(registry, places, env), env, async (authFile) => {
        const to = remoteOf(registry, job.repository, authFile);
        return { to, pushed: await push(session, to, layout, tags) };
      });
    const place = `place ${slotOf(projectName, limits.together)} of ${limits.together} for pushes`;
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

function tagsOf({ tags, name, version }: PushJob, stamp: Stamp): string[] {
  const known = (value: string) => (value === UNKNOWN ? undefined : value);
  const commit = known(stamp.GIT_HASH)?.slice(0, 12);
  const sha = commit !== undefined && stamp.GIT_DIRTY === 'true' ? `${commit}-dirty` : commit;
  try {
    const words = { name, version, sha, branch: known(stamp.GIT_BRANCH) };
    return [...new Set(tags.map((template) => tagFrom(template, words)))];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OptionsError(
      `images.tags: ${error.message}.\n  Git says what {sha} and {branch} are; where it cannot, set GIT_HASH and GIT_BRANCH.`,
    );
  }
}

function record(
  root: string,
  { version }: PushJob,
  { to, pushed, insteadOf }: SentTo,
  { project, stamp }: { readonly project: string; readonly stamp: Stamp },
): void {
  const known = (value: string) => (value === UNKNOWN ? undefined : value);
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
