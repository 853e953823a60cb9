/**
 * Modules to Nix. go.sum has a hash of what is in a module, not of the file that is fetched, so the files'
 * own hashes are kept beside it; go checks go.sum all the same. https://go.dev/ref/mod#goproxy-protocol
 */
import { ExpectedError } from '../../model/errors.js';
import { dirname, join } from '../../model/paths.js';
import type { NixFacet, NixWorld } from '../toolchain.js';
import type { GoDetails } from './details.js';

export const nix: NixFacet<GoDetails> = {
  language: 'go',
  describe({ details: { main, module }, root }) {
    if (module === undefined) return { kind: 'workspace', workspace: root, package: root, programs: [] };
    const workspace = module.workspace ?? module.root;
    return {
      kind: main === undefined ? 'library' : 'application',
      workspace,
      package: main?.directory ?? root,
      programs: main === undefined ? [] : [main.name],
    };
  },
  files: (workspace, members, tree) => {
    const modules = new Set(members.flatMap(({ details }) => details.module?.root ?? []));
    const sums = [...modules].map((root) => join(root, 'go.sum'));
    return [...sums, join(workspace, 'go.work'), join(workspace, 'go.work.sum')].filter((file) =>
      tree.has(file),
    );
  },
  locks: async (files, world) => {
    const locks = new Map<string, Hashes>();
    for (const file of files.filter((path) => path.endsWith('.sum')))
      locks.set(file, await hashesOf(file, world));
    return locks;
  },
};

interface Hashes {
  /**
   * By `path@version`: hexadecimal sha256 of the files that a module proxy serves as `<version>.mod` and
   * `<version>.zip`.
   */
  readonly modules: Readonly<Record<string, ModuleHashes>>;
}

interface ModuleHashes {
  readonly mod: string;
  readonly zip?: string;
}

/** Only what is new is asked for: published versions do not change, which go.sum itself guarantees. */
async function hashesOf(file: string, world: NixWorld): Promise<Hashes> {
  const known = (world.known(file) as Partial<Hashes> | undefined)?.modules ?? {};
  const listed = modulesIn(world.tree.read(file) ?? '');
  const isKnown = ([name, { zip }]: [string, Listed]) =>
    known[name]?.mod !== undefined && (!zip || known[name].zip !== undefined);
  const missing = [...listed].filter((entry) => !isKnown(entry));
  const found = new Map(await downloaded(file, missing, world));
  const modules = [...listed].map(([name, { zip }]) => {
    const { mod = '', zip: archive } = found.get(name) ?? known[name] ?? {};
    return [name, { mod, ...(zip && archive !== undefined ? { zip: archive } : {}) }] as const;
  });
  return { modules: Object.fromEntries(modules) };
}

interface Listed {
  readonly zip: boolean;
}

/**
 * `path version h1:…` names a module's content, `path version/go.mod h1:…` its go.mod alone.
 * https://go.dev/ref/mod#go-sum-files
 */
function modulesIn(text: string): Map<string, Listed> {
  const modules = new Map<string, Listed>();
  for (const line of text.split('\n')) {
    const [path, entry = ''] = line.trim().split(/\s+/);
    if (path === undefined || path === '' || entry === '') continue;
    const version = entry.replace(/\/go\.mod$/, '');
    const key = `${path}@${version}`;
    modules.set(key, { zip: (modules.get(key)?.zip ?? false) || version === entry });
  }
  return modules;
}

/** What `go mod download -json` and `go list -m -json` say of one module. */
interface ModuleInfo {
  readonly Path?: string;
  readonly Version?: string;
  readonly GoMod?: string;
  readonly Zip?: string;
  readonly Error?: string | { readonly Err?: string };
}

async function downloaded(
  file: string,
  missing: readonly (readonly [string, Listed])[],
  world: NixWorld,
): Promise<[string, ModuleHashes][]> {
  const names = (zip: boolean) => missing.filter(([, one]) => one.zip === zip).map(([name]) => name);
  const modules = [
    ...(await askAbout(file, ['mod', 'download', '-json'], names(true), world)),
    ...(await askAbout(file, ['list', '-m', '-json'], names(false), world)),
  ];
  return modules.map(({ Path, Version, GoMod, Zip, Error: error }) => {
    if (error !== undefined || GoMod === undefined)
      throw new ExpectedError(
        `${file}: go has no ${Path}@${Version}: ${typeof error === 'string' ? error : error?.Err}`,
      );
    const zip = Zip === undefined ? {} : { zip: world.sha256(Zip) };
    return [`${Path}@${Version}`, { mod: world.sha256(GoMod), ...zip }];
  });
}

async function askAbout(
  file: string,
  args: readonly string[],
  names: readonly string[],
  { ask }: NixWorld,
): Promise<ModuleInfo[]> {
  if (names.length === 0) return [];
  // NB a member of a go.work may not be asked with -mod=mod; the sums it checks against are its own.
  const env = { GOWORK: 'off', GOFLAGS: '-mod=mod', GO111MODULE: 'on' };
  const { exitCode, stdout, stderr } = await ask({
    program: 'go',
    args: [...args, ...names],
    cwd: dirname(file),
    env,
  });
  if (exitCode !== 0 && stdout.trim() === '')
    throw new ExpectedError(`${file}: go could not tell the hashes of its modules\n${stderr}`);
  return stdout
    .split(/^(?=\{)/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as ModuleInfo);
}
