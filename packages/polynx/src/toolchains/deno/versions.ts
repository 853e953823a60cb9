/**
 * Whether a member's version is one that a `jsr:` range asks for; else Deno takes the published package and there is no edge.
 * https://github.com/npm/node-semver#ranges, the part that jsr specifiers use.
 */
type Version = readonly [major: number, minor: number, patch: number, prerelease: string];

export function satisfies(version: string, range: string): boolean {
  const exact = parse(version);
  if (exact === undefined) return true;
  return range.split('||').some((alternative) => everyComparator(exact, alternative.trim()));
}

function everyComparator(version: Version, text: string): boolean {
  const joined = text.replace(/([<>=~^]+)\s+/g, '$1');
  return joined === '' || joined.split(/\s+/).every((comparator) => compares(version, comparator));
}

function compares(version: Version, comparator: string): boolean {
  const [, operator = '', rest = ''] = /^([<>=~^]*)v?(.*)$/.exec(comparator) ?? [];
  if (rest === '' || /^[*xX]/.test(rest)) return true;
  const given =
    rest
      .split(/[-+]/, 1)[0]
      ?.split('.')
      .filter((part) => /^\d+$/.test(part)).length ?? 0;
  const low = parse(rest);
  // A tag, such as `latest`: what it means is not written here.
  if (low === undefined) return false;
  if (operator.startsWith('>')) return operator === '>' ? order(version, low) > 0 : order(version, low) >= 0;
  if (operator.startsWith('<')) return operator === '<' ? order(version, low) < 0 : order(version, low) <= 0;
  if (given === 3 && !/[~^]/.test(operator)) return order(version, low) === 0;
  return order(version, low) >= 0 && sameSeries(version, low, fixedParts(operator, given, low));
}

/** How many leading numbers must be equal. */
function fixedParts(operator: string, given: number, [major, minor]: Version): number {
  if (operator === '~') return Math.min(given, 2);
  if (operator !== '^') return given;
  if (major > 0 || given === 1) return 1;
  return minor > 0 || given === 2 ? 2 : 3;
}

function sameSeries(version: Version, low: Version, parts: number): boolean {
  const equal = [0, 1, 2].slice(0, parts).every((index) => version[index] === low[index]);
  // A pre-release is meant only where the range names one of the same numbers.
  const named =
    version[3] === '' || (low[3] !== '' && [0, 1, 2].every((index) => version[index] === low[index]));
  return equal && named;
}

function parse(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:-([\w.-]+))?/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ''] = match;
  return [Number(major), Number(minor) || 0, Number(patch) || 0, prerelease];
}

function order(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) if (a[index] !== b[index]) return a[index] - b[index];
  if (a[3] === b[3]) return 0;
  if (a[3] === '' || b[3] === '') return a[3] === '' ? 1 : -1;
  return a[3] < b[3] ? -1 : 1;
}
