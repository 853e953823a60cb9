/**
 * An image into a registry, by its digest first: until all of it is there and the registry gives the same
 * bytes back, no tag has moved. What is there already is not sent again, so that the next try goes on where
 * this one ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Env, run } from '../../adapters/run.js';
import {
  INSTALL,
  messageIn,
  type PushProblem,
  problemIn,
  type Remote,
  rawCommand,
  referenceOf,
  sendCommand,
} from '../../adapters/skopeo.js';
import { isStopped, whenStopped } from '../../adapters/stop.js';
import { bytesOf } from '../../formats/entry.js';
import { sha256 } from '../../formats/sums.js';
import { OptionsError } from '../../model/errors.js';
import type { Command } from '../../model/task.js';
import { withoutCredentials } from '../../model/urls.js';
import type { LayoutToSend } from './layout.js';
import { fetchError, PushError, stopped, tooLate } from './push-errors.js';

export interface PushLimits {
  /** How often a registry that cannot be reached is tried again. */
  readonly retries: number;
  /** Milliseconds before the first of them; each further wait is twice as long. */
  readonly delay: number;
  /** Milliseconds for all of it. */
  readonly timeout: number;
  /** How many pushes run at the same time on this machine. */
  readonly together: number;
}

/** Settings that change no result: they come from the environment. */
export function limitsOf(env: Env): PushLimits {
  return {
    retries: numberIn(env, 'POLYNX_PUSH_RETRIES', 4),
    delay: numberIn(env, 'POLYNX_PUSH_DELAY', 1) * 1000,
    timeout: numberIn(env, 'POLYNX_PUSH_TIMEOUT', 900) * 1000,
    together: Math.max(1, Math.floor(numberIn(env, 'POLYNX_PUSH_LIMIT', 2))),
  };
}

function numberIn(env: Env, name: string, fallback: number): number {
  const text = env[name] ?? '';
  const value = text === '' ? fallback : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new OptionsError(
    `${name} is ${JSON.stringify(text)}, which is no number. Set it to one, or unset it.`,
  );
}

export interface PushSession {
  readonly root: string;
  readonly limits: PushLimits;
  /** When all of it is to have ended, by the clock of `Date.now`. */
  readonly deadline: number;
  readonly show: (text: string) => void;
  /** It only takes something from there. */
  readonly isFetch?: boolean;
}

export function sessionFor(root: string, env: Env): PushSession {
  const limits = limitsOf(env);
  return { root, limits, deadline: Date.now() + limits.timeout, show: (text) => console.log(text) };
}

/** What is sent, and from where. */
export interface ToPush extends LayoutToSend {
  /** Of the layout. Workspace-relative. */
  readonly folder: string;
  /** Signs what is at the digest, before any tag names it. */
  readonly sign?: ((to: Remote, digest: string) => Promise<void>) | undefined;
}

export interface Pushed {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly previous: Readonly<Record<string, string>>;
}

export async function push(
  session: PushSession,
  to: Remote,
  { folder, image, sbom, sign }: ToPush,
  tags: readonly string[],
): Promise<Pushed> {
  const { show } = session;
  show(`Sending ${referenceOf(to, `@${image.digest}`)}`);
  await retrying(session, to, () => sendCommand(folder, image.name, to, `@${image.digest}`));
  // NB `<digest>.sbom` is where cosign looks; a registry that knows referrers finds it by the image too.
  const sbomTag = `:${image.digest.replace(':', '-')}.sbom`;
  if (sbom !== undefined) await retrying(session, to, () => sendCommand(folder, sbom.name, to, sbomTag));
  await verify(session, to, `@${image.digest}`, image.digest);
  await sign?.(to, image.digest);
  const previous: Record<string, string> = {};
  for (const tag of tags) {
    const before = await digestAt(session, to, `:${tag}`);
    if (before !== undefined) previous[tag] = before;
  }
  const moved: string[] = [];
  for (const tag of tags) {
    try {
      if (previous[tag] !== image.digest) {
        await retrying(session, to, () => sendCommand(folder, image.name, to, `:${tag}`));
        await verify(session, to, `:${tag}`, image.digest);
      }
      moved.push(tag);
    } catch (error) {
      throw error instanceof PushError ? error.with({ moved, tag, previous: previous[tag] }) : error;
    }
  }
  return { digest: image.digest, tags, previous };
}

/** NB a registry of several machines may take a moment until all of them know. */
async function verify(session: PushSession, to: Remote, suffix: string, digest: string): Promise<void> {
  let found: string | undefined;
  for (let tries = 0; tries <= session.limits.retries; tries++) {
    if (tries > 0) await pause(session.limits.delay * 2 ** (tries - 1));
    if (isStopped()) throw stopped(to);
    found = await digestAt(session, to, suffix);
    if (found === digest) return;
  }
  throw new PushError(
    'other',
    to,
    `${referenceOf(to, suffix)} is ${found ?? 'not there'} after the push, and ${digest} was sent`,
  );
}

/** What the bytes come to that the registry gives, whatever it says of them. Undefined: there are none. */
export async function digestAt(
  session: PushSession,
  to: Remote,
  suffix: string,
): Promise<string | undefined> {
  try {
    const text = await retrying(session, to, () => rawCommand(to, suffix));
    return `sha256:${sha256(bytesOf(text))}`;
  } catch (error) {
    if (error instanceof PushError && error.problem === 'missing') return undefined;
    throw error;
  }
}

const WORTH_ANOTHER_TRY: ReadonlySet<PushProblem> = new Set(['unreachable', 'busy']);

/** What it says on stdout. */
export async function retrying(session: PushSession, to: Remote, command: () => Command): Promise<string> {
  const { limits, show, deadline } = session;
  for (let tries = 0; ; tries++) {
    const answer = await attempt(session, command());
    if (answer.success) return answer.stdout;
    const { message } = answer;
    const problem = problemIn(message);
    const wait = limits.delay * 2 ** tries;
    if (!WORTH_ANOTHER_TRY.has(problem) || tries >= limits.retries) {
      if (session.isFetch === true) throw fetchError(problem, to, message);
      throw new PushError(problem, to, message);
    }
    if (Date.now() + wait > deadline) throw tooLate(to, limits.timeout);
    show(`${to.host}: ${message}\n  Again in ${wait / 1000} s (${tries + 1} of ${limits.retries})`);
    await pause(wait);
    if (isStopped()) throw stopped(to);
  }
}

/** NB who is stopped in between goes on: a file with a password is still to be removed. */
async function pause(milliseconds: number): Promise<void> {
  const controller = new AbortController();
  const release = whenStopped(() => controller.abort());
  try {
    await sleep(milliseconds, undefined, { signal: controller.signal });
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    release();
  }
}

type Answer =
  | { readonly success: true; readonly stdout: string }
  | { readonly success: false; readonly message: string };

async function attempt({ root, deadline, limits }: PushSession, command: Command): Promise<Answer> {
  let said = '';
  const limit = Math.max(1, deadline - Date.now());
  const result = await run(command, {
    workspaceRoot: root,
    install: INSTALL,
    messages: true,
    limit,
    sink: (text) => {
      said = (said + text).slice(-20_000);
    },
  });
  if (result.exitCode === 0) return { success: true, stdout: result.messages.join('\n') };
  if (result.isLate === true) throw tooLate(undefined, limits.timeout);
  if (result.signal !== undefined) throw stopped(undefined);
  return { success: false, message: withoutCredentials(messageIn(said)) };
}
