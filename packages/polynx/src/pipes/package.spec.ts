import { expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { createTree } from '../model/tree.js';

const gated = (name: string, feature: string) =>
  `[[bin]]\nname = "${name}"\npath = "src/${name}.rs"\nrequired-features = ["${feature}"]\n`;

function tasksOf(texts: Readonly<Record<string, string>>, given: object) {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => texts[file]);
  const { planned } = analyse(files, tree, readOptions(given));
  const tasks = planned.flatMap((one) => one.tasks);
  return { tasks, named: (target: string) => tasks.find((task) => task.target === target) };
}

it('a program that is left out unless it is asked for is in no package', () => {
  const texts: Record<string, string> = {
    'Cargo.toml': `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[features]\ndefault = ["usual"]\nusual = []\nrare = []\n${gated('shout', 'usual')}${gated('gold', 'rare')}`,
    'src/main.rs': '',
    'src/shout.rs': '',
    'src/gold.rs': '',
  };
  const { named } = tasksOf(texts, { platforms: ['linux-x64'], packages: {} });
  const folder = 'target/x86_64-unknown-linux-gnu/{options.profile}';
  const programs = ['app', 'gold', 'shout'].map((name) => `${folder}/${name}`);
  expect([...(named('build-linux-x64')?.outputs ?? [])].sort()).toEqual(programs);
  expect(named('package-linux-x64')?.options?.['binaries']).toEqual([`${folder}/app`, `${folder}/shout`]);
});

it('a module of Node becomes a package of npm per platform, by the name that its loader looks for', () => {
  const texts = {
    'Cargo.toml':
      '[package]\nname = "native"\nversion = "9.9.9"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[dependencies]\nnapi = "3"\n',
    'src/lib.rs': '',
    'package.json': '{ "name": "@demo/native", "version": "1.2.3", "napi": { "binaryName": "css" } }',
  };
  const platforms = ['linux-arm64', 'linux-x64-musl', 'darwin-universal', 'windows-x64', 'wasi'];
  const { tasks, named } = tasksOf(texts, { platforms, packages: { formats: ['deb', 'tar.gz'] } });
  const jobs = tasks.flatMap(({ executor, options }) => (executor === 'package' ? [options ?? {}] : []));
  expect(jobs.map(({ npm }) => npm)).toEqual([
    {
      name: '@demo/native-linux-arm64-gnu',
      platform: 'linux-arm64',
      libc: 'glibc',
      module: 'css.linux-arm64-gnu.node',
    },
    {
      name: '@demo/native-linux-x64-musl',
      platform: 'linux-x64-musl',
      libc: 'musl',
      module: 'css.linux-x64-musl.node',
    },
    {
      name: '@demo/native-darwin-universal',
      platform: 'darwin-universal',
      module: 'css.darwin-universal.node',
    },
    { name: '@demo/native-win32-x64-msvc', platform: 'windows-x64', module: 'css.win32-x64-msvc.node' },
  ]);
  expect(jobs[0]?.['binaries']).toEqual(['target/aarch64-unknown-linux-gnu/{options.profile}/native.node']);
  expect(named('package-linux-arm64')?.outputs).toEqual([
    'dist/native/packages/npm-native-linux-arm64-gnu-1.2.3.tgz',
  ]);
  // The package that users install is made by npm's rules: nx pack.
  expect(named('package')?.options).toMatchObject({ programs: [] });
  expect(named('package')?.options?.['npm']).toBeUndefined();
});
