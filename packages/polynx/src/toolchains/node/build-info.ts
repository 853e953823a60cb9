/** A module that says what a package was built from. */
import { ManifestError } from '../../model/errors.js';
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { moduleSource, testBody } from '../shared/build-info-module.js';
import type { BuildInfo } from '../toolchain.js';
import { dependenciesOf, EVERY_KIND, parsePackageJson } from './package-json.js';

export function buildInfo(directory: string, tree: Tree): BuildInfo {
  const at = (file: string) => join(directory, file);
  const path = at('package.json');
  const { fields } = parsePackageJson({ path, text: tree.read(path) ?? '{}' });
  const typed = tree.has(at('tsconfig.json')) || tree.has(at('src/index.ts')) || tree.has(at('src/main.ts'));
  const folder = tree.hasDirectory(at('src')) ? 'src/' : '';
  const extension = typed ? 'ts' : 'js';
  if (fields['type'] !== 'module' && !typed) {
    throw new ManifestError({
      file: path,
      field: 'type',
      problem: 'is not "module"',
      hint: 'The module is written as an ES module: set "type": "module", or write the sources in TypeScript.',
    });
  }
  const runner = ['vitest', '@jest/globals'].find((name) =>
    dependenciesOf(fields, EVERY_KIND).some(([dependency]) => dependency === name),
  );
  const source = moduleSource({
    typed,
    stamp: './build-info.generated.js',
    platform: '`${process.platform}-${process.arch}`',
    runtime: 'process.version',
  });
  const generated = `${folder}build-info.generated.${extension}`;
  return {
    files: {
      [at(`${folder}build-info.${extension}`)]: source,
      [at(`${folder}build-info.test.${extension}`)]: tests(runner),
    },
    ignored: [at(generated)],
    module: generated,
  };
}

function tests(runner: string | undefined): string {
  const names = `import { userAgent, versionString } from './build-info.js';\n\n`;
  if (runner !== undefined)
    return `import { expect, test } from '${runner}';\n${names}${testBody((actual, expected) => `expect(${actual}).toBe(${expected});`)}`;
  return `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n${names}${testBody((actual, expected) => `assert.equal(${actual}, ${expected});`)}`;
}
