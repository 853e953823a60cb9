/** What the text of a Rust source says of other files and of the environment, before it is asked which crate it belongs to. */
import { isAbsolute } from '../../../model/paths.js';
import type { Scan } from '../../../model/tree.js';
import { type KnownFolder, knownFolders } from './macro-scan.js';
import { isCargosOwn } from './own-env.js';
import { createReader, type OfTests, ofTests, type SourceReader } from './source-reader.js';
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
  /** What the path is relative to: the file, the crate or its folder `src`; `either` is the file or the crate, where there is such a file. */
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
      mentions,
      leaving: leavingIn(reader, literals),
      folders: knownFolders(reader),
      modules: declarationsIn(reader),
      testNames: testNamesIn(reader),
      readme: text.includes('CARGO_PKG_README'),
      env,
      scriptEnv: [...env, ...envIn(reader, [ENV_OF_SCRIPT])],
      ownPath: hasOwnPath(reader),
      gitMacro: hasGitMacro(reader),
      walks: /\b(?:read_dir|WalkDir|WalkBuilder|glob)\b/.test(text),
    };
  },
};

/** Modules that it declares in files of their own. Asked of files outside crates only. */
export const moduleScan: Scan<readonly string[]> = {
  name: 'rust-modules',
  facts: (text) => [...text.matchAll(MODULE)].map(([, name = '']) => name),
};

/** Literals that may be paths; of `"{}/tests/a.proto"` and `"$CARGO_MANIFEST_DIR/cases/*.js"` the fixed part. Asked of build scripts, and where a crate holds other projects. */
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
const TEST_NAME = /"([^"\\\s:]{0,200}?(?:test|fixture|snapshot|golden)[^"\\\s:]{0,200})"/g;

const MODULE = /\bmod[ \t]+(?:r#)?(\w+)[ \t]*;/g;

/** NB without an attribute of tests in the text, all of them are of the program. */
function declarationsIn({ text, matches }: SourceReader): Declaration[] {
  if (!text.includes('test'))
    return [...text.matchAll(MODULE)].map(({ index, 1: name = '' }) => declaration(name, text, index));
  return matches(MODULE).map(({ match, place }) => ({
    ...declaration(match[1] ?? '', text, match.index),
    ...ofTests(place),
  }));
}

function declaration(name: string, text: string, index: number): Declaration {
  const within = inlineModules(text, index);
  return { name, ...(within === '' ? {} : { within }) };
}

/** By themselves or as a part of a path: `"fixtures"`, `"data/tests/a.json"`. */
function testNamesIn({ text, matches }: SourceReader): string[] {
  if (!namesTests(text)) return [];
  const found = matches(TEST_NAME).flatMap(({ match: { 1: name = '' }, place }) =>
    place === 'code' && namesTests(name) ? name : [],
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
    ({ match, place }) => place === 'code' && !INCLUDED.test(text.slice(0, match.index)),
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
    expression: new RegExp(String.raw`#!?\[\s*(?:cfg_attr\s*\([^\]]*?,\s*)?path\s*=\s*${STRING}`, 'g'),
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
function mentionsIn({ text, matches }: SourceReader): {
  readonly mentions: Mention[];
  readonly literals: ReadonlySet<number>;
} {
  const literals = new Set<number>();
  const mentions = PATTERNS.flatMap(({ hint, expression, from, inModule }): Mention[] => {
    if (!text.includes(hint)) return [];
    return matches(expression).flatMap(({ match, place }) => {
      const { 0: all, 1: path = '', index } = match;
      literals.add(index + all.lastIndexOf(`"${path}`) + 1);
      if (place === 'documentation' || (isAbsolute(path) && from !== 'crate')) return [];
      const modules = inModule ? inlineModules(text, index) : '';
      return { path: path.trim(), from, ...(modules === '' ? {} : { modules }), ...ofTests(place) };
    });
  });
  return { mentions, literals };
}

/** A literal that a macro resolves by rules of its own is not relative to the crate too. */
function leavingIn({ text, matches }: SourceReader, resolved: ReadonlySet<number>): Literal[] {
  if (!text.includes('../')) return [];
  return matches(LEAVING)
    .filter(({ match }) => !resolved.has(match.index + 1))
    .map(({ match, place }) => ({ path: match[1] ?? '', ...ofTests(place) }));
}

/**
 * The inline modules around a place, as a path: `mod a { mod b { …` is `a/b`. Told by the indentation, as rustfmt leaves it: braces would have to be told
 * from those in strings and comments.
 */
function inlineModules(text: string, index: number): string {
  const lines = text
    .slice(0, text.indexOf('\n', index) + 1 || undefined)
    .trimEnd()
    .split('\n');
  let indent = indentOf(lines.pop() ?? '');
  const names: string[] = [];
  for (const line of lines.reverse()) {
    if (indent === 0) break;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    const name = INLINE.exec(line)?.[1];
    if (name !== undefined) names.unshift(name);
  }
  return names.join('/');
}

const INLINE = /^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*\{/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

const LEAVING = /"((?:[\w.-]+\/)*\.\.\/[^"\\{}\n]*)"/g;

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
