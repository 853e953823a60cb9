/** What the text of a Rust source says of other files and of the environment, before it is asked which crate it belongs to. */
import { isAbsolute } from '../../../model/paths.js';
import type { Scan } from '../../../model/tree.js';
import { isCargosOwn } from './own-env.js';

export interface SourceFacts {
  readonly mentions: readonly Mention[];
  /** Literals that leave the folder, whatever they are for. */
  readonly leaving: readonly string[];
  readonly readme: boolean;
  /** Variables asked for when it is compiled, and those it asks for if it is a build script. */
  readonly env: readonly string[];
  readonly scriptEnv: readonly string[];
  /** Whether the folder it is compiled in becomes part of a program. */
  readonly ownPath: boolean;
}

export interface Mention {
  readonly path: string;
  /** What the path is relative to. */
  readonly from: 'file' | 'crate';
  /** The inline modules around it, where the path is relative to them. */
  readonly modules?: string;
}

export const sourceScan: Scan<SourceFacts> = {
  name: 'rust',
  facts(text) {
    const env = envIn(text, ENV_AT_COMPILE_TIME);
    return {
      mentions: mentionsIn(text),
      leaving: text.includes('"../') ? [...text.matchAll(LEAVING)].map(([, path = '']) => path) : [],
      readme: text.includes('CARGO_PKG_README'),
      env,
      scriptEnv: [...env, ...envIn(text, [ENV_OF_SCRIPT])],
      ownPath: hasOwnPath(text),
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

const MODULE = /^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?mod[ \t]+(\w+)[ \t]*;/gm;

const OWN_PATH = /\benv!\s*[({[]\s*"(?:CARGO_MANIFEST_DIR|CARGO_MANIFEST_PATH|OUT_DIR)"/g;
const INCLUDED = /\b(?:include(?:_str|_bytes)?|include_dir)!\s*[({[]\s*concat!\s*[({[]\s*$/;

/** Asked for by more than an `include!`, whose path is gone once the file is read; what follows `#[cfg(test)] mod` is in no program. */
function hasOwnPath(text: string): boolean {
  if (!text.includes('env!')) return false;
  const program = text.split(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\s/, 1)[0] ?? '';
  return [...program.matchAll(OWN_PATH)].some(
    ({ index }) => !isComment(program, index) && !INCLUDED.test(program.slice(0, index)),
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
  { hint: 'folder', from: 'crate', expression: new RegExp(String.raw`#\[\s*folder\s*=\s*${STRING}`, 'g') },
  {
    hint: 'include_dir',
    from: 'crate',
    expression: /\binclude_dir!\s*[({[]\s*"\$CARGO_MANIFEST_DIR\/([^"\n]+)"/g,
  },
];

function macro(name: string, prefix: string): RegExp {
  return new RegExp(String.raw`\b${name}!${OPEN}${prefix}${STRING}`, 'g');
}

function mentionsIn(text: string): Mention[] {
  return PATTERNS.flatMap(({ hint, expression, from, inModule }) => {
    if (!text.includes(hint)) return [];
    return [...text.matchAll(expression)]
      .filter(({ index, 1: path = '' }) => !isComment(text, index) && !(isAbsolute(path) && from === 'file'))
      .map(({ index, 1: path = '' }) => {
        const modules = inModule ? inlineModules(text, index) : '';
        return { path: path.trim(), from, ...(modules === '' ? {} : { modules }) };
      });
  });
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

function isComment(text: string, index: number): boolean {
  return text
    .slice(text.lastIndexOf('\n', index) + 1, index)
    .trimStart()
    .startsWith('//');
}

const LEAVING = /"(\.\.\/[^"\\{}\n]*)"/g;

const ENV_HINT = /env!|env::var|rerun-if-env-changed/;
const ENV_AT_COMPILE_TIME = [/\b(?:option_)?env!\s*[({[]\s*"(\w+)"/g, /cargo::?rerun-if-env-changed=(\w+)/g];
const ENV_OF_SCRIPT = /\benv::var(?:_os)?\s*\(\s*"(\w+)"/g;

/** Whether or not a build script tells cargo. */
function envIn(text: string, patterns: readonly RegExp[]): string[] {
  if (!ENV_HINT.test(text)) return [];
  const names = patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      .filter(({ index }) => !isComment(text, index))
      .flatMap(([, name]) => name ?? []),
  );
  return names.filter((name) => !isCargosOwn(name));
}
