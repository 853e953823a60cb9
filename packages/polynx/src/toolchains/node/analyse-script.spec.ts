import { describe, expect, it } from 'vitest';
import { escapeGlob } from '../../model/globs.js';
import { createTree } from '../../model/tree.js';
import { analyseScript } from './analyse-script.js';
import type { Declaration } from './declared/declared.js';
import { gitIgnore } from './gitignore.js';

const NOTHING = { outside: [], absent: [], tests: [], wild: false };

type Fields = Readonly<Record<string, unknown>>;

/** A package with these files. */
function analysed(
  fields: Fields,
  files: Readonly<Record<string, string>> = {},
  script = 'build',
  said: readonly Declaration[] = [],
  root = 'p',
) {
  const all: Record<string, string> = { '.gitignore': 'dist\n*.tsbuildinfo\n', ...files };
  const tree = createTree(Object.keys(all).sort(), (file) => all[file]);
  const around = {
    tree,
    isIgnored: gitIgnore(tree),
    trust: [],
    tsConfigsAbove: () => [],
    imported: () => NOTHING,
    packageNamed: () => undefined,
  };
  return analyseScript({ root, fields, nested: [] }, script, around, said);
}

const script = (line: string, more: Fields = {}, name = 'build'): Fields => ({
  ...more,
  scripts: { [name]: line },
});

describe('what a script leaves', () => {
  it.each<[string, string, Fields, Record<string, string>, readonly string[]]>([
    [
      'the one file of esbuild',
      'esbuild a.js --outfile=dist/a.js',
      { main: 'dist/a.js' },
      {},
      ['p/dist/a.js'],
    ],
    [
      'its map and styles',
      'esbuild a.js --bundle --sourcemap --outfile=dist/a.js --metafile=dist/m.json',
      {},
      { 'p/a.css': '' },
      ['p/dist/a.css', 'p/dist/a.css.map', 'p/dist/a.js', 'p/dist/a.js.map', 'p/dist/m.json'],
    ],
    ['a folder that is kept by an empty file', 'vite build', {}, { 'p/dist/.gitkeep': '' }, ['p/dist']],
    [
      'a folder of which all but that file is ignored',
      'vite build',
      {},
      {
        '.gitignore': 'dist/*\n!dist/.gitkeep\n',
        'p/.gitignore': 'dist/*\n!dist/.gitkeep\n',
        'p/dist/.gitkeep': '',
      },
      ['p/dist'],
    ],
    [
      'a Worker',
      'wrangler deploy --dry-run --outdir=dist',
      {},
      { 'p/wrangler.toml': 'main = "a.js"' },
      ['p/dist'],
    ],
    ['a Worker by its short command', 'wrangler build', {}, {}, ['p/dist']],
    ['nothing, and removes what is there', 'rimraf lib *.tsbuildinfo', {}, {}, []],
    ['what Bun bundles', 'bun build a.ts --outdir ./dist', {}, {}, ['p/dist']],
    [
      'the state of tsc -b in a folder for that',
      'tsc -b',
      {},
      {
        'p/tsconfig.json': '{"files":[],"references":[{"path":"./a.json"}]}',
        'p/a.json': '{"compilerOptions":{"noEmit":true,"tsBuildInfoFile":"node_modules/.tmp/a.tsbuildinfo"}}',
        '.gitignore': 'node_modules',
      },
      ['p/node_modules/.tmp/a.tsbuildinfo'],
    ],
  ])('%s', (_, line, more, files, outputs) => {
    const { reason, outputs: found } = analysed(script(line, more), files);
    expect({ reason, outputs: found }).toEqual({ reason: undefined, outputs });
  });

  it.each<[string, Fields, Record<string, string>, string]>([
    [
      'sources in the folder',
      script('vite build'),
      { 'p/dist/a.js': '' },
      'it writes to p/dist, which holds files that git does not ignore',
    ],
    [
      'sources that are removed',
      script('rimraf lib'),
      { 'p/lib/a.js': '' },
      'it removes p/lib, which holds files that git does not ignore',
    ],
    [
      'sources that a pattern removes',
      script('rimraf *.js'),
      { 'p/a.js': '' },
      'it removes p/*.js, which holds files that git does not ignore',
    ],
    ['the package removed', script('rimraf .'), {}, 'it removes p'],
    [
      'one file of two',
      script('esbuild a.js --outfile=dist/a.js', { main: 'dist/a.js', types: 'dist/a.d.ts' }),
      {},
      'package.json names p/dist/a.d.ts, which no step is known to write',
    ],
    ['what is installed', script('vite build --outDir node_modules/x'), {}, 'it writes to p/node_modules/x'],
    [
      'an upload',
      script('wrangler deploy --outdir dist'),
      {},
      'wrangler deploy is not known to be a build (deploy --dry-run --outdir FOLDER is)',
    ],
    [
      'a build command of the configuration',
      script('wrangler build'),
      { 'p/wrangler.jsonc': '{"build": {"command": "make"}}' },
      'p/wrangler.jsonc has a build command of its own',
    ],
  ])('is not kept: %s', (_, fields, files, reason) => {
    expect(analysed(fields, files).reason).toBe(reason);
  });

  it('tsc -b reads what the configurations of other packages extend', () => {
    const files = {
      'p/tsconfig.json': '{"compilerOptions":{"outDir":"dist"},"references":[{"path":"../q"}]}',
      'q/tsconfig.json': '{"extends":"../base.json","references":[{"path":"../r/b.json"}]}',
      'r/b.json': '{"references":[{"path":"../q"}]}',
      'base.json': '{}',
    };
    const { reads } = analysed(script('tsc -b'), files);
    expect([...reads].sort()).toEqual(['base.json', 'q', 'q/tsconfig.json', 'r', 'r/b.json']);
  });

  it('says what a Worker takes from outside', () => {
    const files = {
      'p/wrangler.toml': 'main = "../q/a.js"\nassets = { directory = "../site/dist" }\n',
      'q/a.js': '',
    };
    const { reads, produced, env } = analysed(script('wrangler build'), files);
    expect({ reads, produced }).toEqual({ reads: ['q/a.js'], produced: ['site/dist'] });
    expect(env).toContain('CLOUDFLARE_ENV');
  });
});

describe('vitest', () => {
  it.each<[string, string | readonly string[]]>([
    ['vitest run', []],
    ['vitest --dir ./test run', []],
    ['vitest --passWithNoTests run', []],
    ['vitest --run', []],
    ['vitest --watch=false', []],
    ['vitest -c vite.config.ts src --run', []],
    ['vitest', ['CI']],
    ['vitest --coverage', ['CI']],
    ['vitest --project run', ['CI']],
    ['vitest some/folder', ['CI']],
    ['vitest watch', 'vitest watch is not known to end by itself'],
    ['vitest --watch', 'vitest --watch watches or rewrites'],
    ['vitest bench', 'vitest bench is not known to end by itself'],
  ])('%s', (line, expected) => {
    const { reason, onlyWith } = analysed(
      script(line, {}, 'test'),
      { '.gitignore': 'dist\ncoverage\n' },
      'test',
    );
    expect(reason ?? onlyWith).toEqual(expected);
  });
});

describe('what tests read by paths that they make', () => {
  const around = 'a folder around the package';
  it.each<[string, string | readonly string[]]>([
    ["join(import.meta.dirname, '..', '..', 'shared', 'syntax', name)", ['shared/syntax']],
    ["join(__dirname, '../../shared/syntax/a.txt')", ['shared/syntax/a.txt']],
    ["new URL('../../shared/syntax', import.meta.url)", ['shared/syntax']],
    ["const shared = join(__dirname, '../../shared');\njoin(shared, name)", ['shared']],
    ["join(__dirname, '..', 'package.json')", []],
    ["join(__dirname, '..', name)", []],
    ["leavesFolder('../../../etc/passwd')", []],
    [
      "join(__dirname, '../..', name)",
      `what the tests read is not known: p/test/a.test.ts names "../../", ${around}`,
    ],
    [
      "execa('x', { cwd: resolve(__dirname, '..', '..') })",
      `what the tests read is not known: p/test/a.test.ts names "../..", ${around}`,
    ],
  ])('%s', (text, expected) => {
    const files = { 'p/test/a.test.ts': text, 'shared/syntax/a.txt': '', 'shared/b.txt': '' };
    const { reason, reads } = analysed(script('vitest run', {}, 'test'), files, 'test');
    expect(reason ?? reads).toEqual(expected);
  });

  it('counts in what they import, and not in a script beside them', () => {
    const climbs = "join(__dirname, '../..', name)";
    const reasonWith = (test: string) =>
      analysed(script('vitest run', {}, 'test'), { 'p/a.test.ts': test, 'p/src/a.ts': climbs }, 'test')
        .reason;
    expect(reasonWith("import './src/a.js'")).toContain('p/src/a.ts names "../../"');
    expect(reasonWith("import './src/b.js'")).toBeUndefined();
  });

  it('is no concern of a build', () => {
    const files = { 'p/test/a.test.ts': "join(__dirname, '../..', name)" };
    expect(
      analysed(
        script('tsc', {}, 'build'),
        { ...files, 'p/tsconfig.json': '{"compilerOptions":{"outDir":"dist"}}', '.gitignore': 'dist' },
        'build',
      ).reason,
    ).toBeUndefined();
  });
});

describe('coverage', () => {
  const test = (body: string) => `export default { test: { ${body} } }`;
  it.each<[string, string, string | readonly string[]]>([
    ['vitest run', test('coverage: { enabled: true }'), ['p/coverage']],
    ['vitest run', test("coverage: { enabled: true, reportsDirectory: 'dist/cover' }"), ['p/dist/cover']],
    ['vitest run', test("coverage: { enabled: !process.env.CI, provider: 'v8' }"), ['p/coverage']],
    ['vitest run', test("coverage: { provider: 'v8' }"), []],
    ['vitest run', test('coverage: { enabled: false }'), []],
    ['vitest run', test('typecheck: { enabled: true }'), []],
    ['vitest run --coverage=false', test('coverage: { enabled: true }'), []],
    ['vitest run --no-coverage', test('coverage: { enabled: true }'), []],
    ['vitest run --coverage', test("coverage: { reportsDirectory: 'dist/cover' }"), ['p/dist/cover']],
    [
      'vitest run',
      test('coverage: { enabled: true, reportsDirectory: place() }'),
      'vitest writes coverage to a folder that is not stated',
    ],
  ])('of %s with %s', (line, config, expected) => {
    const files = { '.gitignore': 'dist\ncoverage\n', 'p/vitest.config.ts': config };
    const { reason, outputs } = analysed(script(line, {}, 'test'), files, 'test');
    expect(reason ?? outputs).toEqual(expected);
  });

  it('of jest is stated in package.json too', () => {
    const fields = { jest: { collectCoverage: true, coverageDirectory: '<rootDir>/dist/cover' } };
    const { outputs } = analysed(script('jest', fields, 'test'), { '.gitignore': 'dist\n' }, 'test');
    expect(outputs).toEqual(['p/dist/cover']);
  });
});

const declaration: Declaration = {
  source: 'turbo.json',
  isOwn: false,
  mayLeave: false,
  inputs: [],
  env: [],
  suffices: false,
};

describe('what is declared', () => {
  const unknown = script('generate --all');

  it.each<[string, Partial<Declaration>, string | readonly string[]]>([
    ['outputs', { outputs: ['dist/**', '!dist/cache/**'], suffices: true }, ['p/dist', '!p/dist/cache']],
    ['none', { outputs: [], suffices: true }, []],
    ['nothing that is enough', {}, 'what `generate` reads and writes is not known'],
    [
      'outputs that are sources here, among others',
      { outputs: ['src/**', 'dist'], suffices: true },
      ['p/dist'],
    ],
    [
      'nothing but sources',
      { outputs: ['src/**'], suffices: true },
      'the output of turbo.json, src/** takes in p/src/a.ts, which git tracks',
    ],
    [
      'sources of this package',
      { outputs: ['src/**', 'dist'], suffices: true, isOwn: true },
      'the output of turbo.json, src/** takes in p/src/a.ts, which git tracks',
    ],
    [
      'a pattern that takes in a source',
      { outputs: ['src/*.ts'], suffices: true, isOwn: true },
      'the output of turbo.json, src/*.ts takes in p/src/a.ts, which git tracks',
    ],
    [
      'a folder of another package',
      { outputs: ['../q/dist'], suffices: true },
      'the output of turbo.json, ../q/dist lies outside the package',
    ],
    [
      'a folder outside the repository',
      { outputs: ['../../etc'], suffices: true },
      'the output of turbo.json, ../../etc lies outside the repository, or is not understood',
    ],
    [
      'the package',
      { outputs: ['**'], suffices: true },
      'the output of turbo.json, ** takes in more than the script writes',
    ],
    [
      'every dist',
      { outputs: ['**/dist/**'], suffices: true },
      'the output of turbo.json, **/dist/** takes in more than the script writes',
    ],
    [
      'a folder at the root, in words of Nx',
      { outputs: ['{workspaceRoot}/dist/p'], suffices: true, mayLeave: true },
      ['dist/p'],
    ],
    [
      'that it is not cached',
      { uncached: 'turbo.json says "cache": false' },
      'turbo.json says "cache": false',
    ],
    [
      'an input outside the repository',
      { outputs: [], inputs: ['../../x'], suffices: true },
      'turbo.json names the input ../../x, which lies outside the repository',
    ],
  ])('%s', (_, said, expected) => {
    const files = { 'p/src/a.ts': '' };
    const { reason, outputs, outputGlobs } = analysed(unknown, files, 'build', [{ ...declaration, ...said }]);
    expect(reason ?? [...outputs, ...outputGlobs]).toEqual(expected);
  });

  it.each(['[id]', '{a,b}', '(group)'])('in a folder called %s, which stands for itself', (root) => {
    const escaped = escapeGlob(root);
    const said = {
      ...declaration,
      outputs: ['dist/**', 'gen/*/out', '!dist/cache'],
      inputs: ['../names*', '.env'],
      suffices: true,
      isOwn: true,
    };
    const files = { [`${root}/src/a.ts`]: '' };
    const found = analysed(unknown, files, 'build', [said], root);
    const { reason, outputs, outputGlobs, globs, ignored } = found;
    expect({ reason, outputs, outputGlobs, globs, ignored }).toEqual({
      reason: undefined,
      outputs: [`${root}/dist`],
      outputGlobs: [`${escaped}/gen/*/out`, `!${escaped}/dist/cache`],
      globs: ['names*'],
      ignored: [`${escaped}/.env`],
    });
    const wrong = { ...said, outputs: ['src/*.ts'] };
    expect(analysed(unknown, files, 'build', [wrong], root).reason).toContain('which git tracks');
    expect(analysed(script('rm -rf src/*.ts'), files, 'build', [], root).reason).toBe(
      `it removes ${root}/src/*.ts, which holds files that git does not ignore`,
    );
  });

  it('a build still leaves all that package.json names', () => {
    const fields = script('generate --all', { main: 'dist/a.js' });
    const said = [{ ...declaration, env: ['A'], suffices: true }];
    expect(analysed(fields, {}, 'build', said).reason).toBe(
      'package.json names p/dist/a.js, which no step is known to write',
    );
  });

  it('adds to a script that is known, and a list for all packages adds no outputs', () => {
    const said = {
      ...declaration,
      outputs: ['out/**'],
      inputs: ['$TURBO_DEFAULT$', '!src/**', '$TURBO_ROOT$/names.txt', '.env.local'],
      env: ['A', 'B_*_C', '!D'],
    };
    const { outputs, globs, ignored, env } = analysed(script('vite build'), {}, 'build', [said]);
    expect({ outputs, globs, ignored, env }).toEqual({
      outputs: ['p/dist'],
      globs: ['names.txt'],
      ignored: ['p/.env*', 'p/public/**/*', 'p/.env.local'],
      env: ['A', 'B_*'],
    });
    expect(analysed(script('vite build'), {}, 'build', [{ ...said, isOwn: true }]).outputs).toEqual([
      'p/dist',
      'p/out',
    ]);
  });

  it('what is known to be wrong stays wrong', () => {
    const said = [{ ...declaration, outputs: ['dist/**'], suffices: true }];
    expect(analysed(script('tsup --watch'), {}, 'build', said).reason).toBe('tsup --watch does not end');
    expect(analysed(script('pnpm -r build'), {}, 'build', said).reason).toContain(
      'reaches into other packages',
    );
  });
});
