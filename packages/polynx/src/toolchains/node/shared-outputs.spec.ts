import { describe, expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { analyseScript } from './analyse-script.js';
import { gitIgnore } from './gitignore.js';
import { withoutSharedOutputs } from './shared-outputs.js';

const NOTHING = { outside: [], absent: [], tests: [], wild: false };

/** Scripts of one package that keep their cache. */
function kept(scripts: Readonly<Record<string, string>>): string[] {
  const tree = createTree(['.gitignore'], () => 'dist\nout\n');
  const around = {
    tree,
    isIgnored: gitIgnore(tree),
    trust: [],
    tsConfigsAbove: () => [],
    imported: () => NOTHING,
    packageNamed: () => undefined,
  };
  const all = Object.keys(scripts).map(
    (name) => [name, analyseScript({ root: 'p', fields: { scripts }, nested: [] }, name, around)] as const,
  );
  return [...withoutSharedOutputs(new Map(all))].flatMap(([name, { reason }]) =>
    reason === undefined ? [name] : [],
  );
}

describe('scripts that write into one folder', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'build comes first',
      { build: 'vite build', 'build:types': 'esbuild a.ts --outdir=dist/types' },
      ['build'],
    ],
    [
      'neither of two others',
      { 'build:a': 'esbuild a.ts --outdir=dist', 'build:b': 'esbuild b.ts --outdir=dist' },
      [],
    ],
    ['the same program', { build: 'vite build', 'build:ci': 'npm run build' }, ['build', 'build:ci']],
    [
      'each empties it first',
      {
        'build:a': 'rm -rf dist && esbuild a.ts --outdir=dist',
        'build:b': 'rm -rf dist && esbuild b.ts --outdir=dist',
      },
      ['build:a', 'build:b'],
    ],
    [
      'folders of their own',
      { 'build:a': 'esbuild a.ts --outdir=dist', 'build:b': 'esbuild b.ts --outdir=out' },
      ['build:a', 'build:b'],
    ],
  ])('%s', (_, scripts, expected) => {
    expect(kept(scripts)).toEqual(expected);
  });
});
