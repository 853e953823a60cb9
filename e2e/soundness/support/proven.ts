/**
 * With what text a spec file's mutants were last found out. A mutant tests the story, not polynx, so it need
 * not be told again while neither the story nor what makes mutants has changed. One file per spec file: two
 * workers never write the same.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';

const RECORDS = join(import.meta.dirname, '../proven');

export function isProven(spec: string): boolean {
  const record = recordOf(spec);
  return existsSync(record) && readFileSync(record, 'utf8').trim() === digestOf(spec);
}

export function recordProof(spec: string): void {
  mkdirSync(dirname(recordOf(spec)), { recursive: true });
  writeFileSync(recordOf(spec), `${digestOf(spec)}\n`);
}

function recordOf(spec: string): string {
  return join(RECORDS, basename(spec).replace(/\.spec\.ts$/, '.sha256'));
}

function digestOf(spec: string): string {
  const support = readdirSync(import.meta.dirname).sort();
  const files = [spec, ...support.map((name) => join(import.meta.dirname, name))];
  const code = files.map(codeOf).filter((text) => text !== '');
  return createHash('sha256').update(code.join('\0')).digest('hex');
}

/**
 * What runs: less comments and types, and less its imports, since a file of the package that moves changes no
 * story.
 */
function codeOf(file: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions });
  return outputText.replace(/^(import [^;]*|export \{\s*\});\n/gm, '').trim();
}
