/**
 * Settings of Go that name files of which Nx has no hash, or files of the repository in a way that no source
 * shows. Imports nothing: it is loaded each time Nx hashes.
 * https://pkg.go.dev/cmd/go#hdr-Environment_variables
 */
import type { ConfigurationPlace } from '../../model/identity.js';

export function unknowable(place: ConfigurationPlace): string | undefined {
  return unknownWork(place) ?? namedByFlags(place) ?? compiledWith(place) ?? otherPlatform(place);
}

/** One in the repository is seen where go itself looks for it. */
function unknownWork({ workspaceRoot, env: { GOWORK = '' }, read }: ConfigurationPlace): string | undefined {
  if (GOWORK === 'off') return undefined;
  const own = `${workspaceRoot}/go.work`;
  if (GOWORK !== '' && GOWORK !== 'auto')
    return GOWORK === own ? undefined : `GOWORK=${GOWORK} decides which modules are compiled`;
  if (read(own) !== undefined) return undefined;
  const above = parents(workspaceRoot).find((folder) => read(`${folder}/go.work`) !== undefined);
  return above === undefined
    ? undefined
    : `${above}/go.work decides which modules are compiled, and lies outside the repository (GOWORK=off turns it off)`;
}

function parents(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; at.includes('/'); ) {
    at = at.slice(0, at.lastIndexOf('/'));
    found.push(at);
  }
  return found;
}

/** NB which value a flag has does not matter: go takes it, and what is in the file is not in the key. */
const FILES: Readonly<Record<string, string>> = {
  modfile: 'the file is not among the inputs',
  overlay: 'the files that it names are no inputs',
  toolexec: 'the program is not among the inputs',
  pgo: 'the profile is not among the inputs (default.pgo beside the main package is)',
};

function namedByFlags({ env: { GOFLAGS = '' } }: ConfigurationPlace): string | undefined {
  for (const flag of GOFLAGS.split(/\s+/)) {
    const [, name = '', value = ''] = /^--?(\w+)=(.*)$/.exec(flag) ?? [];
    const reason = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (reason !== undefined && value !== '' && !(name === 'pgo' && /^(?:auto|off)$/.test(value)))
      return `GOFLAGS has ${flag}: ${reason}`;
  }
  return undefined;
}

const GO_NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', sunos: 'solaris' };

/** The key has the files for this machine. */
function otherPlatform({ platform, env }: ConfigurationPlace): string | undefined {
  const [os = '', arch = ''] = platform.split('-').map((word) => GO_NAMES[word] ?? word);
  const host: Readonly<Record<string, string>> = { GOOS: os, GOARCH: arch };
  const name = Object.keys(host).find((one) => (env[one] ?? '') !== '' && env[one] !== host[one]);
  return name === undefined
    ? undefined
    : `${name}=${env[name]} compiles other files (targets build-<platform> are cached)`;
}

const COMPILERS = ['CC', 'CXX', 'FC', 'AR'];
const FLAGS = ['CGO_CFLAGS', 'CGO_CPPFLAGS', 'CGO_CXXFLAGS', 'CGO_FFLAGS', 'CGO_LDFLAGS'];
const FOLDERS = ['PKG_CONFIG_PATH', 'PKG_CONFIG_LIBDIR'];

/**
 * What C is compiled with: what belongs to the machine is not hashed, what belongs to the repository should
 * be.
 */
function compiledWith({ env, workspaceRoot }: ConfigurationPlace): string | undefined {
  const isOwn = (path: string) => path === workspaceRoot || path.startsWith(`${workspaceRoot}/`);
  const isRelative = (path: string) => /^\.{1,2}(?:\/|$)/.test(path);
  const paths = (name: string): string[] => {
    const value = env[name] ?? '';
    if (FOLDERS.includes(name)) return value.split(':');
    return value.split(/[\s"'=,]+/).map((word) => word.replace(/^-[A-Za-z]+(?=[./])/, ''));
  };
  const found = [...COMPILERS, ...FLAGS, ...FOLDERS].find((name) =>
    paths(name).some((path) => isOwn(path) || isRelative(path)),
  );
  return found === undefined
    ? undefined
    : `${found}=${env[found]} names files of the repository that no source shows (#cgo lines are seen)`;
}
