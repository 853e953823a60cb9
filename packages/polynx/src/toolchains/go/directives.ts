/**
 * What `go vet` checks in files that no build for this system takes: their build constraints, and where directives stand.
 * https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/buildtag
 */
import type { Scan } from '../../model/tree.js';

export const directiveScan: Scan<string> = { name: 'go-directives', facts: directivesIn };

/** All before the package clause, and the directives behind it. */
export function directivesIn(text: string): string {
  const lines = text.split('\n');
  const clause = lines.findIndex((line) => line.startsWith('package '));
  return lines.filter((line, index) => index < clause || /^\s*\/\/(?:go:|\s*\+build)/.test(line)).join('\n');
}
