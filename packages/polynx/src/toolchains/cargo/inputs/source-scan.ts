/**
 * What the text of a Rust source says of other files and of the environment, before it is asked which crate
 * it belongs to.
 */
import { isAbsolute } from '../../../model/paths.js';
import type { Scan } from '../../../model/tree.js';
import { type KnownFolder, knownFolders } from './macro-scan.js';
import { isCargosOwn } from './own-env.js';
import { createReader, type Match, type OfTests, ofTests, type SourceReader } from './source-reader.js';
import { namesTests } from './test-names.js';

export interface SourceFacts {
  readonly mentions: readonly Mention[];
  /** Literals that leave the folder, whatever they are for. */
  readonly leaving: readonly Literal[];
  /** Of macros that read one kind of file: `wit_bindgen::generate!({ path: ".." })`. */
  readonly folders: readonly KnownFolder[];
  readonly modules: readonly Declaration[];
  /** Literals of the program that speak of folders as tests have them. */
  readonly testNames: readonly string[];
  readonly readme: boolean;
  /** Variables asked for when it is compiled, and those it asks for if it is a build script. */
  readonly env: readonly Variable[];
  readonly scriptEnv: readonly Variable[];
  /** Whether the folder it is compiled in becomes part of a program. */
  readonly ownPath: boolean;
  /** A macro in it asks git. */
  readonly gitMacro: boolean;
  /** It lists folders, and may find there what nothing spells out. */
  readonly walks: boolean;
}

export interface Literal extends OfTests {
  readonly path: string;
}

export interface Variable extends OfTests {
  readonly name: string;
}

export interface Mention extends OfTests {
  readonly path: string;
  /**
   * What the path is relative to: the file, the crate or its folder `src`; `either` is the file or the crate,
   * where there is such a file.
   */
  readonly from: 'file' | 'crate' | 'src' | 'either';
  /** The inline modules around it, where the path is relative to them. */
  readonly modules?: string;
}

/** `mod name;` */
export interface Declaration extends OfTests {
  readonly name: string;
  /** The inline modules around it. */
  readonly within?: string;
}

export const sourceScan: Scan<SourceFacts> = {
  name: 'rust',
  facts(text) {
    const reader = createReader(text);
    const env = envIn(reader, ENV_AT_COMPILE_TIME);
    const { mentions, literals } = mentionsIn(reader);
    return {
      mentions: distinct(mentions),
      leaving: leavingIn(reader, literals),
      folders: distinct(knownFolders(reader)),
      modules: declarationsIn(reader),
      testNames: testNamesIn(reader),
      readme: text.includes('CARGO_PKG_README'),
      env: distinct(env),
      scriptEnv: distinct([...env, ...envIn(reader, [ENV_OF_SCRIPT])]),
      ownPath: hasOwnPath(reader),
      gitMacro: hasGitMacro(reader),
      walks: /\b(?:read_dir|WalkDir|WalkBuilder|glob)\b/.test(text),
    };
  },
};

/** The same said again says no more. */
function distinct<T extends object>(all: readonly T[]): T[] {
  return all.length < 2 ? [...all] : [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Modules that it declares in files of their own. Asked of files outside crates only. */
export const moduleScan: Scan<readonly string[]> = {
  name: 'rust-modules',
  facts: (text) => [...new Set([...text.matchAll(MODULE)].map(([, name = '']) => name))],
};

/**
 * Literals that may be paths; of `"{}/tests/a.proto"` and `"$CARGO_MANIFEST_DIR/cases/*.js"` the fixed part.
 * Asked of build scripts, and where a crate holds other projects.
 */
export const literalScan: Scan<readonly string[]> = {
  name: 'rust-literals',
  facts: (text) => [
    ...new Set(
      [...text.matchAll(LITERAL)]
        .map(([, literal = '']) =>
          literal
            .replace(/^.*\}/, '')
            .replace(/^\$\w+/, '')
            .replace(/[*?[{].*$/, ''),
        )
        .filter((path) => path !== ''),
    ),
  ],
};

const LITERAL = /"([^"\\\s:]{1,200})"/g;
/**
 * NB what lies between two quotes is only looked at: a quote may also be a character, and then the next
 * literal begins at what looks like an end.
 */
const NAME = /"(?=([^"\\\s:]{1,400})")/g;

const MODULE = /\bmod[ \t]+(?:r#)?(\w+)[ \t]*;/g;

/** NB without an attribute of tests in the text, all of them are of the program. */
function declarationsIn({ text, each }: SourceReader): Declaration[] {
  const modulesAt = moduleFinder(text);
  const found = new Map<string, Declaration>();
  const add = ({ index, 1: name = '' }: RegExpExecArray, place: Match['place']) => {
    const within = modulesAt(index);
    // NB a file may declare one module fifty thousand times: the key first, and then the value.
    const key = `${place} ${within} ${name}`;
    if (!found.has(key)) found.set(key, { name, ...(within === '' ? {} : { within }), ...ofTests(place) });
  };
  if (text.includes('test')) each(MODULE, add);
  else for (const match of text.matchAll(MODULE)) add(match, 'code');
  return [...found.values()];
}

/** By themselves or as a part of a path: `"fixtures"`, `"data/tests/a.json"`. */
function testNamesIn({ text, matches }: SourceReader): string[] {
  if (!namesTests(text)) return [];
  const isWanted = ({ 1: name = '' }: RegExpExecArray) => namesTests(name);
  const found = matches(NAME, isWanted).flatMap(({ match: { 1: name = '' }, place }) =>
    place === 'code' ? name : [],
  );
  return [...new Set(found)];
}

const OWN_PATH = /\benv!\s*[({[]\s*"(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR)"/g;
const INCLUDED = /\b(?:include(?:_str|_bytes)?|include_dir)!\s*[({[]\s*concat!\s*[({[]\s*$/;

/** https://docs.rs/git-version, https://docs.rs/git-testament */
function hasGitMacro({ text, matches }: SourceReader): boolean {
  if (!text.includes('git_')) return false;
  return matches(/\bgit_(?:version|describe|testament|testament_macros)!\s*[({[]/g).some(
    ({ place }) => place === 'code',
  );
}

/** Asked for by more than an `include!`, whose path is gone once the file is read. */
function hasOwnPath({ text, matches }: SourceReader): boolean {
  if (!text.includes('env!')) return false;
  return matches(OWN_PATH).some(
    ({ match, place }) =>
      place === 'code' && !INCLUDED.test(text.slice(Math.max(match.index - 200, 0), match.index)),
  );
}

/** `"…"`, `r"…"` or `r#"…"#`, as far as a path goes. */
const STRING = String.raw`(?:r#*)?"([^"\n]+)"`;
const OPEN = String.raw`\s*[({[]\s*`;
const MANIFEST_DIR = String.raw`concat!${OPEN}env!${OPEN}"CARGO_MANIFEST_DIR"\s*[)}\]]\s*,\s*`;

interface Pattern {
  /** Text without which the expression need not be tried. */
  readonly hint: string;
  readonly expression: RegExp;
  readonly from: Mention['from'];
  /** Relative to the module around it, which need not be the file. */
  readonly inModule?: true;
}

const PATTERNS: readonly Pattern[] = [
  // https://doc.rust-lang.org/std/macro.include_str.html
  { hint: 'include', from: 'file', expression: macro('include(?:_str|_bytes)?', '') },
  // What packages make of it: `include_wgsl!`, `include_image!`.
  { hint: 'include_', from: 'either', expression: macro(String.raw`include_(?!str!|bytes!|dir!)\w+`, '') },
  { hint: 'include', from: 'crate', expression: macro('include(?:_str|_bytes)?', MANIFEST_DIR) },
  // https://doc.rust-lang.org/reference/items/modules.html#the-path-attribute
  {
    hint: 'path',
    from: 'file',
    expression: new RegExp(String.raw`#!?\[\s*(?:cfg_attr\s*\([^\]]{0,300}?,\s*)?path\s*=\s*${STRING}`, 'g'),
    inModule: true,
  },
  // https://doc.rust-lang.org/cargo/reference/build-scripts.html#rerun-if-changed
  { hint: 'rerun-if-changed', from: 'crate', expression: /cargo::?rerun-if-changed=([^"\\{}\n]+)/g },
  // rust-embed, and include_dir
  {
    hint: 'folder',
    from: 'crate',
    expression: /#\[\s*folder\s*=\s*(?:r#*)?"(?:\$CARGO_MANIFEST_DIR\/?)?([^"\n]+)"/g,
  },
  // https://docs.rs/pest_derive: beside lib.rs
  { hint: 'grammar', from: 'src', expression: new RegExp(String.raw`#\[\s*grammar\s*=\s*${STRING}`, 'g') },
  {
    hint: 'include_dir',
    from: 'crate',
    expression: /\binclude_dir!\s*[({[]\s*"\$CARGO_MANIFEST_DIR\/([^"\n]+)"/g,
  },
];

function macro(name: string, prefix: string): RegExp {
  return new RegExp(String.raw`\b${name}!${OPEN}${prefix}${STRING}`, 'g');
}

/** And where their literals begin: those are relative to what the macro says, and to nothing else. */
function mentionsIn({ text, each }: SourceReader): {
  readonly mentions: Mention[];
  readonly literals: ReadonlySet<number>;
} {
  const literals = new Set<number>();
  const modulesAt = moduleFinder(text);
  const mentions = new Map<string, Mention>();
  for (const { hint, expression, from, inModule } of PATTERNS) {
    if (!text.includes(hint)) continue;
    each(expression, ({ 0: all, 1: path = '', index }, place) => {
      literals.add(index + all.lastIndexOf(`"${path}`) + 1);
      if (place === 'documentation' || (isAbsolute(path) && from !== 'crate')) return;
      const modules = inModule ? modulesAt(index) : '';
      const key = `${from} ${place} ${modules} ${path}`;
      if (mentions.has(key)) return;
      mentions.set(key, {
        path: path.trim(),
        from,
        ...(modules === '' ? {} : { modules }),
        ...ofTests(place),
      });
    });
  }
  return { mentions: [...mentions.values()], literals };
}

/** A literal that a macro resolves by rules of its own is not relative to the crate too. */
function leavingIn({ text, each }: SourceReader, resolved: ReadonlySet<number>): Literal[] {
  if (!text.includes('../')) return [];
  const found = new Map<string, Literal>();
  each(PATH, ({ 1: path = '', index }, place) => {
    if (!LEAVING.test(path) || resolved.has(index + 1)) return;
    const key = `${place === 'code'} ${path}`;
    if (!found.has(key)) found.set(key, { path, ...ofTests(place) });
  });
  return [...found.values()];
}

/** A line with the one that it stands below: indented less, and nearest. */
interface Line {
  readonly indent: number;
  /** Of an inline module. */
  readonly name: string | undefined;
  readonly parent: Line | undefined;
}

/**
 * The inline modules around a place, as a path: `mod a { mod b { …` is `a/b`. Told by the indentation, as
 * rustfmt leaves it: braces would have to be told from those in strings and comments. NB all lines are read
 * once: a text may be nothing but such places.
 */
function moduleFinder(text: string): (index: number) => string {
  let lines: readonly { readonly from: number; readonly parent: Line | undefined }[] | undefined;
  return (index) => {
    lines ??= linesIn(text);
    let [low, high] = [0, lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((lines[middle]?.from ?? 0) <= index) low = middle;
      else high = middle;
    }
    const above = lines[low]?.parent;
    if (above === undefined) return '';
    const names: string[] = [];
    for (let line: Line | undefined = above; line !== undefined; line = line.parent)
      if (line.name !== undefined) names.push(line.name);
    return names.reverse().join('/');
  };
}

function linesIn(text: string): { readonly from: number; readonly parent: Line | undefined }[] {
  let above: Line | undefined;
  let from = 0;
  return text.split('\n').map((line) => {
    const start = from;
    from += line.length + 1;
    if (line.trim() === '') return { from: start, parent: above };
    const indent = indentOf(line);
    while (above !== undefined && above.indent >= indent) above = above.parent;
    const parent = above;
    above = { indent, name: INLINE.exec(line)?.[1], parent };
    return { from: start, parent };
  });
}

const INLINE = /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*\{/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const PATH = /"(?=([\w.-][^"\\{}\n]*)")/g;
const LEAVING = /^(?:[\w.-]+\/)*\.\.\//;

const ENV_HINT = /env!|env::var|rerun-if-env-changed/;
const ENV_AT_COMPILE_TIME = [/\b(?:option_)?env!\s*[({[]\s*"(\w+)"/g, /cargo::?rerun-if-env-changed=(\w+)/g];
const ENV_OF_SCRIPT = /\benv::var(?:_os)?\s*\(\s*"(\w+)"/g;

/** Whether or not a build script tells cargo. */
function envIn({ text, matches }: SourceReader, patterns: readonly RegExp[]): Variable[] {
  if (!ENV_HINT.test(text)) return [];
  return patterns
    .flatMap((pattern) => matches(pattern))
    .map(({ match, place }) => ({ name: match[1] ?? '', ...ofTests(place) }))
    .filter(({ name }) => !isCargosOwn(name));
}
