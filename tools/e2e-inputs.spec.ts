import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importedFiles, specInputs } from './nx/inputs.mjs';
import { repository, source } from './paths.js';

const GO = '!{workspaceRoot}/packages/polynx/src/toolchains/go/**/*';

const inputsOf = (spec: string) => specInputs(repository, `e2e/${spec}.spec.ts`);

it.each([
  ['rules/go', true],
  ['rules/cargo', false],
  ['rules/deno', false],
  // By way of support/go.ts, of the example, of a generator.
  ['reproducible', true],
  ['no-process', true],
  ['component', true],
  ['nix/jsr', false],
  // By way of the stories that it traces.
  ['trace-stories/go', true],
  ['trace-stories/deno', false],
])('e2e/%s depends on the toolchain of Go: %s', (spec, depends) => {
  expect(!inputsOf(spec).includes(GO)).toBe(depends);
});

it('what is left out are toolchains that exist: a renamed one must not count as unused', () => {
  const left = ['rules/cargo', 'rules/deno', 'rules/go']
    .flatMap(inputsOf)
    .flatMap((input) =>
      typeof input === 'string' ? (/^!.*\/toolchains\/(\w+)\//.exec(input)?.[1] ?? []) : [],
    );
  expect([...new Set(left)].sort()).toEqual(['cargo', 'deno', 'go']);
  expect(left.filter((id) => !existsSync(join(source, 'toolchains', id)))).toEqual([]);
});

it('support files are followed, the package is not', () => {
  const files = importedFiles(repository, 'e2e/soundness/go-sources.spec.ts');
  expect(files).toEqual(
    expect.arrayContaining([
      'e2e/soundness/support/mutant.ts',
      'e2e/soundness/support/verify.ts',
      'e2e/support/workspace.ts',
      'tools/paths.ts',
    ]),
  );
  expect(files).not.toContain('packages/polynx/src/toolchains/index.ts');
});
