#!/usr/bin/env node
// Writes nix/generated/locks/go.json of a fixture: what polynx's sync generator writes in a workspace.
//
//   node nix/checks/lock-go.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const go = (...args) => execFileSync('go', args, { cwd: folder, encoding: 'utf8' });
const sha256 = (file, encoding) => createHash('sha256').update(readFileSync(file)).digest(encoding);
const sri = (file) => `sha256-${sha256(file, 'base64')}`;
const objects = (text) => JSON.parse(`[${text.replace(/^\}\n\{$/gm, '},{').replace(/\}\n\{/g, '},{')}]`);
const sorted = (entries) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

const local = objects(go('list', '-m', '-json'));
const own = new Set(local.map((one) => one.Path));
const modules = objects(go('mod', 'download', '-json')).filter((one) => one.Zip);
const sums = ['go.work.sum', ...local.map((one) => join(one.Dir, 'go.sum'))];
const root = process.cwd();
const relative = (file) => file.replace(`${join(root, folder)}/`, '').replace(`${folder}/`, '');
const files = sums
  .map((file) => (file.startsWith('/') ? file : join(folder, file)))
  .filter((file) => existsSync(file));
const packages = objects(
  go('list', '-deps', '-test', '-json=ImportPath,Imports,Module', ...local.map((one) => `${one.Dir}/...`)),
);
const imports = new Set(
  packages
    .filter((one) => own.has(one.Module?.Path))
    .flatMap((one) => one.Imports ?? [])
    .filter((name) => name !== 'C' && name !== 'unsafe' && !name.includes(' ')),
);
const isOwn = (name) => [...own].some((path) => name === path || name.startsWith(`${path}/`));
const lock = {
  version: 1,
  files: sorted(files.map((file) => [relative(file), sha256(file, 'hex')])),
  imports: [...imports].filter((name) => !isOwn(name)).sort(),
  modules: sorted(
    modules.map((one) => [`${one.Path}@${one.Version}`, { mod: sri(one.GoMod), zip: sri(one.Zip) }]),
  ),
};
mkdirSync(join(folder, 'nix/generated/locks'), { recursive: true });
writeFileSync(join(folder, 'nix/generated/locks/go.json'), `${JSON.stringify(lock, null, 2)}\n`);
