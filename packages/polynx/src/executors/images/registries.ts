/** Where an image goes, and with which credentials. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../../adapters/run.js';
import type { Remote } from '../../adapters/skopeo.js';
import { compact } from '../../model/compact.js';
import { OptionsError } from '../../model/errors.js';
import type { PushJob } from '../../model/image.js';
import {
  type Registry,
  readRegistry,
  readStatedRegistry,
  repositoryProblem,
} from '../../model/image-names.js';
import { withoutCredentials } from '../../model/urls.js';

/** The first is where it belongs; the second is for when that one cannot be reached. */
export interface Places {
  readonly first: Registry;
  readonly second?: Registry;
  /** The user and password of the environment are for this registry and for no other. */
  readonly own?: Registry;
}

export function placesOf({ registry, fallback }: Pick<PushJob, 'registry' | 'fallback'>, env: Env): Places {
  const { DOCKER_REGISTRY_URL: url = '', DOCKER_REGISTRY_FALLBACK_URL: second = '' } = env;
  const own = url === '' ? undefined : read(url, 'DOCKER_REGISTRY_URL');
  const first = own ?? (registry === undefined ? undefined : read(registry, 'images.registry'));
  if (first === undefined)
    throw new OptionsError(
      'It is not said where the image goes.\n  Set DOCKER_REGISTRY_URL, or "images": { "registry": "registry.example.com/team" } in the options of polynx in nx.json.',
    );
  return compact<Places>({
    first,
    own,
    second:
      second !== ''
        ? read(second, 'DOCKER_REGISTRY_FALLBACK_URL')
        : fallback === undefined
          ? undefined
          : read(fallback, 'images.fallback'),
  });
}

function read(text: string, where: string): Registry {
  const isOwn = where.startsWith('DOCKER_');
  const registry = isOwn ? readRegistry(text) : readStatedRegistry(text);
  if (typeof registry === 'string') throw new OptionsError(withoutCredentials(`${where} ${registry}.`));
  return registry;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Only for the registry that the environment names too: what a repository says must not get a password. */
export function loginFor(registry: Registry, { own }: Pick<Places, 'own'>, env: Env): Login | undefined {
  const { DOCKER_REGISTRY_USERNAME: username = '', DOCKER_REGISTRY_PASSWORD: password = '' } = env;
  if (username === '' && password === '') return undefined;
  if (own === undefined)
    throw new OptionsError(
      'DOCKER_REGISTRY_USERNAME and DOCKER_REGISTRY_PASSWORD are for the registry that DOCKER_REGISTRY_URL names, and it names none.\n  Set it too: a password does not go where only a file of the repository says.',
    );
  if (username === '' || password === '')
    throw new OptionsError(
      `DOCKER_REGISTRY_${username === '' ? 'USERNAME' : 'PASSWORD'} is not set, and the other one is.\n  Set both, or none to take what docker login keeps.`,
    );
  return registry.host === own.host ? { username, password } : undefined;
}

/**
 * Where docker and podman keep what they were given by `login`. NB skopeo looks for podman's file, and in the
 * home directory for docker's; it does not know DOCKER_CONFIG.
 */
export function dockerConfig(env: Env): string | undefined {
  const { REGISTRY_AUTH_FILE: podman = '', DOCKER_CONFIG: folder = '' } = env;
  if (podman !== '' || folder === '') return undefined;
  const file = join(folder.startsWith('~/') ? join(homedir(), folder.slice(2)) : folder, 'config.json');
  return existsSync(file) ? file : undefined;
}

export function remoteOf(registry: Registry, repository: string, authFile: string | undefined): Remote {
  const whole = registry.prefix === '' ? repository : `${registry.prefix}/${repository}`;
  const problem = repositoryProblem(whole);
  if (problem !== undefined) throw new OptionsError(`images.repository: ${problem}.`);
  return compact<Remote>({ ...registry, repository: whole, authFile });
}

/**
 * A password is in no argument, which every user of the machine can read, but in a file that only this one
 * can, and that is gone when the work is done.
 */
export async function withLogin<T>(
  host: string,
  login: Login | undefined,
  env: Env,
  work: (authFile: string | undefined) => Promise<T>,
): Promise<T> {
  if (login === undefined) return work(dockerConfig(env));
  const folder = mkdtempSync(join(tmpdir(), 'polynx-registry-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  try {
    const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    const file = join(folder, 'auth.json');
    writeFileSync(file, JSON.stringify({ auths: { [host]: { auth } } }), { mode: 0o600, flag: 'wx' });
    return await work(file);
  } finally {
    process.off('exit', remove);
    remove();
  }
}
