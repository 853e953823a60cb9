/**
 * Every place where polynx reads what a repository says, computing the graph. `tools/fuzz.spec.ts` fails if
 * one is missing: a scan, a function that takes a text, or a kind of file that some fixture's graph reads.
 */

import { parseInterfaces } from '../../packages/polynx/src/analysis/interfaces.js';
import { scans } from '../../packages/polynx/src/analysis/scans.js';
import { ExpectedError, ManifestError } from '../../packages/polynx/src/model/errors.js';
import { componentName, gitRef, gitUrl } from '../../packages/polynx/src/model/git-urls.js';
import { submodulePaths } from '../../packages/polynx/src/model/gitmodules.js';
import { lonePath } from '../../packages/polynx/src/model/globs.js';
import {
  readRegistry,
  readStatedRegistry,
  repositoryProblem,
  tagProblem,
  templateProblem,
} from '../../packages/polynx/src/model/image-names.js';
import { lineOf } from '../../packages/polynx/src/model/line-of.js';
import { withoutSecrets } from '../../packages/polynx/src/model/secrets.js';
import { versionIn } from '../../packages/polynx/src/model/shipping.js';
import { readPin } from '../../packages/polynx/src/model/source-pin.js';
import { reasonIn } from '../../packages/polynx/src/model/uncached.js';
import { withoutCredentials } from '../../packages/polynx/src/model/urls.js';
import { readRust } from '../../packages/polynx/src/toolchains/cargo/inputs/rust-text.js';
import { namesTests } from '../../packages/polynx/src/toolchains/cargo/inputs/test-names.js';
import { parseCargoLock } from '../../packages/polynx/src/toolchains/cargo/manifest/cargo-lock.js';
import { parseCargoToml } from '../../packages/polynx/src/toolchains/cargo/manifest/cargo-toml.js';
import { holds, platformOfName } from '../../packages/polynx/src/toolchains/cargo/manifest/cfg.js';
import { expand } from '../../packages/polynx/src/toolchains/cargo/manifest/member-glob.js';
import { nodeAddon } from '../../packages/polynx/src/toolchains/cargo/manifest/node-addon.js';
import { decisiveLines } from '../../packages/polynx/src/toolchains/cargo/manifest/user-config.js';
import { parseDenoJson } from '../../packages/polynx/src/toolchains/deno/deno-json.js';
import { parseDenoLock } from '../../packages/polynx/src/toolchains/deno/deno-lock.js';
import { excluder } from '../../packages/polynx/src/toolchains/deno/files.js';
import { scanImports } from '../../packages/polynx/src/toolchains/deno/imports.js';
import { directoryMatcher } from '../../packages/polynx/src/toolchains/deno/members.js';
import { buildConstraint } from '../../packages/polynx/src/toolchains/go/build-constraint.js';
import { parseExpression, takes } from '../../packages/polynx/src/toolchains/go/constraints.js';
import { embedded, embedPatterns } from '../../packages/polynx/src/toolchains/go/embed.js';
import { parseGoMod } from '../../packages/polynx/src/toolchains/go/go-mod.js';
import { parseGoWork } from '../../packages/polynx/src/toolchains/go/go-work.js';
import { bunLock } from '../../packages/polynx/src/toolchains/node/lock/bun.js';
import { npmLock } from '../../packages/polynx/src/toolchains/node/lock/npm.js';
import { pnpmLock } from '../../packages/polynx/src/toolchains/node/lock/pnpm.js';
import { yarnLock } from '../../packages/polynx/src/toolchains/node/lock/yarn.js';
import { readCatalogs } from '../../packages/polynx/src/toolchains/node/pack/catalogs.js';
import { parsePackageJson } from '../../packages/polynx/src/toolchains/node/package-json.js';
import { resolveScript } from '../../packages/polynx/src/toolchains/node/scripts.js';
import { readScript } from '../../packages/polynx/src/toolchains/node/shell.js';
import { pnpmPackages } from '../../packages/polynx/src/toolchains/node/workspaces.js';
import { tokensOf } from '../../packages/polynx/src/toolchains/shared/javascript/tokens.js';
import { isTooDeep } from '../../packages/polynx/src/toolchains/shared/json.js';
import { jsonLines, unknownKeyIn } from '../../packages/polynx/src/toolchains/shared/jsonc.js';
import { tomlLines } from '../../packages/polynx/src/toolchains/shared/toml-lines.js';
import {
  beforeWildcard,
  expandBraces,
  wildcard,
  withoutStars,
} from '../../packages/polynx/src/toolchains/shared/wildcard.js';
import { type EntryPoint, type Files, ofFile, ofFiles, ofText } from './entry-point.js';
import { expressions } from './expressions.js';
import { fanOuts } from './fan-outs.js';
import { CARGO, DENO, GO, LOCKS, NIX, NODE, withLock } from './workspaces.js';

/** What is refused with a message for people was read. */
function mayRefuse(read: (text: string) => unknown): (text: string) => void {
  return (text) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
    }
  };
}

const RUST = [
  '#[cfg_attr(',
  '#[cfg(test)]',
  '#![cfg(test)]',
  '#[path = "x.rs"] mod m;',
  'mod m {',
  'mod m;',
  'include_str!(',
  'include_str!(concat!(',
  'concat!(env!("CARGO_MANIFEST_DIR"), ',
  'env!("OUT_DIR")',
  '"../',
  '"fixtures',
  'r#"',
  "'\\u{",
  '/*',
  'git_version!(',
  'vergen::',
  'GitBuilder',
  'Command::new("git")',
  'generate!({ path: ".."',
  'fn main',
  'read_dir',
  'cargo:rerun-if-changed=',
  'env::var("',
  '.git/',
  '"test',
];
const GOLANG = [
  '//go:embed "',
  '//go:embed *',
  '//go:build (',
  '// +build a',
  '/**/',
  'package main',
  'import "C"',
  'import (',
  '"x/y"',
  '#include "',
  '#cgo LDFLAGS: ',
  'filepath.Join("a", ',
  'os.Open("',
  '"testdata/',
  '`',
];
const JAVASCRIPT = [
  'import ',
  'import("',
  'from "',
  'export * from "./a";',
  'require("',
  '`${',
  '</',
  '<a>',
  '<a ',
  'process.env.',
  'const { a',
  'join(__dirname, ',
  'new URL("./", import.meta.url)',
  'outDir',
  'outDir: "',
  'env.',
  '@import url(../a)',
  'url(',
  '// @deno-types="',
  '/** @type {import("',
  '/// <reference path="',
  'spawn(',
  "'a' + ",
  'function f() {',
  'return ',
  'async () => ',
  'if (a) ',
  'Deno.readTextFile("../',
];
const JSON_WORDS = ['"a":', '{"a":', '"extends":', 'null,', '1e9', '-', '{"name":"', '"\\u0000'];
const TOML = [
  '[a]\n',
  '[[a]]\n',
  'a = ',
  'a.b.c = 1\n',
  'a = {',
  "a = '''",
  'a = """',
  'name = "',
  '[dependencies]\n',
  'members = ["*"]\n',
  '"""',
  '1979-05-27',
  '.a',
];
const MODFILE = [
  'require (',
  'require a v1.0.0\n',
  'replace a => ../a\n',
  'use ./a\n',
  'use (',
  'exclude a v1\n',
  '//',
  'module "',
];
const YAML = [
  'packages:\n',
  '  - a\n',
  'packages: [',
  'catalog:\n',
  'catalogs:\n  a:\n',
  "  'a': ",
  '&a [*a',
  '- ',
  '? ',
  '  a@1.0.0:\n',
  'snapshots:\n',
];
const SHELL = [
  'npm run a',
  ' && ',
  '"$',
  "'a'",
  'A=1 ',
  'cd a && ',
  'pnpm run /a.*/',
  'run-s a:*',
  'env ',
  'npx ',
  'node --run ',
  '$(',
  'tsc -p a',
  '2>&1',
];
const GLOBS = ['*a', '**/', '**/a/', '[a', '[!a-z]', '{a,b}', '?', 'a/', '../', '!(', '\\*'];

const toml = (key: string) => (text: string) => `${key} = ${JSON.stringify(text)}\n`;
const inPackage = (key: string) => (text: string) =>
  `[package]\nname = "a"\nversion = "0.1.0"\n${toml(key)(text)}`;
const value = (of: (text: string) => unknown) => (text: string) => JSON.stringify(of(text));
/** Errors of manifests are what a hostile text is answered with. */
const refusing = (run: (text: string) => unknown) => (text: string) => {
  try {
    return run(text);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return error.message;
  }
};
const platform = platformOfName('linux-x64');
const long = `${'a'.repeat(200)}/${'a/'.repeat(100)}b`;

const ofScans = scans.flatMap((scan) =>
  ['a.rs', 'a.go', 'a.ts', 'a.tsx', 'a.vue', 'a.css']
    .filter((path) => speaks(scan.name, path))
    .map((path) =>
      ofText(`scan ${scan.name} of ${path}`, (text) => JSON.stringify(scan.facts(text, path)), wordsOf(path)),
    ),
);

function speaks(scan: string, path: string): boolean {
  if (scan.startsWith('rust')) return path === 'a.rs';
  if (scan.startsWith('go')) return path === 'a.go';
  return !path.endsWith('.rs') && !path.endsWith('.go') && path !== 'a.tsx';
}

function wordsOf(path: string): readonly string[] {
  return path.endsWith('.rs') ? RUST : path.endsWith('.go') ? GOLANG : JAVASCRIPT;
}

/** By the name of the function, which the test looks for. */
const functions: readonly EntryPoint[] = [
  ofText('withoutSecrets', withoutSecrets, [
    'access-tokens ',
    'machine a login b ',
    'password ',
    '?token=',
    'ghp_',
    '://',
  ]),
  ofText('withoutCredentials', withoutCredentials, ['https://', 'a@', ':b@', 'https://a:b@', '://']),
  ofText('gitUrl', mayRefuse(gitUrl), ['https://', 'git@', '::', '%2e', '/', '@', ':', '[', 'github:']),
  ofText('gitRef', mayRefuse(gitRef), ['refs/heads/', '/', '.', '..', '.lock', '@{', '-']),
  ofText('componentName', mayRefuse(componentName), ['a', '.', '-', '..']),
  ofText(
    'readPin',
    mayRefuse((text) => readPin(text, 'source.json')),
    ['{"url":', '"https://', '"rev":', '[', '{', '\\u0041'],
  ),
  ofText('submodulePaths', submodulePaths, ['path = ', 'path', '[submodule "a"]']),
  ofText('lonePath', lonePath),
  ofText('readRegistry', readRegistry, ['http://', 'a.', ':', '/', '//', '[::', 'a-']),
  ofText('readStatedRegistry', readStatedRegistry, ['http://', '127.0.0.1', ':', '/']),
  ofText('repositoryProblem', repositoryProblem, ['a', '-', '__', '.', '/']),
  ofText('tagProblem', tagProblem, ['a', '-', '.']),
  ofText('templateProblem', templateProblem, ['{', '}', '{version}', 'a']),
  ofText('versionIn', versionIn, ['1.', '1.0-a']),
  ofText('reasonIn', reasonIn, ['(not cached: ', '): ']),
  ofText('parseInterfaces', (text) => parseInterfaces('interfaces.json', text), JSON_WORDS),
  ofText('nodeAddon', nodeAddon, JSON_WORDS),
  ofText('readRust', (text) => readRust(text).placeOf(text.length - 1), RUST),
  ofText('namesTests', namesTests, RUST),
  ofText('parseCargoLock', parseCargoLock, [
    '[[package]]\n',
    'name = "a"\n',
    'dependencies = [\n',
    ' "a",\n',
  ]),
  ofText(
    'parseCargoToml',
    refusing((text) => parseCargoToml({ path: 'Cargo.toml', text })),
    TOML,
  ),
  ofText('tomlLines', (text) => tomlLines(text)(['dependencies', 'a']), TOML),
  ofText('jsonLines', (text) => (isTooDeep(text) ? undefined : jsonLines(text)(['a', 'b'])), JSON_WORDS),
  ofText('lineOf', (text) => lineOf(text, 'a', 'b'), TOML),
  ofText('holds', (text) => holds(`cfg(${text})`, platform), [
    'not(',
    'all(',
    'any(unix,',
    'a = "',
    'unix, ',
  ]),
  ofText('expand', (text) => expand(text, [long, 'a/b', 'a']), GLOBS),
  ofText('decisiveLines', decisiveLines, TOML),
  ofText(
    'parseDenoJson',
    refusing((text) => parseDenoJson({ path: 'deno.json', text })),
    JSON_WORDS,
  ),
  ofText(
    'parseDenoLock',
    refusing((text) => parseDenoLock('deno.lock', text)),
    JSON_WORDS,
  ),
  ofText(
    'excluder',
    (text) =>
      excluder([{ ...parseDenoJson({ path: 'deno.json', text: '{}' }), json: { exclude: [text] } } as never])(
        long,
      ),
    GLOBS,
  ),
  ofText('scanImports', (text) => scanImports('a.ts', text), JAVASCRIPT),
  ofText('directoryMatcher', (text) => directoryMatcher(text)(long), GLOBS),
  ofText('buildConstraint', (text) => buildConstraint(text, text.length), GOLANG),
  ofText('parseExpression', parseExpression, ['a && ', '!', 'a || ', '(a']),
  ofText('takes', (text) => takes(text, () => undefined), ['a && ', '!', 'a || ', '(a']),
  ofText('embedPatterns', embedPatterns, GOLANG),
  ofText('embedded', (text) => embedded('a', text), GLOBS),
  ofText(
    'parseGoMod',
    refusing((text) => parseGoMod({ path: 'go.mod', text: `module a\n${text}` })),
    MODFILE,
  ),
  ofText(
    'parseGoWork',
    refusing((text) => parseGoWork({ path: 'go.work', text: `go 1.24\n${text}` })),
    MODFILE,
  ),
  ofText('bunLock', (text) => bunLock(text), JSON_WORDS),
  ofText(
    'npmLock',
    (text) => {
      try {
        return npmLock(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return undefined;
      }
    },
    JSON_WORDS,
  ),
  ofText('pnpmLock', (text) => pnpmLock(`lockfileVersion: '9.0'\n${text}`), YAML),
  ofText('yarnLock', (text) => yarnLock(text), [
    '"a@1":\n',
    '  dependencies:\n',
    '    a "1"\n',
    '  version "1"\n',
  ]),
  ofText(
    'readCatalogs',
    (text) => readCatalogs((file) => (file.endsWith('.yaml') ? text : undefined))('default', 'a'),
    YAML,
  ),
  ofText(
    'parsePackageJson',
    refusing((text) => parsePackageJson({ path: 'package.json', text })),
    JSON_WORDS,
  ),
  ofText(
    'unknownKeyIn',
    refusing((text) => unknownKeyIn({ path: 'package.json', text }, ['nx', 'tag'], ['tags'])),
    JSON_WORDS,
  ),
  ofText('readScript', readScript, SHELL),
  ofText(
    'resolveScript',
    (text) =>
      resolveScript(
        { root: 'p', names: ['a', 'b'.repeat(150)], get: (name) => (name === 'a' ? text : 'x') },
        'a',
      ),
    SHELL,
  ),
  ofText('pnpmPackages', pnpmPackages, YAML),
  ofText('tokensOf', (text) => tokensOf(text, 'a.tsx').length, JAVASCRIPT),
  ofText('wildcard', (text) => wildcard(text, { dot: true })(long), GLOBS),
  ofText('expandBraces', expandBraces, GLOBS),
  ofText('beforeWildcard', (text) => beforeWildcard(text, '*?'), GLOBS),
  ofText('withoutStars', withoutStars, ['/*', '/**']),
];

const WORDS: readonly (readonly [ending: RegExp, words: readonly string[]])[] = [
  [/\.rs$/, RUST],
  [/\.(?:go|c|h)$/, GOLANG],
  [/go\.(?:mod|work)$/, MODFILE],
  [/\.(?:[jt]sx?|vue|css|html)$/, JAVASCRIPT],
  [/\.(?:jsonc?|lock)$/, [...JSON_WORDS, ...TOML]],
  [/\.toml$/, TOML],
  [/\.ya?ml$/, YAML],
  [/ignore$/, GLOBS],
];

/** Values in manifests that are matched, split, or followed. */
const PLACES: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  'Cargo.toml': [
    (text) => `[workspace]\nmembers = [${JSON.stringify(text)}]\n`,
    (text) => `[workspace]\nmembers = ["crates/*"]\nexclude = [${JSON.stringify(text)}]\n`,
  ],
  'crates/a/Cargo.toml': [
    ...['description', 'build', 'workspace', 'include', 'default-run', 'readme', 'links'].map(inPackage),
    (text) =>
      `${inPackage('edition')('2021')}[target.${JSON.stringify(`cfg(${text})`)}.dependencies]\nx = "1"\n`,
    (text) => `${inPackage('edition')('2021')}[package.metadata.nx]\nreads = [${JSON.stringify(text)}]\n`,
    (text) => `[package]\nname = ${JSON.stringify(text)}\nversion = "0.1.0"\n`,
    (text) => `${inPackage('edition')('2021')}[dependencies]\nb = { path = ${JSON.stringify(text)} }\n`,
    (text) =>
      `${inPackage('edition')('2021')}[features]\na = [${JSON.stringify(text)}]\n[profile.${JSON.stringify(text.slice(0, 9999))}]\ninherits = "dev"\n`,
  ],
  '.cargo/config.toml': [
    (text) => `include = [${JSON.stringify(text)}]\n`,
    (text) => `[build]\n${toml('target-dir')(text)}`,
    (text) => `[build]\nrustflags = [${JSON.stringify(text)}]\n`,
  ],
  'rust-toolchain.toml': [(text) => `[toolchain]\n${toml('channel')(text)}`],
  'm/go.mod': [
    (text) => `module ${JSON.stringify(text)}\n`,
    (text) => `module a\nreplace b => ${JSON.stringify(`./${text}`)}\n`,
  ],
  'm/main.go': [
    (text) => `//go:build ${text}\n\npackage main\n`,
    (text) => `package main\nimport _ "embed"\n//go:embed ${text}\nvar s string\n`,
    (text) => `package main\nimport (\n${text}\n)\n`,
  ],
  'package.json': [value((text) => ({ name: 'r', private: true, workspaces: [text, 'packages/*'] }))],
  'packages/p/package.json': [
    value((text) => ({ name: 'p', scripts: { build: text } })),
    value((text) => ({
      name: 'p',
      main: text,
      exports: { '.': text },
      scripts: { build: 'tsc', test: `vitest run ${text}` },
    })),
    value((text) => ({ name: text, version: text, files: [text] })),
    value((text) => ({
      name: 'p',
      scripts: { build: 'tsc' },
      dependencies: { q: text, [text]: '1' },
      nx: { reads: [text], outputs: [text] },
    })),
  ],
  'packages/p/tsconfig.json': [
    value((text) => ({ extends: text, compilerOptions: { outDir: text, paths: { [text]: [text] } } })),
    value((text) => ({
      include: [text],
      exclude: [text],
      references: [{ path: text }],
      compilerOptions: { outDir: 'dist' },
    })),
  ],
  'turbo.json': [
    value((text) => ({
      tasks: { build: { outputs: [text], inputs: [text], dependsOn: [text], env: [text] } },
    })),
  ],
  'pnpm-workspace.yaml': [(text) => `packages:\n  - ${JSON.stringify(text)}\n`],
  'deno.json': [
    value((text) => ({ workspace: [`./${text}`, './m', './n'] })),
    value((text) => ({
      workspace: ['./m', './n'],
      exclude: [text],
      imports: { [text]: text },
      importMap: text,
    })),
  ],
  'm/deno.json': [
    value((text) => ({
      name: '@x/m',
      version: '1.0.0',
      exports: text,
      tasks: { build: { command: text, files: [text], output: [text], dependencies: [text] } },
    })),
  ],
  'deno.lock': [
    value((text) => ({
      version: '5',
      specifiers: { [`npm:${text}`]: text },
      npm: { [text]: { dependencies: [text] } },
    })),
  ],
  'maps/im.json': [value((text) => ({ imports: { [text]: text }, scopes: { [text]: { a: text } } }))],
};

function filesOf(workspace: Files, options?: Parameters<typeof ofFile>[4]): EntryPoint[] {
  return Object.keys(workspace).map((file) =>
    ofFile(workspace, file, WORDS.find(([ending]) => ending.test(file))?.[1], PLACES[file], options),
  );
}

function named(prefix: string, points: readonly EntryPoint[]): EntryPoint[] {
  return points.map((point) => ({ ...point, name: `${prefix} ${point.name}` }));
}

export const table: readonly EntryPoint[] = [
  ...functions,
  ...ofScans,
  ...named('cargo', filesOf(CARGO)),
  ...named('go', filesOf(GO)),
  ...named('node', filesOf(NODE)),
  ...named(
    'node',
    Object.entries(LOCKS).map(([name, text]) =>
      ofFile(withLock(name, text), name, WORDS.find(([ending]) => ending.test(name))?.[1]),
    ),
  ),
  ...named('deno', filesOf(DENO)),
  ...named(
    'nix',
    filesOf(NIX, { interfaces: 'interfaces.json' } as never).filter(({ name }) => !(name in CARGO)),
  ),
  ...Object.entries(fanOuts).map(([name, kinds]) => ofFiles(`files: ${name}`, kinds)),
  expressions,
];
