import { expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { createTree } from '../model/tree.js';

const gated = (name: string, feature: string) =>
  `[[bin]]\nname = "${name}"\npath = "src/${name}.rs"\nrequired-features = ["${feature}"]\n`;

it('a program that is left out unless it is asked for is in no package', () => {
  const texts: Record<string, string> = {
    'Cargo.toml': `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[features]\ndefault = ["usual"]\nusual = []\nrare = []\n${gated('shout', 'usual')}${gated('gold', 'rare')}`,
    'src/main.rs': '',
    'src/shout.rs': '',
    'src/gold.rs': '',
  };
  const files = Object.keys(texts).sort();
  const options = readOptions({ platforms: ['linux-x64'], packages: {} });
  const { planned } = analyse(
    files,
    createTree(files, (file) => texts[file]),
    options,
  );
  const tasks = planned.flatMap((one) => one.tasks);
  const named = (target: string) => tasks.find((task) => task.target === target);
  const folder = 'target/x86_64-unknown-linux-gnu/{options.profile}';
  const programs = ['app', 'gold', 'shout'].map((name) => `${folder}/${name}`);
  expect([...(named('build-linux-x64')?.outputs ?? [])].sort()).toEqual(programs);
  expect(named('package-linux-x64')?.options?.['binaries']).toEqual([`${folder}/app`, `${folder}/shout`]);
});
