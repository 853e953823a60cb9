import ts from 'typescript';
import { expect, test } from 'vitest';
import { optionsDeclaration } from './generate/types.js';

const FILE = '/options.ts';

function errorsIn(code: string): string[] {
  // NB the default library is the browser's, which takes seconds.
  const settings = { strict: true, noEmit: true, types: [], lib: ['lib.es5.d.ts'] };
  const host = ts.createCompilerHost(settings);
  const { getSourceFile } = host;
  const program = ts.createProgram([FILE], settings, {
    ...host,
    getSourceFile: (name, version) =>
      name === FILE ? ts.createSourceFile(name, code, version) : getSourceFile(name, version),
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

test('the declared options take what the docs show, and nothing that is refused', () => {
  expect(
    errorsIn(`${optionsDeclaration()}
export const fine: PolynxOptions = {
  ignoreDirectories: ['fixtures'], platforms: ['linux-x64'], builder: { api: 'nix' }, tools: { shell: 'ci' },
  stamp: { api: ['release'], web: true }, packages: { formats: ['deb'] }, flake: { checks: { style: '.' } },
  go: false, cargo: { features: ['tls'], targets: { lint: false, build: { targetName: 'compile' } } },
};
export const unknown: PolynxOptions = { rust: false };
export const wrong: PolynxOptions = { cargo: { driver: 'none' } };`),
  ).toEqual([expect.stringContaining("'rust' does not exist"), expect.stringContaining('"none"')]);
}, 30_000);
