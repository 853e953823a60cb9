import type { RunConfig } from '../../formats/oci.js';
import { compact } from '../../model/compact.js';
import { DEFAULT_USER, type ImageJob } from '../../model/image.js';
import { oneLine } from '../../model/plain-text.js';
import { type Stamp, UNKNOWN } from '../../model/stamp.js';
import { withoutCredentials } from '../../model/urls.js';

const PREFIX = 'org.opencontainers.image';
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md */
export function labelsOf(
  { shipped, labels = {} }: Pick<ImageJob, 'shipped' | 'labels'>,
  stamp: Stamp | undefined,
): Record<string, string> {
  const { name, version, description, license, homepage } = shipped;
  const commit = stamp === undefined || stamp.GIT_HASH === UNKNOWN ? undefined : stamp.GIT_HASH;
  const known = compact<Record<string, string>>({
    [`${PREFIX}.title`]: name,
    [`${PREFIX}.version`]: version,
    [`${PREFIX}.description`]: description as string,
    [`${PREFIX}.licenses`]: license as string,
    [`${PREFIX}.url`]: (homepage === undefined ? undefined : withoutCredentials(homepage)) as string,
    [`${PREFIX}.source`]: (isRepository(homepage) ? withoutCredentials(homepage) : undefined) as string,
    [`${PREFIX}.revision`]: (stamp?.GIT_DIRTY === 'true' && commit !== undefined
      ? `${commit}-dirty`
      : commit) as string,
  });
  for (const [key, value] of Object.entries(labels)) oneLine(`labels.${key}`, key + value);
  const all = { ...known, ...labels };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Sites whose pages of projects are also what git clones. */
function isRepository(homepage: string | undefined): homepage is string {
  return /^https:\/\/(?:[^/@]*@)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+/.test(
    homepage ?? '',
  );
}

export function configOf(
  job: ImageJob,
  program: string,
  labels: Readonly<Record<string, string>>,
  base: RunConfig,
): RunConfig {
  const { user = DEFAULT_USER, args, env = {}, ports, workingDir = '/' } = job;
  for (const [name, value] of Object.entries(env)) oneLine(`env.${name}`, value);
  for (const argument of args ?? []) oneLine('args', argument);
  return compact<RunConfig>({
    User: user,
    ExposedPorts: exposed(base, ports),
    Env: variables(base, env),
    Entrypoint: [`/${program}`],
    Cmd: args,
    WorkingDir: workingDir,
    Labels: labels,
  });
}

function exposed({ ExposedPorts = {} }: RunConfig, ports: readonly string[] = []) {
  const named = ports.map((port) => [port.includes('/') ? port : `${port}/tcp`, {}] as const);
  const all = { ...ExposedPorts, ...Object.fromEntries(named) };
  return Object.keys(all).length === 0 ? undefined : all;
}

function variables({ Env = [] }: RunConfig, own: Readonly<Record<string, string>>): string[] {
  const taken = (line: string) => Object.hasOwn(own, line.split('=')[0] ?? '');
  const below = Env.some((line) => line.startsWith('PATH=')) ? Env : [PATH, ...Env];
  return [
    ...below.filter((line) => !taken(line)),
    ...Object.entries(own).map(([name, value]) => `${name}=${value}`),
  ];
}
