/**
 * The import rule of ARCHITECTURE.md, folder by folder. A fifth toolchain is one folder and one line in the
 * list because of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { toolchains } from './toolchains/index.js';

const here = import.meta.dirname;

interface Source {
  /** Seen from src/. */
  readonly file: string;
  /** Imported modules: ours as paths seen from src/, others by name. */
  readonly imports: readonly string[];
  /** String literals that are no imports. */
  readonly literals: readonly string[];
}

const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|(^|\/)fixtures\/|^testing\//.test(file))
  .map(readSource);

function readSource(file: string): Source {
  const imports: string[] = [];
  const literals: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) (isImport(node) ? imports : literals).push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(here, file), 'utf8'), ts.ScriptTarget.Latest, true));
  const seen = (name: string) =>
    name.startsWith('.') ? relative(here, join(here, dirname(file), name)) : name;
  return { file, imports: imports.map(seen), literals };
}

/** `import … from`, `export … from`, `import('…')`, and types written as `import('…').T`. */
function isImport({ parent }: ts.Node): boolean {
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  const isDynamic = ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword;
  return ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || isDynamic;
}

/** A file of one toolchain, and which. */
const TOOLCHAIN = /^toolchains\/(?!shared\/|facets\/)([^/]+)\//;

const IMPORT_RULES: readonly {
  readonly who: string;
  readonly in: RegExp;
  /** What of ours; `$1` stands for what the folder is called. */
  readonly may: readonly string[];
  /** Which packages; absent: any. */
  readonly packages?: RegExp;
}[] = [
  {
    who: 'the model imports nothing but itself',
    in: /^model\//,
    may: ['model/'],
    packages: /^node:(fs|path)$/,
  },
  {
    who: 'file formats know no workspace: bytes in, bytes out',
    in: /^formats\//,
    may: ['model/', 'formats/'],
    packages: /^(node:crypto|node:zlib|fflate)$/,
  },
  {
    who: 'a toolchain imports the model, what toolchains share, and itself; no Nx, no process, no file system',
    in: TOOLCHAIN,
    may: ['model/', 'toolchains/shared/', 'toolchains/toolchain.js', 'toolchains/$1/'],
    packages:
      /^(zod\/mini|smol-toml|jsonc-parser|yaml|@decimalturn\/toml-patch|semver\/.*|node:crypto|node:path)$/,
  },
  {
    who: 'what toolchains share knows none of them',
    in: /^toolchains\/(shared\/|facets\/|toolchain\.ts)/,
    may: ['model/', 'toolchains/shared/', 'toolchains/facets/', 'toolchains/toolchain.js'],
    packages: /^(zod\/mini|smol-toml|jsonc-parser)$/,
  },
  {
    who: 'pipes import the model and each other',
    in: /^pipes\//,
    may: ['model/', 'pipes/'],
    packages: /^node:crypto$/,
  },
  {
    who: 'adapters import the model and each other',
    in: /^adapters\//,
    may: ['model/', 'adapters/'],
    packages: /^(node:.*|execa)$/,
  },
  {
    who: 'the analysis is pure: it knows the list of toolchains and the pipes, no Nx and no process',
    in: /^analysis\//,
    may: [
      'model/',
      'pipes/',
      'analysis/',
      'toolchains/index.js',
      'toolchains/scans.js',
      'toolchains/toolchain.js',
      'toolchains/shared/',
    ],
    packages: /^zod\/mini$/,
  },
  {
    who: 'the fingerprint knows no toolchain: it is started each time Nx hashes',
    in: /^fingerprint\//,
    may: ['model/', 'adapters/', 'fingerprint/'],
    packages: /^node:.*$/,
  },
  {
    who: 'what explains a run knows how it was fingerprinted, and not how it ran',
    in: /^explain\//,
    may: ['model/', 'adapters/', 'fingerprint/', 'explain/'],
  },
  {
    who: 'the engine that runs a task is given its toolchain, and makes no graph',
    in: /^run\//,
    may: [
      'model/',
      'adapters/',
      'formats/',
      'explain/',
      'run/',
      'toolchains/toolchain.js',
      'toolchains/shared/',
    ],
  },
  {
    who: 'the plugin runs nothing',
    in: /^plugin\//,
    may: [
      'model/',
      'pipes/',
      'adapters/checkouts.js',
      'adapters/file-list.js',
      'adapters/git-index.js',
      'adapters/links.js',
      'adapters/own-folder.js',
      'analysis/',
      'fingerprint/',
      'plugin/',
      // When all tasks have run.
      'run/record-run.js',
      'toolchains/executors.js',
      'toolchains/index.js',
      'toolchains/toolchain.js',
    ],
  },
  {
    who: 'generators write files, and know the graph from the analysis',
    in: /^generators\//,
    may: [
      'model/',
      'adapters/',
      'analysis/',
      'pipes/',
      'plugin/devkit.js',
      'toolchains/index.js',
      'toolchains/executors.js',
      'toolchains/shared/',
      'toolchains/toolchain.js',
      'generators/',
    ],
  },
  {
    who: 'executors that belong to no toolchain make no graph',
    in: /^executors\//,
    may: [
      'model/',
      'adapters/',
      'analysis/interfaces.js',
      'formats/',
      'pipes/',
      'release/',
      'run/',
      'toolchains/index.js',
      'toolchains/executors.js',
      'toolchains/shared/',
      'toolchains/toolchain.js',
      'generators/nix-sync/stale.js',
      'executors/',
    ],
  },
  {
    who: 'a release asks the toolchains by the list of them, and makes no graph',
    in: /^release\//,
    may: [
      'model/',
      'adapters/',
      'toolchains/index.js',
      'toolchains/toolchain.js',
      'toolchains/shared/',
      'release/',
    ],
  },
  {
    who: 'commands import no code of one toolchain',
    in: /^cli\//,
    may: [
      'model/',
      'adapters/',
      'analysis/',
      'executors/nix/',
      'explain/',
      'formats/',
      'generators/',
      'pipes/',
      'plugin/',
      'run/',
      'toolchains/index.js',
      'toolchains/executors.js',
      'toolchains/toolchain.js',
      'toolchains/shared/',
      'cli/',
    ],
  },
];

describe('imports', () => {
  it.each(IMPORT_RULES)('$who', ({ in: where, may, packages }) => {
    const found = sources.filter(({ file }) => where.test(file));
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.flatMap(({ file, imports }) => {
        const [, own = ''] = where.exec(file) ?? [];
        const allowed = may.map((path) => path.replace('$1', own));
        const isFine = (name: string) =>
          isOurs(name) ? allowed.some((path) => name.startsWith(path)) : (packages?.test(name) ?? true);
        return imports.filter((name) => !isFine(name)).map((name) => `${file} imports ${name}`);
      }),
    ).toEqual([]);
  });

  it('only the lists of toolchains and of their scans name them', () => {
    expect(
      sources
        .filter(({ file }) => !['toolchains/index.ts', 'toolchains/scans.ts'].includes(file))
        .flatMap(({ file, imports }) =>
          imports
            .filter((name) => TOOLCHAIN.test(name) && TOOLCHAIN.exec(name)?.[1] !== TOOLCHAIN.exec(file)?.[1])
            .map((name) => `${file} imports ${name}`),
        ),
    ).toEqual([]);
  });

  it('what is remembered is keyed by the text of the entry: no other chunk has that module', () => {
    const users = sources.filter(({ imports }) => imports.includes('plugin/graph-cache.js'));
    expect(users.map(({ file }) => file)).toEqual(['plugin/create-nodes.ts']);
  });

  it('the graph is made of what one reader reads, which takes plain files of the workspace only', () => {
    const isGraph = /^(model|analysis|pipes|plugin|toolchains)\//;
    const others = users(/^node:fs$/).filter((file) => isGraph.test(file));
    // The names in a folder; the text of our own code.
    expect(others).toEqual(['model/disk-reader.ts', 'model/tree.ts', 'plugin/graph-cache.ts']);
  });

  it.each([
    ['Nx', /^(nx|@nx\/.*)(\/|$)/, /^(plugin|run|release|executors|generators|cli)\//],
    [
      'programs that start processes',
      /^(execa|(node:)?child_process)$/,
      /^(adapters\/(run|stop|end-tree)|fingerprint\/program)\.ts$/,
    ],
  ])('%s: only where it belongs', (_, name, where) => {
    expect(users(name).filter((file) => !where.test(file))).toEqual([]);
    expect(users(name).some((file) => where.test(file))).toBe(true);
  });
});

function isOurs(name: string): boolean {
  const isText = name.endsWith('?raw');
  return (
    isText ||
    (/^[\w-]+(\/|\.js$)/.test(name) && sources.some(({ file }) => file === name.replace(/\.js$/, '.ts')))
  );
}

function users(module: RegExp): string[] {
  return sources.filter(({ imports }) => imports.some((name) => module.test(name))).map(({ file }) => file);
}

/**
 * The program that Nx starts at hash time runs on Node, whichever toolchain asks; a trace names the script
 * that Node runs.
 */
const NOT_AN_ID = new Map([
  ['fingerprint/command.ts', 'node'],
  ['cli/trace/strace-log.ts', 'node'],
  // The program that formats JSON.
  ['generators/init/formatters.ts', 'deno'],
  // Programs that other plugins started.
  ['generators/convert/monodon.ts', 'cargo'],
  ['generators/convert/nx-go.ts', 'go'],
]);

it('no toolchain is named by its id outside its folder', () => {
  const ids = toolchains.map(({ id }) => id);
  const neutral = sources.filter(({ file }) => !TOOLCHAIN.test(file));
  expect(
    neutral.flatMap(({ file, literals }) =>
      literals
        .filter((text) =>
          ids.some((id) => text === id || text.startsWith(`${id}:`) || text === `polynx:${id}`),
        )
        .filter((text) => NOT_AN_ID.get(file) !== text)
        .map((text) => `${file} says '${text}'`),
    ),
  ).toEqual([]);
});
