/** Names and folders in manifests that would lead a task out of its place. */
import { expect, it } from 'vitest';
import { isInside } from '../model/paths.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toolchains } from './index.js';

const json = JSON.stringify;
const main = 'fn main() {}';
const crate = (name: string, more = ''): string =>
  `[package]\nname = ${json(name)}\nversion = "0.1.0"\nedition = "2021"\n${more}`;
const go = (module: string, folder = 'svc') => ({
  [`${folder}/go.mod`]: `module ${json(module)}\n\ngo 1.24\n`,
  [`${folder}/main.go`]: 'package main\nfunc main() {}\n',
});
const rust = (manifest: string, more: Record<string, string> = {}) => ({
  'a/Cargo.toml': manifest,
  'a/src/main.rs': main,
  ...more,
});
const config = (text: string, folder = '.') => ({
  [folder === '.' ? '.cargo/config.toml' : `${folder}/.cargo/config.toml`]: `[build]\n${text}\n`,
});
const OPTIONS = Object.fromEntries(toolchains.map(({ id, options }) => [id, { own: options.parse({}) }]));

const analysed = (files: Record<string, string>) => analyseFiles(files, toolchains, OPTIONS);

it.each([
  ['a module called ..', go('example.com/..')],
  ['a module called .', go('example.com/.')],
  ['a module called *', go('example.com/*')],
  ['a module called like a token', go('example.com/{options.command}')],
  [
    'a module at the root that is called ..',
    { 'go.mod': 'module ".."\n', 'main.go': 'package main\nfunc main() {}\n' },
  ],
  ['a program in other folders', rust(crate('a', '[[bin]]\nname = "../../../x"\npath = "src/main.rs"\n'))],
  ['a program called ..', rust(crate('a', '[[bin]]\nname = ".."\npath = "src/main.rs"\n'))],
  ['a program called *', rust(crate('a', '[[bin]]\nname = "*"\npath = "src/main.rs"\n'))],
  [
    'a program that reads like an option',
    rust(crate('a', '[[bin]]\nname = "--config"\npath = "src/main.rs"\n')),
  ],
  ['a crate in other folders', rust(crate('../../../../x'))],
  ['a crate of two lines', rust(crate('x\n[evil]'))],
  ['a triple that climbs', rust(crate('a'), config('target = "../../../etc"'))],
  ['a profile that climbs', rust(crate('a', '[profile."../../../x"]\ninherits = "dev"\n'))],
  ['a target folder that is git’s', rust(crate('a'), config('target-dir = ".git"'))],
  ['a target folder that reads like a token', rust(crate('a'), config('target-dir = "{options.profile}"'))],
  [
    'an executable in other folders',
    {
      'a/deno.json': json({ name: '@x/a', nx: { executable: { main: 'm.ts', name: '../../../evil' } } }),
      'a/m.ts': '',
    },
  ],
  [
    'the version of a tarball that climbs',
    {
      'a/deno.json': json({ name: '@x/a', version: '1.0.0/../../x', exports: './m.ts', nx: { pack: true } }),
      'a/m.ts': '',
    },
  ],
])('%s is refused, and no task of it is left', (_, files) => {
  const { planned } = analysed(files);
  const outputs = planned.flatMap(({ tasks }) => tasks.flatMap((task) => task.outputs));
  expect(planned.some(({ broken }) => broken !== undefined) || outputs.length === 0).toBe(true);
  expect(planned.flatMap(({ broken }) => broken?.error.message ?? []).join()).not.toContain('polynx failed');
});

it.each([
  [
    'a target folder outside of the repository',
    rust(crate('a'), config('target-dir = "../../../../tmp/evil"', 'a')),
  ],
  ['an absolute one', rust(crate('a'), config('target-dir = "/etc"'))],
  ['one called **', rust(crate('a'), config('target-dir = "**"'))],
  ['one called !x', rust(crate('a'), config('target-dir = "!x"'))],
  ['modules in folders with stars and braces', { ...go('x/api', 'svc/*'), ...go('x/api', 'svc/{api,web}') }],
  ['a module in a folder like an exception', { ...go('x/api', '!svc'), ...go('x/api2') }],
])('%s: what tasks leave stays in its place', (_, files) => {
  const { planned } = analysed(files);
  const outputs = planned.flatMap(({ project, tasks }) =>
    tasks.flatMap((task) => task.outputs.map((output) => ({ output, root: project.root }))),
  );
  expect(outputs.length).toBeGreaterThan(0);
  for (const { output, root } of outputs) {
    expect(isInside(output, '.')).toBe(true);
    expect(output.split('/')).not.toContain('..');
    expect(isInside(root, output)).toBe(false);
  }
});
