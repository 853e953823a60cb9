/**
 * Macros and build scripts that look for one kind of file in a folder. Where that folder contains the crate,
 * only files of that kind are meant: all of it would be half of the repository, and the crate itself.
 */
import { type OfTests, ofTests, type SourceReader } from './source-reader.js';

export interface KnownFolder extends OfTests {
  readonly path: string;
  /** Endings of names. */
  readonly kinds: readonly string[];
  /** Said by a program that runs before the build, if it is one. */
  readonly ofScript?: true;
}

interface Kind {
  /** Text without which the expression need not be tried. */
  readonly hint: string;
  /** Up to the bracket that opens. Absent: the whole text, which is a build script. */
  readonly macro?: RegExp;
  readonly kinds: readonly string[];
}

const OPEN = String.raw`!\s*[({[]`;

const KINDS: readonly Kind[] = [
  // https://docs.rs/wit-bindgen, https://docs.rs/wasmtime/latest/wasmtime/component/macro.bindgen.html
  { hint: 'generate!', macro: macro('generate'), kinds: ['wit'] },
  { hint: 'bindgen!', macro: macro('bindgen'), kinds: ['wit'] },
  // sqlx, refinery, diesel
  { hint: 'migrat', macro: macro(String.raw`(?:embed_)?migrat\w+`), kinds: ['sql'] },
  // rust-i18n, fluent-templates
  { hint: 'i18n!', macro: macro('i18n'), kinds: ['yml', 'yaml', 'json', 'toml'] },
  { hint: '_loader!', macro: macro(String.raw`\w+_loader`), kinds: ['ftl'] },
  // tonic-build, prost-build, protobuf-codegen
  { hint: 'rost', kinds: ['proto'] },
  { hint: 'tonic', kinds: ['proto'] },
  { hint: 'proto', kinds: ['proto'] },
];

function macro(name: string): RegExp {
  return new RegExp(String.raw`\b${name}${OPEN}`, 'g');
}

/** Paths that begin above the crate. */
const ABOVE = /"((?:\.\/)*\.\.(?:\/[^"\\{}\n]*)?)"/g;

export function knownFolders(reader: SourceReader): KnownFolder[] {
  const { text } = reader;
  if (!text.includes('".')) return [];
  return KINDS.filter(({ hint }) => text.includes(hint)).flatMap(({ macro: expression, kinds }) =>
    expression === undefined ? inBuildScript(reader, kinds) : inMacro(reader, expression, kinds),
  );
}

function inMacro(
  { text, rust, matches }: SourceReader,
  expression: RegExp,
  kinds: readonly string[],
): KnownFolder[] {
  let end = 0;
  return matches(expression).flatMap(({ match, place }) => {
    const open = match.index + match[0].length - 1;
    // NB what lies inside the one before has been read with it.
    if (open < end) return [];
    end = rust().endOf(open) ?? open;
    const within = text.slice(open, end);
    return [...within.matchAll(ABOVE)].map(([, path = '']) => ({
      path,
      kinds,
      ...ofTests(place),
    }));
  });
}

function inBuildScript({ text, matches }: SourceReader, kinds: readonly string[]): KnownFolder[] {
  if (!/\bfn\s+main\b/.test(text)) return [];
  return matches(ABOVE).map(({ match }) => ({ path: match[1] ?? '', kinds, ofScript: true }));
}
