/**
 * What `go test` of several packages prints: the output of each package on its own, then its result. Not
 * `-json`: that makes tests see `-v`, and what a test does must not depend on who else is tested.
 */

export interface TestedPackage {
  /** `unclear`: more than one line claims to be its result. */
  readonly result: 'passed' | 'failed' | 'not built' | 'unclear';
  /** As a run of this package shows it. */
  readonly log: readonly string[];
}

const RESULT = /^(ok {2}|\? {3}|FAIL)\t(\S+)([\t ].*)?$/;

/** Only lines about packages that are really tested count: a test may print what it likes. */
export function testedPackages(
  lines: readonly string[],
  packages: ReadonlySet<string>,
): Map<string, TestedPackage> {
  const found = new Map<string, TestedPackage>();
  let log: string[] = [];
  for (const line of lines) {
    log.push(line);
    const [, word = '', name = '', rest = ''] = RESULT.exec(line) ?? [];
    if (!packages.has(name)) continue;
    const known = found.get(name);
    found.set(
      name,
      known === undefined
        ? { result: resultOf(word, rest), log }
        : { result: 'unclear', log: [...known.log, ...log] },
    );
    log = [];
  }
  return found;
}

function resultOf(word: string, rest: string): TestedPackage['result'] {
  if (word !== 'FAIL') return 'passed';
  return /\[(?:build|setup) failed\]/.test(rest) ? 'not built' : 'failed';
}
