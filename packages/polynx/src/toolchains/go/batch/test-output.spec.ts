import { describe, expect, it } from 'vitest';
import { sectionsOf } from './sections.js';
import { testedPackages } from './test-output.js';

const packages = new Set(['ex.com/a', 'ex.com/a/x', 'ex.com/b']);
const results = (...lines: readonly string[]) =>
  Object.fromEntries([...testedPackages(lines, packages)].map(([name, { result }]) => [name, result]));

describe('go test of several packages', () => {
  it.each([
    ['ok  \tex.com/a\t0.004s', 'passed'],
    ['ok  \tex.com/a\t(cached)', 'passed'],
    ['ok  \tex.com/a\t0.004s [no tests to run]', 'passed'],
    ['?   \tex.com/a\t[no test files]', 'passed'],
    ['FAIL\tex.com/a\t0.002s', 'failed'],
    ['FAIL\tex.com/a [build failed]', 'not built'],
    ['FAIL\tex.com/a [setup failed]', 'not built'],
  ])('%s: %s', (line, result) => {
    expect(results(line)).toEqual({ 'ex.com/a': result });
  });

  it('what stands before a result belongs to it', () => {
    const found = testedPackages(
      [
        'ok  \tex.com/a\t0.004s',
        'printed',
        '--- FAIL: TestB (0.00s)',
        '    p_test.go:4: bad',
        'FAIL',
        'FAIL\tex.com/a/x\t0.002s',
        '?   \tex.com/b\t[no test files]',
        'FAIL',
      ],
      packages,
    );
    expect(found.get('ex.com/a')?.log).toEqual(['ok  \tex.com/a\t0.004s']);
    expect(found.get('ex.com/a/x')?.log).toEqual([
      'printed',
      '--- FAIL: TestB (0.00s)',
      '    p_test.go:4: bad',
      'FAIL',
      'FAIL\tex.com/a/x\t0.002s',
    ]);
    expect(found.get('ex.com/b')?.log).toEqual(['?   \tex.com/b\t[no test files]']);
  });

  it('a test that prints the result of another package makes it unclear', () => {
    expect(results('ok  \tex.com/b\t0.1s', 'FAIL\tex.com/a\t0.1s', 'FAIL\tex.com/b\t0.1s')).toEqual({
      'ex.com/a': 'failed',
      'ex.com/b': 'unclear',
    });
  });

  it('results of packages that are not tested are text', () => {
    expect(results('ok  \telsewhere\t0.1s', 'ok  \tex.com/a\t0.1s')).toEqual({ 'ex.com/a': 'passed' });
  });
});

it('sections of compiler and vet, by package', () => {
  const text =
    'go: downloading something\n# ex.com/a\na/p.go:3:2: bad\n# ex.com/b\n# [ex.com/b]\nvet: b/p.go:1:1: worse\n';
  expect(Object.fromEntries(sectionsOf(text))).toEqual({
    'ex.com/a': '# ex.com/a\na/p.go:3:2: bad\n',
    'ex.com/b': '# ex.com/b\n# [ex.com/b]\nvet: b/p.go:1:1: worse\n',
  });
});
