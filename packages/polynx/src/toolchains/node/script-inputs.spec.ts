/**
 * What decides a script's result besides the files that git has of its package, and what may be left out of
 * those.
 */
import { describe, expect, it } from 'vitest';
import type { Glob } from '../../model/globs.js';
import { reasonIn } from '../../model/uncached.js';
import { analyseFiles } from '../../testing/analyse-files.js';
import { node } from './index.js';

type Files = Readonly<Record<string, string>>;

const GITIGNORE = 'node_modules\ndist\ngenerated\nwasm\n*.gen.ts\n';

/** The package `p` of a workspace, beside what lies elsewhere. */
function workspace(fields: object, files: Files): Files {
  return {
    'package.json': '{"workspaces":["p","q","config"]}',
    '.gitignore': GITIGNORE,
    'p/package.json': JSON.stringify({ name: 'p', main: 'dist/index.js', ...fields }),
    ...files,
  };
}

function planned(fields: object, files: Files, name = 'build') {
  const { planned: all } = analyseFiles(workspace(fields, files), [node], {
    node: { own: { scripts: ['build', 'test', 'lint', 'typecheck'], trust: [], declared: {} } },
  });
  const found = all.find(({ project }) => project.root === 'p');
  const task = found?.tasks.find(({ intent }) => intent === name);
  if (found === undefined || task === undefined) throw new Error(`p has no ${name}`);
  return { ...task, links: (found.links ?? []).map(({ root }) => root) };
}

/** Inputs that are no plain files of the package, sorted; or why the task is not cached. */
function decides(fields: object, files: Files, name = 'build'): readonly string[] {
  const { description, inputs, resolvedReads, needs } = planned(fields, files, name);
  const reason = reasonIn(description);
  if (reason !== undefined) return [`not cached: ${reason}`];
  const outside = inputs.files.filter((glob) => !glob.startsWith('!') && glob !== 'p/**/*');
  return [
    ...outside,
    ...(inputs.ignored ?? []).map((glob) => `disk ${glob}`),
    ...resolvedReads.map(({ glob, ignored }) => (ignored ? `disk ${glob}` : glob)),
    ...needs.map(({ root, target }) => `after ${root}:${target}`),
    ...(inputs.env ?? []).map((variable) => `$${variable}`),
  ].sort();
}

const build = (script: string) => ({ scripts: { build: script } });
const SOURCE = { 'p/src/index.ts': 'export const a = 1;' };

describe('a configuration is a program', () => {
  it.each<[string, string, Files, readonly string[]]>([
    [
      'its variables',
      'tsup',
      { 'p/tsup.config.ts': "export default { sourcemap: process.env.MAPS !== 'no' }" },
      ['$MAPS'],
    ],
    [
      'those of what it imports',
      'vite build',
      {
        'p/vite.config.ts': "import { flag } from '../shared/flag'; export default { define: { flag } }",
        'shared/flag.ts': 'export const { FLAG: flag } = process.env;',
      },
      ['$FLAG', 'disk p/.env*', 'disk p/public/**/*', 'shared/flag.ts'],
    ],
    [
      'the manifest that says how a file elsewhere is read',
      'rollup -c',
      {
        'p/rollup.config.js': "import { make } from '../shared/make.js'; export default make()",
        'shared/make.js': "export const make = () => ({ output: { dir: 'dist' } })",
        'shared/package.json': '{"type":"module"}',
      },
      ['shared/make.js', 'shared/package.json'],
    ],
    [
      'files that it writes beside the output folder',
      'rollup -c',
      {
        'p/rollup.config.js': "import { make } from '../shared/make.js'; export default make()",
        'shared/make.js': "export const make = () => ({ output: [{ file: pkg.main }, { file: 'api.js' }] })",
        'p/api.js': '',
      },
      ['not cached: it writes to p/api.js, which holds files that git does not ignore'],
    ],
    [
      'programs that it starts',
      'vite build',
      { 'p/vite.config.js': "import { execSync } from 'child_process'; export default {}" },
      ['not cached: what vite reads and writes is not known: p/vite.config.js starts other programs'],
    ],
    [
      'folders that it names',
      'vite build',
      {
        'p/vite.config.js':
          "import { resolve } from 'node:path'; export default { resolve: { alias: { '@ui': resolve(__dirname, '../ui'), '@a': new URL('../icons', import.meta.url).pathname } } }",
        'ui/a.css': '',
        'icons/a.svg': '',
      },
      ['disk p/.env*', 'disk p/public/**/*', 'icons/**/*', 'ui/**/*'],
    ],
    [
      'wildcards elsewhere',
      'vite build',
      {
        'p/tailwind.config.js': "module.exports = { content: ['./src/**/*.ts', '../ui/**/*.ts'] }",
        'ui/a.ts': '',
      },
      ['disk p/.env*', 'disk p/public/**/*', 'disk p/src/**/*', 'ui/**/*'],
    ],
    [
      'a folder around the package',
      'vite build',
      { 'p/vite.config.js': "export default { publicDir: '..' }" },
      [
        'not cached: what vite reads and writes is not known: p/vite.config.js names "..", a folder around the package',
      ],
    ],
    [
      'which a development server may show',
      'vite build',
      { 'p/vite.config.js': "export default { server: { fs: { allow: ['..'] } } }" },
      ['disk p/.env*', 'disk p/public/**/*'],
    ],
    [
      'a folder outside the repository',
      'vite build',
      { 'p/vite.config.js': "export default { publicDir: '../../other' }" },
      [
        'not cached: what vite reads and writes is not known: p/vite.config.js names "../../other", which lies outside the repository',
      ],
    ],
    [
      'configurations of compilers in folders above',
      'vite build',
      {
        '.browserslistrc': '',
        'postcss.config.js': 'module.exports = { map: process.env.MAP }',
        '.swcrc': '{}',
      },
      ['$MAP', '.browserslistrc', '.swcrc', 'disk p/.env*', 'disk p/public/**/*', 'postcss.config.js'],
    ],
    [
      'a package of the repository that it imports',
      'tsup',
      {
        'p/tsup.config.ts': "import { base } from '@acme/config'; export default base",
        'config/package.json': '{"name":"@acme/config","main":"index.js"}',
        'config/index.js': 'export const base = { minify: process.env.MINIFY }',
      },
      ['$MINIFY', 'config/**/*'],
    ],
    [
      '.env files of another folder',
      'vite build',
      {
        'p/vite.config.js': "export default ({ mode }) => ({ define: loadEnv(mode, '../env') })",
        'env/a': '',
      },
      ['disk env/.env*', 'disk p/.env*', 'disk p/public/**/*', 'env/**/*'],
    ],
  ])('%s', (_, script, files, expected) => {
    expect(decides(build(script), { ...SOURCE, ...files })).toEqual(expected);
  });
});

describe('what git ignores', () => {
  it.each<[string, string, Files, readonly string[]]>([
    [
      'a folder that is copied',
      'tsup',
      { 'p/tsup.config.ts': "export default { publicDir: 'wasm' }" },
      ['disk p/wasm/**/*'],
    ],
    [
      'an import',
      'esbuild src/index.ts --bundle --outdir=dist',
      { 'p/src/index.ts': "import v from '../generated/v.js'; import w from './w.gen'" },
      ['disk p/generated/**/*', 'disk p/src/w.gen.ts'],
    ],
    [
      'sources that tsc takes by its configuration',
      'tsc',
      { 'p/tsconfig.json': '{"compilerOptions":{"outDir":"dist"},"include":["src"]}' },
      ['disk p/src/**/*.{ts,tsx,mts,cts}'],
    ],
    ['sources that babel takes with the folder', 'babel src -d dist', {}, ['disk p/src/**/*']],
    [
      'what the script makes itself is none',
      'tsup src/index.ts && cp -r assets dist/assets',
      { 'p/assets/a': '' },
      [],
    ],
    [
      'what an own program names',
      'node build.mjs',
      { 'p/build.mjs': "import { cpSync } from 'node:fs'; cpSync('generated/a.json', 'dist/a.json')" },
      ['disk p/generated/a.json'],
    ],
    [
      'what an own program reads within the call that writes',
      'node build.mjs',
      {
        'p/build.mjs':
          "import { readFileSync, writeFileSync } from 'node:fs'; writeFileSync('dist/a', readFileSync('generated.txt'));",
        '.gitignore': 'dist\ngenerated.txt\n',
      },
      ['disk p/generated.txt'],
    ],
    [
      'what is made of it within the call that writes',
      'node build.mjs',
      {
        'p/build.mjs':
          "import { writeFileSync } from 'node:fs'; import { page } from './page.mjs'; writeFileSync('dist/a', page('generated/a.txt'));",
        'p/page.mjs': '',
      },
      ['disk p/generated/a.txt'],
    ],
  ])('%s', (_, script, files, expected) => {
    expect(decides(build(script), { ...SOURCE, ...files })).toEqual(expected);
  });
});

describe('tests of a package below', () => {
  const OWN = { scripts: { build: 'tsup src/index.ts' }, dependencies: { q: '*' } };
  const BELOW = {
    'q/package.json': '{"name":"q","main":"dist/index.js","scripts":{"build":"tsup src/index.ts"}}',
    'q/src/index.ts': 'export const x = 1;',
    'q/src/a.test.ts': 'export const t = 1;',
  };
  const leavesOut = (source: string) =>
    planned(OWN, { ...BELOW, 'p/src/index.ts': source }).inputs.files.includes(
      '!q/**/*.{test,spec}.*' as Glob,
    );

  it('decide nothing where their own build leaves them out', () => {
    expect(leavesOut("import { x } from 'q'; export const a = x;")).toBe(true);
  });

  it('decide where a file above imports one by its path', () => {
    expect(leavesOut("import { t } from '../../q/src/a.test.js'; export const a = t;")).toBe(false);
  });
});

describe('tests that a build may leave out of account', () => {
  const TESTS = ['!p/**/*.{test,spec}.*', '!p/**/__tests__/**/*'];
  const exceptions = (script: string, files: Files) => {
    const all = { 'p/src/index.test.ts': '', ...SOURCE, ...files };
    return planned(build(script), all).inputs.files.filter((glob) => glob.startsWith('!'));
  };

  it.each<[string, string, Files, readonly string[]]>([
    ['where nothing reaches them', 'tsup src/index.ts', {}, TESTS],
    ['not where an entry matches them', 'tsup src/*.ts', {}, []],
    [
      'not where the configuration does',
      'tsup',
      { 'p/tsup.config.ts': "export default { entry: ['src/**/*.ts'] }" },
      [],
    ],
    [
      'where it leaves them out',
      'tsup',
      { 'p/tsup.config.ts': "export default { entry: ['src/**/*.ts', '!src/**/*.test.ts'] }" },
      TESTS,
    ],
    ['not where a whole folder is compiled', 'babel src -d dist', {}, []],
    [
      'not where one is imported',
      'tsup src/index.ts',
      { 'p/src/index.ts': "export * from './index.test'" },
      [TESTS[1] ?? ''],
    ],
    [
      'not where sources take files by wildcards',
      'vite build',
      { 'p/src/index.ts': "import.meta.glob('./*.ts')" },
      [],
    ],
    [
      'where only vitest takes them',
      'vite build',
      { 'p/vite.config.ts': "export default { test: { include: ['src/**/*.test.ts'] } }" },
      TESTS,
    ],
    [
      'not what tsc leaves out, where it is imported',
      'tsc',
      {
        'p/tsconfig.json':
          '{"compilerOptions":{"outDir":"dist"},"include":["src"],"exclude":["src/mocks","src/spec"]}',
        'p/src/index.ts': "export * from './mocks/a'",
        'p/src/mocks/a.ts': '',
        'p/src/spec/a.ts': '',
      },
      ['!p/src/spec/**/*'],
    ],
  ])('%s', (_, script, files, expected) => {
    expect(exceptions(script, files)).toEqual(expected);
  });
});

describe('bun', () => {
  const BUNFIG = { 'bunfig.toml': '', 'p/src/a.test.ts': '' };

  it.each<[string, string, readonly string[]]>([
    ['tests', 'bun test', ['$CI', 'bunfig.toml', 'disk p/.env*']],
    ['rewrites snapshots', 'bun test -u', ['not cached: bun -u watches or rewrites']],
    [
      'rewrites snapshots',
      'bun test --update-snapshots',
      ['not cached: bun --update-snapshots watches or rewrites'],
    ],
  ])('%s: %s', (_, test, expected) => {
    expect(decides({ scripts: { build: 'tsup', test } }, { ...SOURCE, ...BUNFIG }, 'test')).toEqual(expected);
  });

  it('bundles what the entry reaches, no tests', () => {
    const fields = build('bun build src/index.ts --outdir dist');
    const files = { ...SOURCE, ...BUNFIG };
    expect(decides(fields, files)).toEqual(['disk p/.env*']);
    expect(planned(fields, files).inputs.files).toContain('!p/**/*.{test,spec}.*');
  });
});

describe('own programs', () => {
  const WRITES = "import { writeFileSync } from 'node:fs'; writeFileSync('dist/index.js', '')";

  it.each<[string, string, Files, readonly string[]]>([
    [
      'behind options with values',
      'node -r ./setup.cjs build.mjs',
      { 'p/setup.cjs': 'process.env.A' },
      ['$A'],
    ],
    ['and with modules by name', 'node --import tsx --conditions dev build.mjs', {}, []],
    ['with files of variables', 'node --env-file=.env.build build.mjs', {}, ['disk p/.env.build']],
    ['of other runners', 'tsx build.mjs', {}, []],
    ['of bun, which loads .env files', 'bun run build.mjs', {}, ['disk p/.env*']],
    ['that load them', 'node -r dotenv/config build.mjs', {}, ['disk p/.env*']],
    ['that run a script', 'node --no-warnings --run inner', {}, []],
    [
      'with a file elsewhere',
      'node build.mjs',
      {
        'p/build.mjs': `${WRITES}; read(resolve(import.meta.dirname, '..', 'shared', 'a.txt'))`,
        'shared/a.txt': '',
      },
      ['shared/a.txt'],
    ],
    [
      'that write among the sources',
      'node build.mjs',
      { 'p/build.mjs': `${WRITES}; writeFileSync('src/a.ts', '')`, 'p/src/a.ts': '' },
      ['not cached: it writes to p/src/a.ts, which holds files that git does not ignore'],
    ],
  ])('%s', (_, script, files, expected) => {
    const scripts = { build: script, inner: 'node build.mjs' };
    expect(decides({ scripts }, { ...SOURCE, 'p/build.mjs': WRITES, ...files })).toEqual(expected);
  });

  it('that generate among the sources leave that too, where git ignores it', () => {
    const scripts = { build: 'node gen.mjs && tsup src/index.ts', test: 'vitest run' };
    const files = {
      'p/gen.mjs':
        "generate({ from: join(import.meta.dirname, '..', 'lexicons'), out: join(import.meta.dirname, 'src', 'generated') })",
      'p/src/index.ts': "import './generated/a.js'",
      'lexicons/a.json': '{}',
    };
    expect(planned({ scripts }, files).outputs).toEqual(['p/dist', 'p/src/generated']);
    expect(decides({ scripts }, files)).toEqual(['lexicons/**/*']);
    expect(planned({ scripts }, files, 'test').needs).toEqual([{ root: 'p', target: 'build' }]);
  });

  it('that test have no outputs, and run after the build that they read', () => {
    const scripts = { build: 'tsup src/index.ts', test: 'node test/run.js' };
    const files = { ...SOURCE, 'p/test/run.js': "require('../dist/index.js')" };
    const { outputs, after, inputs, cache } = planned({ scripts }, files, 'test');
    expect({ outputs, after, cache, made: inputs.after }).toEqual({
      outputs: [],
      after: ['build'],
      cache: true,
      made: true,
    });
  });
});

describe('packages that are named by their place', () => {
  it.each(['link:../q', 'file:../q', '../q', '../q/dist', 'portal:../q', 'workspace:../q'])(
    '%s is an edge, and built first',
    (range) => {
      const files = {
        ...SOURCE,
        'q/package.json': JSON.stringify({
          name: 'q',
          main: 'dist/index.js',
          scripts: { build: 'tsup src/index.ts' },
        }),
        'q/src/index.ts': '',
      };
      const found = planned({ dependencies: { q: range }, scripts: { test: 'vitest run' } }, files, 'test');
      expect(found.links).toContain('q');
      expect(found.upstream).toEqual(['build']);
      expect(found.inputs.files.join()).toContain('{p,q}/**/*');
    },
  );
});

describe('what an installation is made from', () => {
  it.each<[string, object, Files, readonly string[]]>([
    ['patches', {}, { 'patches/a.patch': '' }, ['patches/**/*']],
    [
      'patches elsewhere',
      { scripts: { postinstall: 'patch-package --patch-dir fixes' } },
      { 'fixes/a.patch': '' },
      ['fixes/**/*'],
    ],
    [
      'patches of pnpm',
      { pnpm: { patchedDependencies: { a: 'fixes/a.patch' } } },
      { 'fixes/a.patch': '' },
      ['fixes/a.patch'],
    ],
    [
      'a program that runs after it',
      { scripts: { postinstall: 'node scripts/fix.mjs' } },
      { 'scripts/fix.mjs': "import './deep.mjs'", 'scripts/deep.mjs': '' },
      ['scripts/deep.mjs', 'scripts/fix.mjs'],
    ],
    ['what rewrites manifests', {}, { '.pnpmfile.cjs': '' }, ['.pnpmfile.cjs']],
  ])('%s', (_, fields, files, expected) => {
    const root = JSON.stringify({ workspaces: ['p'], ...fields });
    expect(decides(build('tsup src/index.ts'), { ...SOURCE, 'package.json': root, ...files })).toEqual(
      expected,
    );
  });

  it('settings of the package manager, without what only says how to reach a registry', () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, p: { name: 'p' } } });
    const slice = (npmrc: string) =>
      planned(build('tsup src/index.ts'), { ...SOURCE, 'package-lock.json': lock, '.npmrc': npmrc }).inputs
        .slice;
    expect(slice('node-linker=hoisted')).not.toBe(slice(''));
    expect(slice('//registry.example/:_authToken=x\nregistry=https://a.example')).toBe(slice(''));
  });

  it('settings of pnpm in pnpm-workspace.yaml and package.json, without what the lock says and comments', () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, p: { name: 'p' } } });
    const slice = (yaml: string, pnpm?: object) =>
      planned(build('tsup src/index.ts'), {
        ...SOURCE,
        'package-lock.json': lock,
        'package.json': JSON.stringify({ workspaces: ['p'], pnpm }),
        'pnpm-workspace.yaml': yaml,
      }).inputs.slice;
    const plain = 'packages: [p]\n';
    expect(slice(`${plain}nodeLinker: hoisted\n`)).not.toBe(slice(plain));
    expect(slice(plain, { neverBuiltDependencies: ['a'] })).not.toBe(slice(plain));
    expect(slice(`# words\n${plain}catalog:\n  a: 1\n`, { overrides: { a: '1' } })).toBe(slice(plain));
  });
});
