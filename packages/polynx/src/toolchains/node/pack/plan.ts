/**
 * The tarball that npm would make, with what only the workspace understands replaced and nothing of the
 * machine in it. Which files belong is npm's to say:
 * https://docs.npmjs.com/cli/commands/npm-pack
 */
import { basename } from 'node:path';
import { ExpectedError } from '../../../model/errors.js';
import { join, relative } from '../../../model/paths.js';
import type { MadeFile, Plan, ReadBytes } from '../../../model/task.js';
import type { PlanContext } from '../../toolchain.js';
import type { NodeRunOptions } from '../options.js';
import type { PackageFields } from '../package-json.js';
import { promisedFiles } from '../promised-files.js';
import { readCatalogs } from './catalogs.js';
import { type Manifest, publishedManifest } from './manifest.js';

/**
 * As npm has it in every tarball: half past eight in the morning of 26 October 1985, in Greenwich a quarter
 * past.
 */
const TIME = 499_162_500;

export function planPack(options: NodeRunOptions, context: PlanContext): Plan {
  const { output = '' } = options;
  const { projectRoot, scratch = '.nx/polynx/tmp/pack', extra } = context;
  const from = join(scratch, 'pack', basename(output));
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error', ...extra];
  return {
    steps: [
      {
        command: { program: 'npm', args, cwd: projectRoot },
        messages: true,
        makes: (said, read) => [tarball(from, listed(said), options, projectRoot, read)],
      },
    ],
    artifacts: [{ from, to: output }],
  };
}

interface Listed {
  readonly path: string;
  readonly mode: number;
}

/** npm says an array of one, or an object by name. */
function listed(said: readonly string[]): Listed[] {
  const text = said.join('\n');
  const answer = JSON.parse(text.slice(text.search(/^[[{]/m))) as unknown;
  const [first] = Object.values(answer as Readonly<Record<string, { readonly files?: readonly Listed[] }>>);
  if (first?.files === undefined)
    throw new ExpectedError(`npm pack does not say which files it packs: ${text.slice(0, 200)}`);
  return [...first.files];
}

function tarball(
  to: string,
  files: readonly Listed[],
  options: NodeRunOptions,
  root: string,
  read: ReadBytes,
): MadeFile {
  const text = (path: string) => {
    const bytes = ifThere(read, path);
    return bytes && new TextDecoder().decode(bytes);
  };
  const manifest = packed(options, root, text);
  refuseMissing(manifest, files, root);
  const programs = new Set(programsOf(manifest));
  const entries = files.map(({ path, mode }) => ({
    path: `package/${path}`,
    bytes:
      path === 'package.json'
        ? new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)
        : read(join(root, path)),
    // NB the rest of the mode is the umask of whoever checked the files out.
    isExecutable: (mode & 0o100) !== 0 || programs.has(path),
  }));
  return { to, mode: 0o644, archive: { entries: [...entries, ...licence(files, root, read)], time: TIME } };
}

function packed(
  { workspace, local }: NodeRunOptions,
  root: string,
  text: (path: string) => string | undefined,
): Manifest {
  const at = (folder: string) => join(folder, 'package.json');
  const read = (file: string): Manifest => JSON.parse(text(file) ?? '{}') as Manifest;
  const catalog = readCatalogs((file) => text(join(workspace, file)));
  return publishedManifest(read(at(root)), {
    file: at(root),
    catalog,
    version: (name) => {
      const folder = name.startsWith('.') ? join(root, name) : local[name];
      const version = folder === undefined ? undefined : read(at(folder))['version'];
      return typeof version === 'string' ? version : undefined;
    },
  });
}

/** What package.json promises and the tarball has not, nobody can import. */
function refuseMissing(manifest: Manifest, files: readonly Listed[], root: string): void {
  const has = new Set(files.map(({ path }) => path));
  const missing = promisedFiles(root, manifest as PackageFields)
    .map((path) => relative(root, path))
    .filter((path) => !isThere(path, has));
  if (missing.length === 0) return;
  throw new ExpectedError(
    `${join(root, 'package.json')} refers to files that are not in the package: ${missing.join(', ')}\n  Build them first, or add them to "files".`,
  );
}

/** `main` may leave out what Node adds, and may be a folder. */
function isThere(path: string, has: ReadonlySet<string>): boolean {
  return ['', '.js', '.json', '.node', '/index.js', '/index.json'].some((suffix) =>
    has.has(`${path}${suffix}`),
  );
}

function programsOf({ bin }: Manifest): string[] {
  const paths =
    typeof bin === 'string' ? [bin] : Object.values((bin ?? {}) as Readonly<Record<string, unknown>>);
  return paths.flatMap((path) => (typeof path === 'string' ? join(path) : []));
}

/** As pnpm does: the licence of the repository, where the package has none of its own. */
function licence(files: readonly Listed[], root: string, read: ReadBytes) {
  if (root === '.' || files.some(({ path }) => /^licen[cs]e/i.test(path))) return [];
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE', 'LICENCE.md']) {
    const bytes = ifThere(read, name);
    if (bytes !== undefined) return [{ path: `package/${name}`, bytes }];
  }
  return [];
}

/** @throws ExpectedError where it is there and may not be shipped */
function ifThere(read: ReadBytes, path: string): Uint8Array | undefined {
  try {
    return read(path);
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    return undefined;
  }
}
