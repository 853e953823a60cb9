import { type Place, type RustText, readRust } from './rust-text.js';

/** What only tests compile says so. */
export interface OfTests {
  readonly tests?: true;
}

/** A text whose tokens are read when the first place is asked for: most sources name nothing. */
export interface SourceReader {
  readonly text: string;
  rust(): RustText;
  /** Matches outside comments, each with where it is. */
  matches(expression: RegExp, isWanted?: (match: RegExpExecArray) => boolean): Match[];
}

export interface Match {
  readonly match: RegExpExecArray;
  readonly place: Exclude<Place, 'comment'>;
}

export function createReader(text: string): SourceReader {
  let known: RustText | undefined;
  const rust = () => {
    known ??= readRust(text);
    return known;
  };
  return {
    text,
    rust,
    matches: (expression, isWanted = () => true) =>
      [...text.matchAll(expression)].flatMap((match) => {
        if (!isWanted(match)) return [];
        const place = rust().placeOf(match.index);
        return place === 'comment' ? [] : [{ match, place }];
      }),
  };
}

export function ofTests(place: Place): OfTests {
  return place === 'code' ? {} : { tests: true };
}
