/**
 * Names of images: of repositories, tags and registries. All of them are anybody's text, and become arguments
 * of a program and parts of URLs. One look at each character, and no expression that tries again.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests
 */
const TAG = /^\w[\w.-]{0,127}$/;
/** NB dashes may follow each other; a dot may not, and underscores come one or two at a time. */
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const HOST = /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;
/** What templates of tags may name. */
export const TAG_WORDS = ['version', 'sha', 'branch', 'name'] as const;
export type TagWord = (typeof TAG_WORDS)[number];

/** What is wrong with it; undefined: nothing. */
export function tagProblem(tag: string): string | undefined {
  if (TAG.test(tag)) return undefined;
  return `${JSON.stringify(tag.slice(0, 200))} cannot be a tag: letters, digits, _, . and -, at most 128, and neither . nor - first`;
}

export function repositoryProblem(repository: string): string | undefined {
  const isFine =
    repository.length <= 200 && repository.split('/').every((part) => part !== '' && COMPONENT.test(part));
  if (isFine) return undefined;
  return `${JSON.stringify(repository.slice(0, 200))} cannot be the name of a repository: lower-case letters and digits, in parts that / separates, with single . or _ or some - between them`;
}

export interface Registry {
  /** With its port. */
  readonly host: string;
  /** Before the names of repositories; empty where there is none. */
  readonly prefix: string;
  /** Spoken to in plain text: only where the URL begins with http:. */
  readonly isPlain: boolean;
}

/** `registry.example.com/team` or an http(s) URL of it; a text that says what is wrong. */
export function readRegistry(text: string): Registry | string {
  const scheme = ['http', 'https'].find((one) => text.startsWith(`${one}://`));
  const rest = scheme === undefined ? text : text.slice(`${scheme}://`.length);
  const [address = '', ...path] = (rest.endsWith('/') ? rest.slice(0, -1) : rest).split('/');
  if (address.includes('@'))
    return 'has credentials in it: give them as DOCKER_REGISTRY_USERNAME and DOCKER_REGISTRY_PASSWORD';
  const host = hostProblem(address);
  if (host !== undefined) return host;
  const prefix = path.join('/');
  const problem = prefix === '' ? undefined : repositoryProblem(prefix);
  return problem ?? { host: address.toLowerCase(), prefix, isPlain: scheme === 'http' };
}

/**
 * The same of a text that a repository says. NB with plain text to another machine it could have credentials
 * sent where everybody on the way reads them: that only the environment asks for.
 */
export function readStatedRegistry(text: string): Registry | string {
  const registry = readRegistry(text);
  if (typeof registry === 'string' || !registry.isPlain || isLoopback(registry.host)) return registry;
  return `${JSON.stringify(text.slice(0, 200))} is plain HTTP to another machine: leave http:// out, or set DOCKER_REGISTRY_URL`;
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}

function hostProblem(address: string): string | undefined {
  const literal = /^\[[0-9a-fA-F:]{2,45}\](?::(\d{1,5}))?$/.exec(address);
  if (literal !== null) return undefined;
  const [name = '', port, ...more] = address.split(':');
  const isPort = port === undefined || (/^\d{1,5}$/.test(port) && Number(port) < 65_536);
  // NB without a dot, a port or this name, programs take it for a part of a repository on a public registry.
  const isRegistry = name.includes('.') || port !== undefined || name === 'localhost';
  if (name.length <= 253 && HOST.test(name) && isPort && more.length === 0 && isRegistry) return undefined;
  return `${JSON.stringify(address.slice(0, 200))} is no registry: a host such as registry.example.com or localhost:5000, with a path behind it where there is one`;
}

/** What is wrong with a template; undefined: nothing that can be seen without its words. */
export function templateProblem(template: string): string | undefined {
  const words = [...template.matchAll(/\{([^{}]{0,40})\}/g)].map(([, word = '']) => word);
  const unknown = words.find((word) => !TAG_WORDS.includes(word as TagWord));
  if (unknown !== undefined)
    return `{${unknown}} is not known: a tag may name ${TAG_WORDS.map((word) => `{${word}}`).join(', ')}`;
  return tagProblem(template.replace(/\{[^{}]{0,40}\}/g, 'x'));
}

/** @throws RangeError that says which word has no value, or why it is no tag */
export function tagFrom(template: string, words: Readonly<Record<TagWord, string | undefined>>): string {
  const tag = template.replace(/\{(version|sha|branch|name)\}/g, (_, word: TagWord) => {
    const value = words[word];
    if (value === undefined || value === '')
      throw new RangeError(`the tag ${template} names the ${word}, which is not known here`);
    return plain(value);
  });
  const problem = tagProblem(tag);
  if (problem !== undefined) throw new RangeError(problem);
  return tag;
}

/** `feature/x` is `feature-x`, and `1.0.0+build` is `1.0.0_build`, as Helm has it. */
function plain(value: string): string {
  return value.replaceAll('+', '_').replace(/[^\w.-]/g, '-');
}
