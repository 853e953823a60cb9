import { expect, it } from 'vitest';
import { ManifestError } from '../../model/errors.js';
import { parseExpression } from './constraints.js';
import { parseGoMod } from './go-mod.js';
import { parseGoWork } from './go-work.js';
import { readHeader } from './source-header.js';

const SEEDS = {
  'go.mod':
    '// x\nmodule "ex.com/a"\n\ngo 1.24.0\n\nrequire (\n\tex.com/b v1.0.0 // indirect\n)\nreplace ex.com/b v1.0.0 => ../b\ntool ex.com/a/x\n',
  'go.work': 'go 1.24\n\nuse (\n\t./a // first\n\t`./b`\n)\n\nreplace ex.com/c => ./c\n',
  'a.go':
    '//go:build linux && !(cgo || a.b)\n// +build x\n\n/* y */ package a\n\nimport (\n\tx "ex.com/b"; _ `embed`\n)\n\n//go:embed all:x "y z"\nvar s = `"\'/*`\n',
};

/** The same sequence on every machine. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PIECES = [
  '(',
  ')',
  '"',
  '`',
  '//',
  '/*',
  '*/',
  '\n',
  '=>',
  '\\',
  '\0',
  '\u{1F600}',
  'module',
  'import',
  '//go:build',
  ' ',
];

function mutate(text: string, pick: (below: number) => number): string {
  let result = text;
  for (let count = 1 + pick(4); count > 0; count--) {
    const at = pick(result.length + 1);
    const kept = result.slice(at + pick(3) * pick(8));
    result = result.slice(0, at) + (PIECES[pick(PIECES.length * 2)] ?? '') + kept;
  }
  return result;
}

it.each([
  ['go.mod', parseGoMod],
  ['go.work', parseGoWork],
] as const)('3,000 mutations of %s are read or refused with a line', (path, parse) => {
  const pick = random(1);
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    try {
      parse({ path, text: mutate(SEEDS[path], pick) });
    } catch (error) {
      expect(error).toBeInstanceOf(ManifestError);
      expect((error as ManifestError).message).toMatch(/^go\.(mod|work):\d+: /);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(300);
});

it('3,000 mutations of a .go file are read, and whatever constraint they have', () => {
  const pick = random(2);
  for (let round = 0; round < 3000; round++) {
    const { constraint } = readHeader(mutate(SEEDS['a.go'], pick));
    if (constraint !== undefined) parseExpression(constraint);
  }
});

it.each([
  ['nested parentheses', `//go:build ${'('.repeat(200_000)}\n\npackage a\n`],
  ['negations', `//go:build ${'!'.repeat(200_000)}a\n\npackage a\n`],
  ['comments that never close', `package a\nimport _ "embed"\n//go:embed x\n${'/*'.repeat(200_000)}`],
  ['strings that never close', `package a\nimport _ "embed"\n//go:embed x\n${'"\\'.repeat(200_000)}`],
  ['one import of a megabyte', `package a\nimport "${'a'.repeat(1_000_000)}`],
  ['empty groups', `package a\n${'import ()\n'.repeat(100_000)}`],
])('%s take less than a second of a processor', (_, text) => {
  const start = process.cpuUsage();
  const { constraint } = readHeader(text);
  if (constraint !== undefined) parseExpression(constraint);
  expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
});
