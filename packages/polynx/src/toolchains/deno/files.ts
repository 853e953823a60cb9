/** What Deno takes a file for, by its path. */
import { join } from '../../model/paths.js';
import { type Matcher, segmentMatcher, segmentsOf } from '../shared/wildcard.js';
import type { DenoJson } from './deno-json.js';
import { starTokens } from './stars.js';

const EXTENSIONS = '(?:[cm]?[jt]s|[jt]sx)$';
const TEST = new RegExp(`(?:(?:^|[/._])test\\.${EXTENSIONS})|(?:(?:^|/)__tests__/.*\\.${EXTENSIONS})`);
const BENCH = new RegExp(`(?:^|[/._])bench\\.${EXTENSIONS}`);

/** `{*_,*.,}test.ts` and everything in `__tests__`: https://docs.deno.com/runtime/reference/cli/test/ */
export function isTest(path: string): boolean {
  return TEST.test(path);
}

export function isBench(path: string): boolean {
  return BENCH.test(path);
}

/** Never compiled into anything: a change of one reruns tests, and nothing that only uses the member. */
export function isDevelopment(path: string): boolean {
  return isTest(path) || isBench(path);
}

/** The same as globs relative to a member. */
export const DEVELOPMENT_GLOBS = [
  '**/{*_test,*.test,test,*_bench,*.bench,bench}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
  '**/__tests__/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
];

/** `exclude` of the configurations, outermost first. A later pattern wins, and `!` takes back. */
export function excluder(configurations: readonly DenoJson[]): (path: string) => boolean {
  const patterns = configurations.flatMap(({ directory, json }) =>
    (json.exclude ?? []).map((pattern) => {
      const back = pattern.startsWith('!');
      const written = back ? pattern.slice(1) : pattern;
      return { excludes: !back, matches: pathPattern(join(directory, written)) };
    }),
  );
  return (path) => patterns.findLast(({ matches }) => matches(path))?.excludes ?? false;
}

/**
 * What `deno test` takes of all test files, by `test` of the configurations: what any `include` names,
 * without what an `exclude` does.
 */
export function testFilter(configurations: readonly DenoJson[]): (path: string) => boolean {
  const of = (key: 'include' | 'exclude') =>
    configurations.flatMap(({ directory, json }) =>
      (json.test?.[key] ?? []).map((pattern) => pathPattern(join(directory, pattern))),
    );
  const [included, excluded] = [of('include'), of('exclude')];
  return (path) =>
    (included.length === 0 || included.some((matches) => matches(path))) &&
    !excluded.some((matches) => matches(path));
}

/** A file, a folder with all that is in it, or a glob of either. */
function pathPattern(pattern: string): Matcher {
  if (pattern === '.') return () => true;
  return segmentMatcher([...segmentsOf(pattern, starTokens), '**'], { dot: true });
}
