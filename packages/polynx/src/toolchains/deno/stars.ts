import type { Token } from '../shared/wildcard.js';

/** Of a pattern between slashes: these are wildcards, every other character stands for itself. */
export function starTokens(segment: string, wildcards: '*' | '*?' = '*?'): Token[] {
  return [...segment].map((character) =>
    character === '*' || (character === '?' && wildcards === '*?') ? character : { literal: character },
  );
}
