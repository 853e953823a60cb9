/**
 * What go compiles: `go list -deps -test` in every module, with the files of each package (embedded ones too)
 * and the versions of the modules that they come from. Only for this platform. A module's answer is kept
 * while its folder and those that it replaces by path are unchanged.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { type Asked, type Needs, ownFiles, type Truth } from './truth.js';

interface Module {
  readonly Path: string;
  readonly Dir?: string;
  readonly Version?: string;
  readonly GoVersion?: string;
  readonly Main?: boolean;
  readonly Replace?: { readonly Path: string; readonly Version?: string };
}

interface Listed {
  readonly ImportPath: string;
  readonly Dir?: string;
  readonly Name: string;
  readonly Standard?: boolean;
  readonly ForTest?: string;
  readonly Module?: Module;
  readonly Deps?: readonly string[];
  readonly Error?: { readonly Err: string };
  readonly Incomplete?: boolean;
  readonly [list: string]: unknown;
}

const COMPILED = [
  'GoFiles',
  'CgoFiles',
  'CFiles',
  'CXXFiles',
  'MFiles',
  'HFiles',
  'FFiles',
  'SFiles',
  'SwigFiles',
  'SysoFiles',
  'EmbedFiles',
];
const TESTED = ['TestGoFiles', 'XTestGoFiles', 'TestEmbedFiles', 'XTestEmbedFiles'];
const FIELDS = [
  'ImportPath',
  'Dir',
  'Name',
  'Standard',
  'ForTest',
  'Module',
  'Deps',
  'Error',
  'Incomplete',
  ...COMPILED,
  ...TESTED,
];

interface Context {
  readonly root: string;
  readonly files: readonly string[];
  readonly modules: readonly string[];
}

/** Answers by what decides them. */
export type GoMemory = Map<string, Promise<readonly Listed[]>>;

export async function goTruth(
  root: string,
  files: readonly string[],
  roots: ReadonlySet<string>,
  memory: GoMemory,
): Promise<Truth> {
  const modules = files
    .filter((file) => /(?:^|\/)go\.mod$/.test(file))
    .map((file) => dirname(file))
    .filter((folder) => roots.has(folder) || [...roots].some((other) => other.startsWith(`${folder}/`)));
  const lists = new Map<string, readonly Listed[]>();
  const queue = [...modules];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      lists.set(next, await listed(root, next, memory));
  };
  await Promise.all([work(), work()]);
  return (asked) => {
    const list = lists.get(asked.module ?? '');
    return list === undefined || list.length === 0
      ? undefined
      : needsOf(asked, list, { root, files, modules });
  };
}

async function listed(root: string, module: string, memory: GoMemory): Promise<readonly Listed[]> {
  const folders = [module, ...replacedBy(root, module)];
  const { stdout } = await execa(
    'git',
    ['rev-parse', ...folders.map((at) => `HEAD:${at === '.' ? '' : at}`)],
    { cwd: root, reject: false },
  );
  const key = `${module}\n${stdout}`;
  const known = memory.get(key) ?? list(root, module);
  memory.set(key, known);
  return known;
}

/** Folders that the module takes packages from: all that it lists, which go wants complete. */
function replacedBy(root: string, module: string): string[] {
  const text = readFileSync(join(root, module, 'go.mod'), 'utf8');
  return [...text.matchAll(/=>\s*(\.{1,2}\/\S*)/g)].map(
    ([, path = '']) => join(module, path).replace(/\/$/, '') || '.',
  );
}

/** Nothing is missing: the package has no file for this system. */
const EXCLUDED = /build constraints exclude all Go files|no (?:non-test )?Go files/;

/** NB with `-e` go leaves out what it cannot get: a failing network would look like another closure. */
async function list(root: string, module: string): Promise<readonly Listed[]> {
  const args = ['list', '-e', '-deps', '-test', `-json=${FIELDS.join(',')}`, './...'];
  for (let attempt = 1; ; attempt++) {
    const options = { cwd: join(root, module), reject: false, maxBuffer: 1e9 } as const;
    const { stdout, stderr, exitCode } = await execa('go', args, options);
    const text = stdout.trim();
    const all = text === '' ? [] : (JSON.parse(`[${text.replaceAll(/^\}\n\{/gm, '},{')}]`) as Listed[]);
    const failed = all.find(({ Error: error }) => error !== undefined && !EXCLUDED.test(error.Err));
    if ((exitCode === 0 && failed === undefined) || attempt === 3) {
      // Said, and not compared.
      const problem = exitCode === 0 ? failed?.Error?.Err : stderr;
      if (problem !== undefined) console.error(`go list in ${module}: ${problem}`);
      return problem === undefined ? all.filter(({ Standard }) => Standard !== true) : [];
    }
  }
}

function needsOf(asked: Asked, list: readonly Listed[], { root, files, modules }: Context): Needs {
  const tests = asked.target === 'test';
  const folder = join(root, asked.module ?? '.');
  const program = join(root, asked.package ?? '.');
  const wanted = list.filter(({ Module: module, ForTest, Dir, Name, ImportPath }) => {
    if (module?.Dir !== folder) return false;
    if (tests) return true;
    // The program that go makes of the tests of a package, and the package with its tests in it.
    if (ForTest !== undefined || ImportPath.endsWith('.test')) return false;
    return asked.package === undefined ? asked.libraries !== true || Name !== 'main' : Dir === program;
  });
  const names = new Set(wanted.flatMap(({ ImportPath, Deps = [] }) => [ImportPath, ...Deps]));
  const closure = list.filter(({ ImportPath }) => names.has(ImportPath));
  // A test may read whatever lies beside it.
  const may = tests ? ownFiles(asked.module ?? '.', modules, files) : [];
  return {
    reads: [
      {
        must: new Set(closure.flatMap((one) => filesOf(one, tests && wanted.includes(one), root))),
        may: new Set(may),
      },
    ],
    facts: { modules: [...new Set(closure.map(moduleOf))].sort().join('\n') },
  };
}

function moduleOf({ Module: own }: Listed): string {
  if (own === undefined) return '';
  return `${own.Path} ${own.Main === true ? 'main' : own.Version} ${own.Replace?.Path} ${own.Replace?.Version} ${own.GoVersion}`;
}

function filesOf(one: Listed, tests: boolean, root: string): string[] {
  const folder = relative(root, one.Dir ?? '/');
  if (folder.startsWith('..')) return [];
  const lists = [...COMPILED, ...(tests ? TESTED : [])].map(
    (kind) => one[kind] as readonly string[] | undefined,
  );
  return lists.flatMap((files = []) => files.map((file) => join(folder, file)));
}
