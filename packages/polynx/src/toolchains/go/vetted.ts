/**
 * What go vet, and go test with it, reads of files for other platforms: whether the lines that say when a
 * file is built stand where Go reads them.
 * https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/buildtag
 */
import type { Scan, Tree } from '../../model/tree.js';
import type { Settings } from './settings.js';

export function vettedIn(files: readonly string[], tree: Tree): Settings {
  const facts = files.map((file) => [file, tree.scan(file, vetScan) ?? '']);
  return {
    slice: facts
      .filter(([, fact]) => fact !== '')
      .map((pair) => `vetted ${JSON.stringify(pair)}`)
      .join('\n'),
    shared: files,
  };
}

/** The text as far as those lines depend on it; empty without any, for then an edit cannot make vet fail. */
export const vetScan: Scan<string> = {
  name: 'go-vet',
  facts(text) {
    const lines = text.split('\n');
    const last = lines.findLastIndex((line) => CONDITION.test(line));
    // NB `// +build` counts only before an empty line and the package clause.
    return last < 0 ? '' : lines.slice(0, last + 3).join('\n');
  },
};

/** NB not `go:generate` and the like: vet judges only these. */
const CONDITION = /\/\/[ \t]*(?:go:build|go:debug|\+build)/;
