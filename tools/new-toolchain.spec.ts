import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newToolchain } from './new-toolchain.js';
import { packageFolder, repository, source } from './paths.js';

/**
 * A copy of the sources, with node_modules to resolve from: the new toolchain leaves this checkout as it is.
 */
const copy = mkdtempSync(join(tmpdir(), 'polynx-new-toolchain-'));
const folder = join(copy, 'src');

beforeAll(() => {
  cpSync(source, folder, { recursive: true, filter: (path) => !/fixtures$|\.spec\.ts$/.test(path) });
  cpSync(join(packageFolder, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'), 'dir');
  newToolchain('sample', folder);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('enters the newcomer last in the list, and leaves nothing of the template in its folder', () => {
  const list = readFileSync(join(folder, 'toolchains/index.ts'), 'utf8');
  expect(list).toContain("import { sample } from './sample/index.js';");
  expect(list).toMatch(/= \[node, .*, sample\];/);
  const own = join(folder, 'toolchains/sample');
  for (const file of readdirSync(own))
    expect(readFileSync(join(own, file), 'utf8'), file).not.toMatch(/template/i);
});

it('writes a toolchain that type-checks', async () => {
  const config = {
    extends: join(repository, 'tsconfig.base.json'),
    compilerOptions: { noEmit: true, typeRoots: [join(repository, 'node_modules/@types')] },
    files: ['src/toolchains/sample/index.ts', 'src/toolchains/sample/identity.ts'],
  };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const { all } = await execa(process.execPath, [tsc, '-p', copy], { reject: false, all: true });
  expect(all).toBe('');
}, 60_000);

it('makes projects, edges and targets of its manifests at once', async () => {
  const program = join(copy, 'infer.ts');
  writeFileSync(program, INFER);
  const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), program]);
  expect(JSON.parse(stdout)).toEqual([
    {
      root: 'app',
      name: 'app',
      links: ['lib'],
      tasks: { build: ['{app,lib}/**/*'], test: ['{app,lib}/**/*'] },
    },
    { root: 'lib', name: 'util', links: [], tasks: { build: ['lib/**/*'], test: ['lib/**/*'] } },
  ]);
}, 60_000);

const INFER = `
import { createTree } from './src/model/tree.js';
import { analyse } from './src/analysis/analyse.js';
import { readOptions } from './src/analysis/options.js';

const texts: Record<string, string> = { 'app/sample.json': '{ "uses": ["../lib"] }', 'lib/sample.json': '{ "name": "util" }' };
const files = Object.keys(texts);
const { planned, names } = analyse(files, createTree(files, (file) => texts[file]), readOptions({ sample: { strict: true } }));
console.log(JSON.stringify(planned.map(({ project, links, tasks }) => ({
  root: project.root,
  name: names.get(project.root),
  links: links?.map(({ root }) => root),
  tasks: Object.fromEntries(tasks.map(({ target, inputs }) => [target, inputs.files])),
}))));
`;

it.each([
  ['Zig', 'A toolchain is named by lower-case letters, not "Zig".'],
  ['../x', 'A toolchain is named by lower-case letters, not "../x".'],
  ['sample', 'There is a toolchain sample already.'],
])('refuses %s', (name, message) => {
  expect(() => newToolchain(name, folder)).toThrow(message);
});
