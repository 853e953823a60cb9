/** Tarballs that npm can install, the same whoever makes them. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { denoWorkspace } from './support/deno.js';
import { createWorkspace } from './support/workspace.js';

const json = (value: unknown) => JSON.stringify(value, null, 2);

const FILES = {
  ...denoWorkspace(),
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\ncatalog:\n  is-number: ^7.0.0\n',
  LICENSE: 'do what you like\n',
  'packages/core/package.json': json({
    name: '@demo/core',
    version: '1.2.3',
    main: './dist/index.js',
    files: ['dist'],
    scripts: { build: 'rm -rf dist && mkdir -p dist && cp -R src/. dist', prepublishOnly: 'exit 1' },
    devDependencies: { typescript: '^5.0.0' },
  }),
  'packages/core/src/index.js': "exports.core = 'core says hello';\n",
  'packages/app/package.json': json({
    name: '@demo/app',
    version: '2.0.0',
    bin: { 'demo-app': './app.js' },
    files: ['app.js'],
    dependencies: { '@demo/core': 'workspace:^', 'is-number': 'catalog:' },
  }),
  'packages/app/app.js':
    "#!/usr/bin/env node\nconst { core } = require('@demo/core');\nconsole.log(core, require('is-number')(7));\n",
  'packages/inner/package.json': json({ name: '@demo/inner', version: '1.0.0', private: true }),
};

it('packages of Node and Deno become tarballs that npm installs, with the same bytes whatever the umask', async () => {
  const workspace = await createWorkspace(FILES, { packageJson: { workspaces: ['packages/*'] } });
  const all = ['run-many', '-t', 'pack'];
  const first = await workspace.nx(all);
  expect(first.exitCode, first.output).toBe(0);
  expect((await workspace.showProject('@demo/inner')).targets['pack']).toBeUndefined();
  const app = 'dist/packages/app/demo-app-2.0.0.tgz';
  const core = 'dist/packages/core/demo-core-1.2.3.tgz';
  const text = 'dist/libs/text/demo-text-0.1.0.tgz';
  const listing = (await workspace.run('tar', ['tvzf', core])).stdout;
  expect(listing.split('\n').map((line) => line.replace(/ +\d+ 1985-/, ' 1985-'))).toEqual([
    '-rw-r--r-- 0/0 1985-10-26 08:15 package/LICENSE',
    '-rw-r--r-- 0/0 1985-10-26 08:15 package/dist/index.js',
    '-rw-r--r-- 0/0 1985-10-26 08:15 package/package.json',
  ]);

  // Real npm, in an empty folder: the workspace's own words are gone.
  const user = mkdtempSync(join(tmpdir(), 'polynx-e2e-user-'));
  onTestFinished(() => rmSync(user, { recursive: true, force: true }));
  writeFileSync(join(user, 'package.json'), json({ private: true }));
  writeFileSync(
    join(user, 'deno.mjs'),
    "import { greeting } from '@demo/text';\n\nconsole.log(greeting());\n",
  );
  const tarballs = [core, app, text].map((path) => join(workspace.root, path));
  await execa('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], { cwd: user });
  const said = async (program: string, ...args: string[]) =>
    (await execa(program, args, { cwd: user })).stdout;
  expect(await said(join(user, 'node_modules/.bin/demo-app'))).toBe('core says hello true');
  expect(await said('node', 'deno.mjs')).toBe('hello');
  const manifestOf = (name: string) =>
    JSON.parse(readFileSync(join(user, 'node_modules', name, 'package.json'), 'utf8')) as object;
  expect(manifestOf('@demo/app')).toMatchObject({
    dependencies: { '@demo/core': '^1.2.3', 'is-number': '^7.0.0' },
  });
  expect(manifestOf('@demo/core')).toEqual({
    name: '@demo/core',
    version: '1.2.3',
    main: './dist/index.js',
    files: ['dist'],
  });

  const bytes = [core, app, text].map((path) => readFileSync(join(workspace.root, path)));
  chmodSync(join(workspace.root, 'packages/app/app.js'), 0o600);
  workspace.remove('dist');
  expect((await workspace.nx(all)).misses).toEqual([]);
  await workspace.nx([...all, '--skip-nx-cache']);
  expect(
    [core, app, text].map((path, index) => bytes[index]?.equals(readFileSync(join(workspace.root, path)))),
  ).toEqual([true, true, true]);

  // A release of core is another range in app; what nobody installs is no package.
  workspace.write(
    'packages/core/package.json',
    workspace.read('packages/core/package.json').replace('1.2.3', '1.3.0'),
  );
  workspace.write(
    'packages/app/package.json',
    workspace.read('packages/app/package.json').replace('"app.js"', '"lib"'),
  );
  const broken = await workspace.nx(['pack', '@demo/app']);
  expect(broken.exitCode).toBe(0);
  const changed = await workspace.run('tar', ['xOzf', app, 'package/package.json']);
  expect(changed.stdout).toContain('"@demo/core": "^1.3.0"');
  workspace.write(
    'packages/app/package.json',
    workspace.read('packages/app/package.json').replace('"bin": {', '"main": "./lib/index.js",\n  "bin": {'),
  );
  const missing = await workspace.nx(['pack', '@demo/app']);
  expect(missing.output).toContain(
    'packages/app/package.json refers to files that are not in the package: lib/index.js',
  );

  // What lies elsewhere on the machine is not for whoever takes the package.
  for (const path of ['LICENSE', 'libs/text/mod.ts']) {
    workspace.remove(path);
    symlinkSync(join(user, 'deno.mjs'), join(workspace.root, path));
  }
  const leaving = await workspace.nx([...all, '--nxBail=false']);
  expect(leaving.exitCode).toBe(1);
  expect(leaving.output).toContain('LICENSE is, or lies behind, a symbolic link that leaves the workspace');
  expect(leaving.output).toContain('libs/text/mod.ts: leads out of the workspace');
});
