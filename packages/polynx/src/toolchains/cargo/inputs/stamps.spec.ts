import { expect, test } from 'vitest';
import { analyseFiles } from '../../../testing/analyse-files.js';
import { cargo } from '../index.js';
import { cargoOptions } from '../options.js';

const LOCK =
  'version = 4\n\n[[package]]\nname = "a"\nversion = "0.1.0"\n\n[[package]]\nname = "b"\nversion = "0.1.0"\ndependencies = ["a"]\n';
const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

/** Tasks of b, which uses a, which has the build script. */
function tasksOfUser(script: string, nx = '', others: Readonly<Record<string, string>> = {}) {
  const { planned } = analyseFiles(
    {
      'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
      'Cargo.lock': LOCK,
      'a/Cargo.toml': manifest('a', nx),
      'a/build.rs': `fn main() {\n    ${script}\n}\n`,
      'a/src/lib.rs': '',
      'b/Cargo.toml': manifest('b', '[dependencies]\na = { path = "../a" }\n'),
      'b/src/main.rs': 'fn main() {}',
      ...others,
    },
    [cargo],
    { cargo: { own: cargoOptions.parse({}) } },
  );
  const tasks = planned.find(({ project }) => project.root === 'b')?.tasks ?? [];
  return (intent: string) => {
    const task = tasks.find((one) => one.intent === intent);
    if (task === undefined) throw new Error(`no ${intent}`);
    return task;
  };
}

const HEAD = 'Command::new("git").args(["rev-parse", "HEAD"]);';

test('the commit is in the key of what has it in its result, and of no check', () => {
  const task = tasksOfUser(HEAD);
  for (const intent of ['build', 'test', 'doc']) {
    expect(task(intent).cache).toBe(true);
    expect(task(intent).inputs.git?.facts).toEqual(['commit']);
    expect(task(intent).inputs.git?.by.map(({ file }) => file)).toEqual(['a/build.rs']);
    expect(task(intent).description).toContain('allowUndeclared = ["git"] in a/Cargo.toml');
  }
  for (const intent of ['check', 'lint']) {
    expect(task(intent).cache).toBe(true);
    expect(task(intent).inputs.git).toBeUndefined();
  }
  // All of them know whom to have run again.
  for (const intent of ['build', 'check'])
    expect(task(intent).options?.['gitFacts']).toEqual({ a: ['commit'] });
  expect(task('format-check').options?.['gitFacts']).toBeUndefined();
});

test('a clock is in no key: nothing but what leaves nothing is cached', () => {
  const task = tasksOfUser('let now = std::time::SystemTime::now();');
  expect(['build', 'test', 'doc', 'check', 'lint'].map((intent) => task(intent).cache)).toEqual([
    ...[false, false, false],
    ...[true, true],
  ]);
  expect(task('build').description).toContain('a/build.rs asks the clock');
});

test.each([
  ['["git"]', true, false],
  ['["clock"]', true, true],
  ['true', true, false],
])('allowUndeclared = %s: cached %s, per commit %s', (allowed, cached, perCommit) => {
  const build = tasksOfUser(HEAD, `[package.metadata.nx]\nallowUndeclared = ${allowed}\n`)('build');
  expect(build.cache).toBe(cached);
  expect(build.inputs.git !== undefined).toBe(perCommit);
  expect(build.options?.['gitFacts'] !== undefined).toBe(perCommit);
});

test('of the commit of a submodule nothing is known', () => {
  const build = tasksOfUser(HEAD, '', { '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = x\n' })('build');
  expect(build.cache).toBe(false);
});

test('a macro that asks git stamps its crate', () => {
  const lib = { 'a/src/lib.rs': 'pub const VERSION: &str = git_version::git_version!();' };
  expect(tasksOfUser('', '', lib)('build').inputs.git?.facts).toContain('tags');
  const tests = { 'a/src/lib.rs': '#[cfg(test)]\nmod tests {\n    const V: &str = git_version!();\n}' };
  expect(tasksOfUser('', '', tests)('build').inputs.git).toBeUndefined();
});

test('test data that the user declares is read is an input', () => {
  const files = (nx: string) =>
    tasksOfUser('', nx, { 'a/testdata/x.json': '' })('build').inputs.files.filter((glob) =>
      glob.startsWith('!'),
    );
  expect(files('')).toEqual(['!a/testdata/**/*']);
  expect(files('[package.metadata.nx]\nreads = ["testdata/*.json"]\n')).toEqual([]);
});
