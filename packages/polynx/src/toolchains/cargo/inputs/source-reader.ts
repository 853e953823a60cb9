import { type Place, type RustText, readRust } from './rust-text.js';

/** What only tests compile says so. */
export interface OfTests {
  readonly tests?: true;
}

/** A text whose tokens are read when the first place is asked for: most sources name nothing. */
export interface SourceReader {
  readonly text: string;
  rust(): RustText;
  /** The same one by one. */
  each(expression: RegExp, found: (match: RegExpExecArray, place: Match['place']) => void): void;
  /** Matches outside comments, each with where it is. */
  matches(expression: RegExp, isWanted?: (match: RegExpExecArray) => boolean): Match[];
  /** Whether there is one, looked for up to the first. */
  has(expression: RegExp, isWanted?: (match: RegExpExecArray) => boolean): boolean;
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
    each: (expression, found) => {
      for (const match of text.matchAll(expression)) {
        const place = rust().placeOf(match.index);
        if (place !== 'comment') found(match, place);
      }
    },
    matches: (expression, isWanted = () => true) => {
      const found: Match[] = [];
      for (const match of text.matchAll(expression)) {
        if (!isWanted(match)) continue;
        const place = rust().placeOf(match.index);
        if (place !== 'comment') found.push({ match, place });
      }
      return found;
    },
    has: (expression, isWanted = () => true) => {
      for (const match of text.matchAll(expression))
        if (isWanted(match) && rust().placeOf(match.index) !== 'comment') return true;
      return false;
    },
  };
}

export function ofTests(place: Place): OfTests {
  return place === 'code' ? {} : { tests: true };
}
