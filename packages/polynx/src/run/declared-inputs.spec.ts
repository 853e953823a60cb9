import { describe, expect, test } from 'vitest';
import { declaredInputs } from './declared-inputs.js';

type Where = Parameters<typeof declaredInputs>[2];

function inputsOf(inputs: unknown, outputs: readonly string[] = []) {
  const where = {
    projectsConfigurations: {
      version: 2,
      projects: {
        app: {
          root: 'apps/app',
          targets: { build: { inputs } },
          namedInputs: { own: ['{projectRoot}/own/**/*'] },
        },
        lib: { root: 'libs/lib' },
      },
    },
    nxJsonConfiguration: { namedInputs: { production: ['{projectRoot}/**/*', '!{projectRoot}/**/*.md'] } },
    projectGraph: {
      nodes: {},
      dependencies: { app: [{ target: 'lib' }, { target: 'npm:x' }], lib: [{ target: 'app' }] },
    },
  } as unknown as Where;
  return declaredInputs('app', 'build', where, outputs);
}

describe('what Nx hashes', () => {
  test.each<[unknown, string, boolean]>([
    [['{workspaceRoot}/{crates/a,crates/b}/**/*'], 'crates/b/src/lib.rs', true],
    [['{workspaceRoot}/{crates/a,crates/b}/**/*'], 'crates/bb/src/lib.rs', false],
    [['{workspaceRoot}/crates/a/**/*', '!{workspaceRoot}/crates/a/{x,y}/**/*'], 'crates/a/y/z.rs', false],
    [['{workspaceRoot}/crates/a/**/*'], 'crates/a/.hidden', true],
    [['{workspaceRoot}/**/*'], 'README.md', true],
    [['{projectRoot}/*.go'], 'apps/app/main.go', true],
    [['{projectRoot}/*.go'], 'apps/app/sub/main.go', false],
    [['own'], 'apps/app/own/x', true],
    [['production'], 'apps/app/README.md', false],
    [['^production'], 'libs/lib/x.ts', true],
    [['^production'], 'apps/app/x.ts', false],
    [[{ input: 'production', projects: ['lib'] }], 'libs/lib/x.ts', true],
    [[{ input: 'production', dependencies: true }], 'libs/lib/x.ts', true],
    [[{ fileset: '{workspaceRoot}/x.txt' }], 'x.txt', true],
    [[{ json: '{workspaceRoot}/package.json', fields: ['name'] }], 'package.json', true],
    [[{ env: 'A' }, { runtime: 'node x' }, { externalDependencies: [] }], 'x', false],
    [undefined, 'apps/app/x', true],
    [undefined, 'libs/lib/x', true],
    [['unknown-name'], 'apps/app/x', false],
  ])('%j covers %s: %s', (inputs, file, covered) => {
    expect(inputsOf(inputs).covers(file)).toBe(covered);
  });

  test('of files that git ignores, only what is read from disk or left by a task before', () => {
    const declared = inputsOf(
      [
        '{projectRoot}/**/*',
        { fileset: '{workspaceRoot}/generated/**/*', includeIgnored: true },
        { dependentTasksOutputFiles: '**/*' },
      ],
      ['libs/lib/dist'],
    );
    const files = ['apps/app/x', 'generated/a', 'libs/lib/dist/b', 'libs/lib/distant/c'];
    expect(files.map((file) => declared.coversIgnored(file))).toEqual([false, true, true, false]);
  });

  test('of variables, those that are named', () => {
    expect([...inputsOf([{ env: 'A' }, { env: 'B' }]).env]).toEqual(['A', 'B']);
  });
});
