/**
 * Specifiers in texts that are only partly JavaScript or not at all: components, documents, style sheets.
 * Whatever stands in quotes behind a word that imports is taken: one too many costs a rerun, one too few a
 * stale result.
 */

export interface Specifiers {
  /** What import, require and the like name. */
  readonly imports: readonly string[];
  /** Literals that begin with `../`, whatever they are for. */
  readonly literals: readonly string[];
}

/** A longer text is no path. */
export const LONGEST = 300;

// NB each expression is linear: between two quantifiers stands what neither of them matches.
const QUOTE = '["\'`]';
/** Any but a quote, the end of a line, and the beginning of `${…}`. */
const CHARACTER = String.raw`(?:[^"'${'`'}\n$]|\$(?!\{))`;
const WORD = 'from|import|require|resolve|URL|url|use|forward';
const IMPORT = new RegExp(
  String.raw`\b(?:${WORD})\s*(?:\(\s*)?${QUOTE}(${CHARACTER}{1,${LONGEST}})${QUOTE}`,
  'g',
);
const LITERAL = new RegExp(String.raw`${QUOTE}(\.\.\/${CHARACTER}{1,${LONGEST}})${QUOTE}`, 'g');
/** Style sheets need no quotes. */
const UNQUOTED_URL = /\burl\(\s*(\.\.?\/[^"'()\s]+)\s*\)/g;

export function quotedSpecifiers(text: string): Specifiers {
  return {
    imports: [...found(text, IMPORT), ...found(text, UNQUOTED_URL)],
    literals: text.includes('../') ? found(text, LITERAL) : [],
  };
}

/** What a comment names that the compiler reads: `{import("x").A}` and `@import`. */
export function importsInComment(comment: string): readonly string[] {
  return found(comment, IMPORT);
}

function found(text: string, expression: RegExp): string[] {
  return [...text.matchAll(expression)].map(([, specifier = '']) => specifier);
}
