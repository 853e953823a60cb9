import { wildcard } from '../shared/wildcard.js';

/**
 * Names of scripts that check or make something, as people call them. A name decides only whether a script is
 * looked at: `clean`, `start` and `publish` are wanted for what they do, which a cache hit would leave
 * undone. End-to-end tests ask servers and browsers, which no key holds.
 */
export const SCRIPT_NAMES: readonly string[] = [
  ...['build', 'test', 'lint', 'typecheck', 'type-check', 'types', 'type', 'check'].flatMap((name) => [
    name,
    `${name}:*`,
    `${name}-*`,
  ]),
  ...['*:build', '*:test', '*:lint', '*:typecheck', '*:check', 'tests', 'tsc', 'format-check'],
  ...['!*watch*', '!*dev*', '!*debug*', '!*fix*', '!*write*', '!*update*', '!*e2e*'],
];

/**
 * Names that the patterns take, in the order of the patterns; `!` in front takes away from all the others.
 */
export function scriptsNamed(patterns: readonly string[], names: readonly string[]): string[] {
  const matcher = (pattern: string) => wildcard(pattern, { dot: true });
  const refused = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => matcher(pattern.slice(1)));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!')).map(matcher);
  const found = wanted.flatMap((matches) => names.filter((name) => matches(name)));
  return [...new Set(found)].filter(
    (name) => !isHook(name, names) && !refused.some((matches) => matches(name)),
  );
}

/** Run by the package manager before or after another script, whose part it is. */
export function isHook(name: string, names: readonly string[]): boolean {
  return /^(?:pre|post)./.test(name) && names.includes(name.replace(/^(?:pre|post)/, ''));
}

/**
 * What package managers run by themselves though no script has the name behind `pre` or `post`:
 * https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts
 */
const LIFE_CYCLE: ReadonlySet<string> = new Set([
  ...['install', 'preinstall', 'postinstall', 'dependencies', 'pnpm:devPreinstall'],
  ...['prepare', 'preprepare', 'postprepare', 'prepublish', 'prepublishOnly', 'postpublish'],
  ...['prepack', 'postpack', 'preversion', 'postversion', 'preuninstall', 'uninstall', 'postuninstall'],
]);

/** Never run by its name: `preview` and `prettier` are. */
export function runsByItself(name: string, names: readonly string[]): boolean {
  return LIFE_CYCLE.has(name) || isHook(name, names);
}
