import { expect, it } from 'vitest';
import type { Finding } from './comparison.js';
import { type DeclaringTask, declarationOf } from './declaration.js';

const READ: Finding = { kind: 'read, in no key', path: 'shared/a.txt', program: 'node' };
const LISTED: Finding = { kind: 'listed, in no key', path: 'web/data' };
const WRITTEN: Finding = { kind: 'written, no output', path: 'web/report.txt' };
const OUTSIDE: Finding = { kind: 'read, in no key', path: '/elsewhere/a.txt' };

const of = (
  manifest: string | undefined,
  { target = 'build', inputs = 'own' }: Partial<DeclaringTask> = {},
): DeclaringTask => ({ root: 'web', target, manifest, inputs });

it.each([
  [
    'the section of package.json',
    [READ, LISTED, WRITTEN],
    of('web/package.json'),
    'web/package.json',
    {
      nx: {
        reads: ['../shared/a.txt', 'data'],
        targets: { build: { outputs: ['...', '{projectRoot}/report.txt'] } },
      },
    },
  ],
  [
    'that of deno.jsonc',
    [READ],
    of('web/deno.jsonc'),
    'web/deno.jsonc',
    { nx: { reads: ['../shared/a.txt'] } },
  ],
  [
    'project.json, where the manifest has no section',
    [READ, WRITTEN],
    of('web/go.mod'),
    'web/project.json',
    {
      targets: {
        build: {
          inputs: ['...', '{workspaceRoot}/shared/a.txt'],
          outputs: ['...', '{projectRoot}/report.txt'],
        },
      },
    },
  ],
  [
    'inputs beside the default ones, where the script is not cached by polynx',
    [READ],
    of('web/package.json', { inputs: 'default' }),
    'web/package.json',
    { nx: { targets: { build: { inputs: ['default', '^default', '{workspaceRoot}/shared/a.txt'] } } } },
  ],
  [
    'no cache, where a file lies outside of the workspace',
    [OUTSIDE],
    of('web/package.json'),
    'web/package.json',
    { nx: { targets: { build: { cache: false } } } },
  ],
])('names %s', (_, findings, task, file, value) => {
  const declaration = declarationOf(findings, task);
  expect(declaration?.file).toBe(file);
  expect(JSON.parse(`{${declaration?.text}}`)).toEqual(value);
});

it('names the table of Cargo.toml', () => {
  expect(declarationOf([READ, WRITTEN], of('web/Cargo.toml', { target: 'cargo:build' }))).toEqual({
    file: 'web/Cargo.toml',
    text: '[package.metadata.nx]\nreads = ["../shared/a.txt"]\ntargets."cargo:build".outputs = ["...", "{projectRoot}/report.txt"]',
  });
});

it('has nothing to add for hints and for outputs that are never written', () => {
  const hint: Finding = { kind: 'declared input, never read', path: 'web/a.ts' };
  const output: Finding = { kind: 'declared output, never written', path: 'web/lib' };
  expect(declarationOf([hint, output], of('web/package.json'))).toBeUndefined();
});
