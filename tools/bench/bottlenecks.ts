/** Workspaces with one thing each that makes their runs long, and the change that the report should name. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Suggestion } from '../../packages/polynx/src/cli/report/suggestions.js';

export interface Bottleneck {
  readonly kind: Suggestion['kind'];
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  /** Commands of Nx, of each run. */
  readonly runs: readonly string[];
  /** Once, so that there is something to compare with. */
  readonly once?: readonly string[];
  /** Instead of `runs`, once the change is made. */
  readonly better?: readonly string[];
  /** What a developer changes before each run. */
  edit(root: string, turn: number): void;
  /** The change. Then what is edited is this. */
  apply(root: string): void;
  readonly about: string;
  /** Work of all tasks, or the time from the first to the last: what the change is to make less of. */
  readonly counts: 'work' | 'span';
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const script = (name: string, scripts: Readonly<Record<string, string>>, more: object = {}) =>
  JSON.stringify({ name, version: '1.0.0', private: true, scripts, ...more });
const half = (text: string) => `await new Promise((done) => setTimeout(done, 1500));\n// ${text}\n`;
const cached = { cache: true, inputs: ['default'] };

const APPS = ['one', 'two', 'three', 'four', 'five', 'six'];

/** Takes half a second, whatever it uses. */
const userOf = (name: string, needs: readonly string[]) =>
  script(
    name,
    { test: 'node test.mjs' },
    {
      dependencies: Object.fromEntries(needs.map((one) => [one, '1.0.0'])),
      nx: { targets: { test: { cache: true, inputs: ['default', '^default'] } } },
    },
  );

const rebuilds: Bottleneck = {
  kind: 'rebuilds',
  what: 'a package that six use has the version in it, which changes each time',
  files: {
    'package.json': script('root', {}, { workspaces: ['packages/*'] }),
    'packages/base/package.json': userOf('base', []),
    'packages/base/test.mjs': '// base\n',
    'packages/base/version.mjs': 'export const version = 0;\n',
    ...Object.fromEntries(
      APPS.flatMap((app) => [
        [`packages/${app}/package.json`, userOf(app, ['base'])],
        [`packages/${app}/test.mjs`, half(app)],
      ]),
    ),
  },
  runs: ['run-many', '-t', 'test'],
  edit: (root, turn) => {
    const place = turn > 100 ? 'version' : 'base';
    write(root, `packages/${place}/version.mjs`, `export const version = ${turn};\n`);
  },
  apply: (root) => {
    rmSync(join(root, 'packages/base/version.mjs'));
    write(root, 'packages/version/package.json', userOf('version', []));
    write(root, 'packages/version/test.mjs', '// version\n');
    write(root, 'packages/version/version.mjs', 'export const version = 0;\n');
    write(root, 'packages/one/package.json', userOf('one', ['base', 'version']));
  },
  about: 'base',
  counts: 'work',
};

const long: Bottleneck = {
  kind: 'long',
  what: 'a package whose test is two halves, one after the other',
  files: {
    'package.json': script('root', {}, { workspaces: ['packages/*'] }),
    'packages/big/package.json': script(
      'big',
      { test: 'node left.mjs && node right.mjs' },
      { nx: { targets: { test: cached } } },
    ),
    'packages/big/left.mjs': half('left'),
    'packages/big/right.mjs': half('right'),
    'packages/small/package.json': script(
      'small',
      { test: 'node test.mjs' },
      { nx: { targets: { test: cached } } },
    ),
    'packages/small/test.mjs': '// small\n',
  },
  runs: ['run-many', '-t', 'test'],
  edit: (root, turn) => {
    const files = turn > 100 ? ['left/left.mjs', 'right/right.mjs'] : ['big/left.mjs'];
    for (const file of [...files, 'small/test.mjs'])
      appendFileSync(join(root, 'packages', file), `// ${turn}\n`);
  },
  apply: (root) => {
    rmSync(join(root, 'packages/big'), { recursive: true });
    for (const name of ['left', 'right']) {
      write(
        root,
        `packages/${name}/package.json`,
        script(name, { test: `node ${name}.mjs` }, { nx: { targets: { test: cached } } }),
      );
      write(root, `packages/${name}/${name}.mjs`, half(name));
    }
  },
  about: 'big:test',
  counts: 'span',
};

const testOf = (inputs: readonly string[]) =>
  script(
    'app',
    { test: 'node test.mjs', lint: 'node lint.mjs' },
    { nx: { targets: { test: { cache: true, inputs }, lint: cached } } },
  );

const misses: Bottleneck = {
  kind: 'misses',
  what: 'a test whose inputs are all files of the repository',
  files: {
    'package.json': script('root', {}, { workspaces: ['packages/*'] }),
    'README.md': '# Read me\n',
    'packages/app/package.json': testOf(['{workspaceRoot}/**/*']),
    'packages/app/test.mjs': half('test'),
    'packages/app/lint.mjs': '// lint\n',
  },
  runs: ['run-many', '-t', 'test,lint'],
  edit: (root, turn) => appendFileSync(join(root, 'README.md'), `Edit ${turn}.\n`),
  apply: (root) => write(root, 'packages/app/package.json', testOf(['default'])),
  about: 'app:test',
  counts: 'work',
};

const crate = (name: string, needs: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${needs}\n${more}`;
const cargoLock = (crates: Readonly<Record<string, readonly string[]>>) =>
  `version = 4\n${Object.entries(crates)
    .sort()
    .map(
      ([name, needs]) =>
        `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n${needs.length === 0 ? '' : `dependencies = [\n${needs.map((one) => ` "${one}",\n`).join('')}]\n`}`,
    )
    .join('')}`;

/** Takes the compiler a while: many functions with many instances. */
const heavy = (count: number) =>
  Array.from(
    { length: count },
    (_, at) =>
      `pub fn f${at}(x: u64) -> String { let v: Vec<u64> = (0..x).map(|y| y * ${at} + 1).filter(|y| y % 3 == 0).collect(); format!("{:?} {}", v, ${at}) }\n`,
  ).join('');

const profile: Bottleneck = {
  kind: 'profile',
  what: 'a program that is always built with optimisation at link time',
  files: {
    'Cargo.toml':
      '[workspace]\nmembers = ["app"]\nresolver = "2"\n\n[profile.release]\nlto = "fat"\ncodegen-units = 1\n',
    'Cargo.lock': cargoLock({ app: [] }),
    'app/Cargo.toml': crate('app', ''),
    'app/src/main.rs': `mod all;\nfn main() { println!("{}", all::f1(3)); }\n`,
    'app/src/all.rs': heavy(300).replaceAll('pub fn', '#[allow(dead_code)] #[inline(never)] pub fn'),
  },
  runs: ['run', 'app:build:release'],
  once: ['run', 'app:build'],
  better: ['run', 'app:build'],
  edit: (root, turn) => appendFileSync(join(root, 'app/src/main.rs'), `// ${turn}\n`),
  apply: () => {},
  about: 'app:build:release',
  counts: 'work',
};

const PLAIN = ['a', 'b', 'c', 'd', 'e', 'f'];
const LOUD = ['x', 'y'];
const common = (name: string, isLoud: boolean) =>
  crate(name, `common = { path = "../common"${isLoud ? ', features = ["loud"]' : ''} }\n`);

const batches: Bottleneck = {
  kind: 'batches',
  what: 'a crate that eight use, two of them with another feature',
  files: {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': cargoLock(
      Object.fromEntries([['common', []], ...[...PLAIN, ...LOUD].map((name) => [name, ['common']])]),
    ),
    'crates/common/Cargo.toml': crate('common', '', '\n[features]\nloud = []\n'),
    'crates/common/src/lib.rs': heavy(3000),
    ...Object.fromEntries(
      [...PLAIN.map((name) => [name, false] as const), ...LOUD.map((name) => [name, true] as const)].flatMap(
        ([name, isLoud]) => [
          [`crates/${name}/Cargo.toml`, common(name, isLoud)],
          [`crates/${name}/src/main.rs`, 'fn main() { println!("{}", common::f1(3)); }\n'],
        ],
      ),
    ),
  },
  runs: ['run-many', '-t', 'build', '--exclude=common'],
  edit: (root, turn) =>
    appendFileSync(join(root, 'crates/common/src/lib.rs'), `pub const EDIT_${turn}: u8 = 1;\n`),
  apply: (root) => {
    for (const name of PLAIN) write(root, `crates/${name}/Cargo.toml`, common(name, true));
  },
  about: 'build',
  // Tasks of one batch of Nx begin together, in however many processes.
  counts: 'span',
};

export const BOTTLENECKS: readonly Bottleneck[] = [rebuilds, long, misses, profile, batches];
