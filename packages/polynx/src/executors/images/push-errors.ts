/** Why an image is not where it was to go, and what to do. */
import type { PushProblem, Remote } from '../../adapters/skopeo.js';
import { ExpectedError } from '../../model/errors.js';

interface Partly {
  readonly moved: readonly string[];
  readonly tag: string;
  readonly previous: string | undefined;
}

export class PushError extends ExpectedError {
  override readonly name = 'PushError';
  readonly problem: PushProblem;
  readonly #to: Remote;
  readonly #said: string;
  constructor(problem: PushProblem, to: Remote, said: string, partly?: Partly) {
    super([`${WHAT[problem](to)}\n  ${said}`, HOW[problem](to), stateOf(partly)].join('\n  '));
    this.problem = problem;
    this.#to = to;
    this.#said = said;
  }
  with(partly: Partly): PushError {
    return new PushError(this.problem, this.#to, this.#said, partly);
  }
}

const WHAT: Readonly<Record<PushProblem, (to: Remote) => string>> = {
  unreachable: ({ host }) => `The registry ${host} cannot be reached.`,
  busy: ({ host }) => `The registry ${host} answers that it cannot take the image now.`,
  credentials: ({ host }) => `The registry ${host} refuses the credentials, or there are none.`,
  forbidden: ({ host, repository }) => `The registry ${host} does not let this user write to ${repository}.`,
  missing: ({ host, repository }) => `The registry ${host} does not know ${repository}.`,
  name: ({ host, repository }) => `The registry ${host} refuses the name ${repository}.`,
  immutable: ({ host }) => `The registry ${host} does not let a tag that is there be moved.`,
  plain: ({ host }) => `The registry ${host} speaks plain HTTP.`,
  certificate: ({ host }) => `The certificate of the registry ${host} is not trusted here.`,
  space: () => 'There is no space left for what is sent.',
  other: ({ host, repository }) => `The image could not be sent to ${host}/${repository}.`,
};

const HOW: Readonly<Record<PushProblem, (to: Remote) => string>> = {
  unreachable: () =>
    'Look whether its address is right and it runs. "fallback" in "images" names another registry for such a time.',
  busy: () => 'Wait, or set POLYNX_PUSH_LIMIT to fewer pushes at a time.',
  credentials: ({ host }) =>
    `Set DOCKER_REGISTRY_URL, DOCKER_REGISTRY_USERNAME and DOCKER_REGISTRY_PASSWORD, or run: docker login ${host}`,
  forbidden: () => 'Give the user the right to push there, or choose another "repository".',
  missing: () => 'Some registries want a repository to be made before anything is sent to it.',
  name: () => 'Set "repository" in "images"; some registries want a project or a team before the name.',
  immutable: () =>
    'Raise the version, or set "tags" in "images" to one that is new each time, such as {sha}.',
  plain: ({ host }) => `If that is meant, write http://${host} in DOCKER_REGISTRY_URL or "registry".`,
  certificate: ({ host }) => `Put that of its authority into /etc/containers/certs.d/${host}/ca.crt.`,
  space: () => 'Make some, here and where the registry keeps its files.',
  other: () => 'What skopeo says stands above.',
};

/** Of a base: nothing is published. */
export function fetchError(problem: PushProblem, to: Remote, said: string): ExpectedError {
  const how =
    problem === 'credentials' ? `Run: docker login ${to.host}` : 'The option "base" in "images" names it.';
  return new ExpectedError(`${to.host}/${to.repository} could not be fetched.\n  ${said}\n  ${how}`);
}

/** What is published now. */
function stateOf(partly: Partly | undefined): string {
  const again = 'Run the target again: what the registry has already is not sent again.';
  if (partly === undefined) return `No tag was moved: what is published is as it was. ${again}`;
  const { moved, tag, previous } = partly;
  const before = previous === undefined ? 'there was none before' : `it was ${previous} before`;
  const others = moved.length === 0 ? 'No other tag was moved.' : `Moved already: ${moved.join(', ')}.`;
  return `The tag ${tag} could not be moved, and ${before}. ${others} ${again}`;
}

export function tooLate(to: Remote | undefined, timeout: number): ExpectedError {
  const where = to === undefined ? '' : ` to ${to.host}`;
  return new ExpectedError(
    `The push${where} was ended after ${timeout / 1000} s.\n  POLYNX_PUSH_TIMEOUT sets another limit, in seconds. Run the target again: what the registry has already is not sent again.`,
  );
}

export function stopped(to: Remote | undefined): ExpectedError {
  const where = to === undefined ? '' : ` to ${to.host}`;
  return new ExpectedError(
    `The push${where} was stopped.\n  Run the target again: what the registry has already is not sent again.`,
  );
}
