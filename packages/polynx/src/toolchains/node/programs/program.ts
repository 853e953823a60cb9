/**
 * A program of the repository with what it imports: `node build.mjs`, and the configurations of bundlers and
 * test runners, which are programs too. What its text says is read off: variables, paths that leave the
 * package, folders that git ignores, places it writes to. What cannot be read off is a problem.
 */
import type { Glob } from '../../../model/globs.js';
import { ancestors, dirname, isInside, join, leavesWorkspace } from '../../../model/paths.js';
import { isJavaScript } from '../../shared/javascript/files.js';
import { tokensOf } from '../../shared/javascript/tokens.js';
import { dotenvGlobs } from '../unlisted.js';
import { factsOf, type ProgramFacts, programScan } from './facts.js';
import { mentionsOf, type ProgramPlace, where } from './mentions.js';
import { packageImports } from './package-imports.js';
import type { Value } from './value.js';

export interface Program {
  /** All of it, those of other packages included. */
  readonly files: readonly string[];
  /** Paths outside the package. */
  readonly reads: readonly string[];
  /** Paths that are not in the repository: git ignores them. */
  readonly produced: readonly string[];
  /** Globs of files that git ignores, whoever makes them. */
  readonly ignored: readonly Glob[];
  readonly env: readonly string[];
  /** Why a result could depend on something else. */
  readonly problems: readonly string[];
  /** What properties that name an output say; undefined where that is computed. */
  readonly settings: readonly { readonly key: string; readonly path: string | undefined }[];
  /** Where it writes itself. */
  readonly writes: readonly (string | undefined)[];
  /** Whether it makes a test runner measure coverage. */
  readonly covers: boolean;
  /** Wildcards, and folders that it takes whole. */
  readonly takes: readonly string[];
  readonly spares: readonly string[];
}

const MOST_FILES = 400;

/** A configuration inside another file, such as the field `jest` of package.json. */
export interface Inline {
  readonly file: string;
  readonly text: string;
}

export function readProgram(
  entries: readonly string[],
  around: ProgramPlace,
  inline: readonly Inline[] = [],
): Program {
  const { files, missing, isWhole } = follow(entries, around);
  const all = [
    ...[...files].map(([file, facts]) => ({ file, facts })),
    ...inline.map(({ file, text }) => ({ file, facts: factsOf(tokensOf(text, file)) })),
  ];
  const mentions = all.map(({ file, facts }) => mentionsOf(file, facts, around));
  const imports = all.flatMap(({ facts }) => facts.imports);
  const modules = packageImports(imports, around);
  const computed = all.some(({ facts }) => facts.computedImports.length > 0);
  const places = <Kind extends 'settings' | 'writes'>(kind: Kind) =>
    all.flatMap(({ file, facts }) =>
      facts[kind].map(({ key, value }) => ({ key, path: writtenTo(value, file, around) })),
    );
  return {
    files: [...files.keys()],
    reads: unique([
      ...readOutside([...files.keys()], around),
      ...mentions.flatMap(({ reads }) => reads),
      ...modules.reads,
    ]),
    produced: unique([...missing, ...mentions.flatMap(({ produced }) => produced), ...modules.produced]),
    ignored: unique(all.flatMap(({ file, facts }) => dotenv(file, facts, around))),
    env: unique([
      ...all.flatMap(({ facts }) => facts.variables),
      ...modules.env,
      ...(computed ? variablesOfPackage(around) : []),
    ]),
    problems: [
      ...(isWhole ? [] : ['it imports more files than are followed']),
      ...all.flatMap(doings),
      ...mentions.flatMap(({ problems }) => problems),
    ],
    settings: places('settings'),
    writes: places('writes').map(({ path }) => path),
    covers: all.some(({ facts }) => facts.covers),
    takes: unique(mentions.flatMap(({ takes }) => takes)),
    spares: unique(mentions.flatMap(({ spares }) => spares)),
  };
}

function doings({ file, facts }: { readonly file: string; readonly facts: ProgramFacts }): string[] {
  return facts.does.map((what) => `${file} ${what}`);
}

function readOutside(files: readonly string[], around: ProgramPlace): string[] {
  return files
    .filter((path) => !isInside(path, around.root) || isNested(path, around))
    .flatMap((file) => [file, ...manifestOf(file, around)]);
}

/** NB its `type` says how node reads the file. */
function manifestOf(file: string, { tree }: ProgramPlace): string[] {
  const all = ancestors(dirname(file)).map((folder) => join(folder, 'package.json'));
  return all.filter((path) => path !== 'package.json' && tree.has(path)).slice(0, 1);
}

/** Undefined where it is computed. A relative path starts where the program is started. */
function writtenTo(value: Value | null, file: string, around: ProgramPlace): string | undefined {
  if (value === null) return undefined;
  const { base, text, open } = value;
  const known = open === true ? text.slice(0, text.lastIndexOf('/') + 1) : text;
  if (open === true && /^[./]*$/.test(known)) return undefined;
  return where({ base: base === 'none' ? 'cwd' : base, text: known }, file, around)[0];
}

interface Followed {
  readonly files: ReadonlyMap<string, ProgramFacts>;
  readonly missing: readonly string[];
  readonly isWhole: boolean;
}

const NO_FACTS: ProgramFacts = {
  imports: [],
  computedImports: [],
  variables: [],
  does: [],
  mentions: [],
  settings: [],
  writes: [],
  envFolders: [],
  covers: false,
};

/** The program and the files that it imports by relative paths. */
function follow(entries: readonly string[], { tree, isIgnored }: ProgramPlace): Followed {
  const files = new Map<string, ProgramFacts>();
  const missing = new Set<string>();
  const queue = new Set(entries);
  for (const file of queue) {
    if (files.size >= MOST_FILES) return { files, missing: [...missing], isWhole: false };
    const isProgram = isJavaScript(file) || !/\.(?:css|scss|md|html|txt|node|wasm|ya?ml|toml)$/.test(file);
    const facts = isProgram ? (tree.scan(file, programScan) ?? NO_FACTS) : NO_FACTS;
    files.set(file, facts);
    for (const specifier of facts.imports) {
      if (!/^\.{1,2}(?:\/|$)/.test(specifier)) continue;
      const path = join(dirname(file), specifier);
      const found = leavesWorkspace(path) ? undefined : moduleAt(path, tree);
      if (found !== undefined) queue.add(found);
      else if (!leavesWorkspace(path) && isIgnored(path)) missing.add(path);
    }
  }
  return { files, missing: [...missing], isWhole: true };
}

const ENDINGS = [
  '',
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.tsx',
  '.jsx',
  '.json',
  '/index.js',
  '/index.ts',
  '/index.mjs',
];

/** NB TypeScript writes `.js` where it means `.ts`. */
export function moduleAt(path: string, tree: ProgramPlace['tree']): string | undefined {
  const bare = path.replace(/\.([cm]?)js$/, '.$1ts');
  const all = [...ENDINGS.map((ending) => path + ending), ...(bare === path ? [] : [bare, `${bare}x`])];
  return all.find((candidate) => tree.has(candidate));
}

/** Packages that load `.env` files from where they are started. */
const DOTENV = /^(?:dotenv|dotenv-[\w-]+|@dotenvx\/dotenvx|env-cmd)(?:\/|$)/;

function dotenv(file: string, { imports, envFolders }: ProgramFacts, around: ProgramPlace): Glob[] {
  const folders = envFolders.flatMap((value) => where(value, file, around));
  const started = imports.some((name) => DOTENV.test(name)) ? [around.cwd] : [];
  return [...folders, ...started].filter((path) => !leavesWorkspace(path)).flatMap(dotenvGlobs);
}

/** Where it imports what it computes, any file of the package may be meant. */
function variablesOfPackage({ root, tree }: ProgramPlace): string[] {
  const own = tree.under(root).filter((file) => isJavaScript(file) && !file.includes('node_modules/'));
  return own.slice(0, MOST_FILES).flatMap((file) => tree.scan(file, programScan)?.variables ?? []);
}

function isNested(path: string, { nested }: ProgramPlace): boolean {
  return nested.some((root) => isInside(path, root));
}

function unique<Text extends string>(list: readonly Text[]): Text[] {
  return [...new Set(list)];
}
