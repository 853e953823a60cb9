#!/usr/bin/env node
// Fills a folder with what the checks need and the machine may lack: Nix, paths of tools, and all downloads
// that their lock files name. After it no network is needed. Downloads go through the registries' own
// clients, so that their configuration holds.
//
//   node nix/checks/prepare.mjs DEST      →  DEST/settings.json, DEST/mirror/<algorithm>-<hex>
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = dirname(dirname(here));

const run = (program, args, options = {}) =>
  execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
    ...options,
  }).trim();

/** Where a program is; the first of several on PATH. */
function which(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {}
  }
  return undefined;
}

// What a stdenv has; everything else must be asked for.
const BASE = `bash sh cat chmod cp cut date dirname basename echo env expr false head id install ln ls mkdir mktemp mv nproc od printf pwd readlink
realpath rm rmdir seq sha256sum sleep sort stat tail tee test touch tr true uname uniq wc xargs yes awk cmp comm diff find grep egrep fgrep sed tar
gzip gunzip xz bzip2 patch make cc gcc c++ g++ cpp ld ld.bfd ld.gold ar as nm objcopy objdump ranlib readelf size strip strings kill ps timeout file which`;

// `file` that configure scripts call is no part of it where the host has none.
const programs = () =>
  Object.fromEntries(
    BASE.split(/\s+/).flatMap((name) => {
      const file = which(name, '/usr/bin:/bin:/usr/local/bin');
      return file ? [[name, file]] : [];
    }),
  );

/** A folder with links to the named programs, so that a tool brings itself and not all of /usr/bin. */
function toolFolder(dest, name, files) {
  const folder = join(dest, 'tools', name);
  mkdirSync(folder, { recursive: true });
  for (const [link, target] of Object.entries(files)) {
    const script = join(folder, link);
    const text = `#!/bin/bash\nexec ${JSON.stringify(target)} "$@"\n`;
    // the tool may have moved since
    if (!existsSync(script) || readFileSync(script, 'utf8') !== text) writeFileSync(script, text, { mode: 0o755 });
  }
  return folder;
}

function tools(dest) {
  const found = {};
  const need = (name) => which(name) ?? fail(`${name} is not on PATH`);
  const sysroot = run('rustc', ['--print', 'sysroot']);
  found.cargo = found.rustc = join(sysroot, 'bin');
  found.go = join(run('go', ['env', 'GOROOT']), 'bin');
  const node = run(process.execPath, ['-p', 'process.execPath']);
  const npm = join(dirname(run('npm', ['root', '-g'])), 'node_modules/npm/bin/npm-cli.js');
  found.nodejs = toolFolder(dest, 'nodejs', { node });
  writeFileSync(join(found.nodejs, 'npm'), `#!/bin/bash\nexec ${node} ${npm} "$@"\n`, { mode: 0o755 });
  for (const [name, file] of Object.entries(managers(dest))) found[name] = toolFolder(dest, name, { [name.replace('-berry', '')]: file });
  found.pnpm = toolFolder(dest, 'pnpm', { pnpm: pnpm(dest) });
  found.deno = toolFolder(dest, 'deno', {
    deno: createRequire(import.meta.url).resolve('@deno/linux-x64-glibc/deno'),
  });
  found.cmake = toolFolder(dest, 'cmake', { cmake: need('cmake'), ctest: need('ctest') });
  found.ninja = toolFolder(dest, 'ninja', { ninja: need('ninja') });
  Object.assign(found, python(dest));
  found.git = toolFolder(dest, 'git', { git: need('git') });
  found.gdb = toolFolder(dest, 'gdb', { gdb: need('gdb') });
  found.valgrind = toolFolder(dest, 'valgrind', { valgrind: need('valgrind') });
  found.systemd = toolFolder(dest, 'systemd', { 'systemd-analyze': need('systemd-analyze') });
  found.patchelf = toolFolder(dest, 'patchelf', { patchelf: join(dest, 'nix/bin/patchelf') });
  found.lld = join(sysroot, 'lib/rustlib/x86_64-unknown-linux-gnu/bin/gcc-ld');
  found.llvm = llvm(dest);
  Object.assign(found, caches(dest));
  // of use where they are, and not missed where they are not
  for (const name of ['deadnix', 'statix', 'nixfmt']) {
    const file = which(name);
    // another program has the same name
    if (name === 'statix' && file !== undefined && spawnSync(file, ['check', '--help']).status !== 0) continue;
    if (file !== undefined) found[name] = toolFolder(dest, name, { [name]: file });
  }
  found['pkg-config'] = toolFolder(dest, 'pkg-config', { 'pkg-config': need('pkg-config') });
  return found;
}

/** What the pins of a repository are compared with. */
function versions() {
  const cargo = (name) => run(name, ['--version']).split(' ')[1];
  return {
    cargo: cargo('cargo'),
    rustc: cargo('rustc'),
    go: run('go', ['env', 'GOVERSION']).replace(/^go/, ''),
    nodejs: process.versions.node,
    pnpm: PNPM,
    deno: createRequire(import.meta.url)('deno/package.json').version,
  };
}

let listed = false;

/** Packages of Debian, unpacked without installing them. */
function debian(dest, name, packages) {
  const root = join(dest, 'tools', `${name}-package`);
  if (existsSync(root)) return root;
  const scratch = `${root}.new`;
  const state = join(dest, 'tools/apt');
  const archives = join(state, name);
  for (const folder of [join(state, 'lists/partial'), archives, scratch]) mkdirSync(folder, { recursive: true });
  const options = ['-qq', '-o', `Dir::State::lists=${join(state, 'lists')}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', '-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='];
  if (!listed) run('apt-get', [...options, 'update']);
  listed = true;
  run('apt-get', [...options, 'download', ...packages], { cwd: archives });
  for (const file of readdirSync(archives)) if (file.endsWith('.deb')) run('dpkg-deb', ['-x', join(archives, file), scratch]);
  renameSync(scratch, root);
  return root;
}

/** llvm-profdata of the LLVM that rustc has, since no other reads its profiles. */
function llvm(dest) {
  const major = /LLVM version: (\d+)/.exec(run('rustc', ['-vV']))?.[1];
  const root = debian(dest, 'llvm', [`llvm-${major}`, `libllvm${major}`]);
  const folder = toolFolder(dest, 'llvm', {});
  const libraries = `${join(root, 'usr/lib/x86_64-linux-gnu')}:${join(root, `usr/lib/llvm-${major}/lib`)}`;
  const program = join(root, `usr/lib/llvm-${major}/bin/llvm-profdata`);
  writeFileSync(join(folder, 'llvm-profdata'), `#!/bin/bash\nLD_LIBRARY_PATH=${libraries} exec ${program} "$@"\n`, { mode: 0o755 });
  return folder;
}

/** sccache and ccache. */
function caches(dest) {
  const root = debian(dest, 'caches', ['sccache', 'ccache', 'libhiredis0.14']);
  return Object.fromEntries(
    ['sccache', 'ccache'].map((name) => {
      const place = toolFolder(dest, name, {});
      writeFileSync(join(place, name), `#!/bin/bash\nLD_LIBRARY_PATH=${join(root, 'usr/lib/x86_64-linux-gnu')} exec ${join(root, 'usr/bin', name)} "$@"\n`, { mode: 0o755 });
      return [name, place];
    }),
  );
}

/** python3 with what builds wheels, and meson, which is one. */
function python(dest) {
  const packages = join(dest, 'tools/python-packages');
  const wanted = ['meson==1.9.1', 'setuptools==80.9.0', 'wheel==0.45.1'];
  if (!existsSync(join(packages, 'mesonbuild')))
    run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--root-user-action=ignore', '--no-compile', '--target', packages, ...wanted]);
  const interpreter = run('python3', ['-c', 'import sys; print(sys.executable)']);
  const folder = (name, line) => {
    const place = join(dest, 'tools', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, name), `#!/bin/bash\nexport PYTHONPATH=${packages}\${PYTHONPATH:+:$PYTHONPATH} PYTHONDONTWRITEBYTECODE=1\n${line}\n`, { mode: 0o755 });
    return place;
  };
  return { python3: folder('python3', `exec ${interpreter} "$@"`), meson: folder('meson', `exec ${interpreter} -m mesonbuild.mesonmain "$@"`) };
}

/** Pinned here and nowhere else: the checks' lock is of its version. */
const PNPM = '10.34.8';
function pnpm(dest) {
  const folder = join(dest, 'tools/pnpm-package');
  const file = join(folder, 'node_modules/pnpm/bin/pnpm.cjs');
  if (!existsSync(file)) run('npm', ['install', '--silent', '--no-save', '--prefix', folder, `pnpm@${PNPM}`]);
  return file;
}

/** yarn of both kinds and bun, in the versions that wrote the checks' locks. */
function managers(dest) {
  const folder = join(dest, 'tools/managers');
  const files = {
    yarn: join(folder, 'node_modules/yarn/bin/yarn.js'),
    'yarn-berry': join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'),
    bun: join(folder, 'node_modules/@oven/bun-linux-x64-baseline/bin/bun'),
  };
  if (!Object.values(files).every((file) => existsSync(file)))
    run('npm', ['install', '--silent', '--no-save', '--prefix', folder, 'yarn@1.22.22', '@yarnpkg/cli-dist@4.18.1', '@oven/bun-linux-x64-baseline@1.4.5']);
  return files;
}

function libraries() {
  const folder = '/usr/lib/x86_64-linux-gnu/pkgconfig';
  const rows = { openssl: ['openssl', 'libssl', 'libcrypto'], sqlite: ['sqlite3'], zlib: ['zlib'] };
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, files]) => {
      const paths = files.map((file) => join(folder, `${file}.pc`));
      return paths.every((path) => existsSync(path)) ? [[name, paths]] : [];
    }),
  );
}

function fail(message) {
  console.error(`prepare: ${message}`);
  process.exit(1);
}

// -- the mirror

/** Every file under its sha256 and its sha512, hard links of one. */
function keep(mirror, file) {
  const bytes = readFileSync(file);
  for (const algorithm of ['sha256', 'sha512']) {
    const place = join(mirror, `${algorithm}-${createHash(algorithm).update(bytes).digest('hex')}`);
    if (existsSync(place)) continue;
    try {
      linkSync(file, place);
    } catch {
      cpSync(file, place);
    }
  }
}

const filesBelow = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    : [];

const foldersWith = (name) =>
  filesBelow(here)
    .filter((file) => file.endsWith(`/${name}`))
    .map((file) => dirname(file));

function fetchCrates(dest, mirror) {
  const home = join(dest, 'cargo-home');
  for (const folder of foldersWith('Cargo.lock').filter((one) => !one.endsWith('/native'))) {
    run('cargo', ['fetch', '--locked', '--quiet'], {
      cwd: folder,
      env: { ...process.env, CARGO_HOME: home, ...gitEnvironment(dest) },
    });
  }
  for (const file of filesBelow(join(home, 'registry/cache')))
    if (file.endsWith('.crate')) keep(mirror, file);
}

function fetchModules(dest, mirror) {
  const cache = join(dest, 'go-modules');
  for (const folder of foldersWith('go.sum')) {
    run('go', ['mod', 'download'], {
      cwd: folder,
      env: { ...process.env, GOMODCACHE: cache, GOFLAGS: '-modcacherw', GOWORK: 'off' },
    });
  }
  for (const file of filesBelow(join(cache, 'cache/download')))
    if (/\.(zip|mod)$/.test(file)) keep(mirror, file);
}

/** The content of npm's cache is named by its sha512 already, but in three folders. */
function fetchPackages(dest, mirror) {
  const cache = join(dest, 'npm-cache');
  const wanted = new Set();
  const read = (name) => foldersWith(name).map((folder) => readFileSync(join(folder, name), 'utf8'));
  for (const text of read('package-lock.json'))
    for (const [path, entry] of Object.entries(JSON.parse(text).packages))
      if (path.includes('node_modules/') && !entry.link && !entry.resolved?.startsWith('file:'))
        wanted.add(`${entry.name ?? path.split('node_modules/').at(-1)}@${entry.version}`);
  for (const text of read('pnpm-lock.yaml'))
    for (const [, name] of text.matchAll(/^ {2}'?([^'\s]+@[^'\s:]+)'?:\n {4}resolution:/gm)) wanted.add(name);
  for (const text of read('bun.lock'))
    for (const [, name] of text.matchAll(/^ {4}"[^"]+": \["([^"]+@\d[^"]*)", "/gm)) wanted.add(name);
  const zipped = new Set();
  for (const text of read('yarn.lock')) {
    for (const [, name, version] of text.matchAll(/^"?(@?[^@"\s]+)@[^:]*:\n {2}version "([^"]+)"/gm)) wanted.add(`${name}@${version}`);
    for (const [, name, version] of text.matchAll(/^ {2}resolution: "(@?[^@"]+)@npm:([^"]+)"/gm)) zipped.add(`${name}@${version}`);
  }
  for (const text of read('deno.lock'))
    for (const name of Object.keys(JSON.parse(text).npm ?? {})) wanted.add(name);
  for (const text of read('package.json')) {
    const [manager, hash] = (JSON.parse(text).packageManager ?? '').split('+');
    if (hash !== undefined) wanted.add(manager);
  }
  // for macOS alone: that no build asks for it is what is checked
  wanted.delete('fsevents@2.3.3');
  const done = join(dest, 'npm-cache/packages.json');
  const list = JSON.stringify([...wanted, ...zipped].sort());
  if (existsSync(done) && readFileSync(done, 'utf8') === list) return;
  run('npm', ['cache', 'add', ...wanted], { env: { ...process.env, npm_config_cache: cache } });
  for (const file of filesBelow(join(cache, '_cacache/content-v2/sha512'))) keep(mirror, file);
  // of yarn's zips only the hash is known, so what they are made of is kept by its name
  if (zipped.size > 0) run('npm', ['pack', '--silent', '--pack-destination', mirror, ...zipped], { env: { ...process.env, npm_config_cache: cache } });
  writeFileSync(done, list);
}

/** Files made for the checks stand in for what only hosts on the internet have: folders called "mirror". */
function keepMade(mirror) {
  for (const file of filesBelow(here)) if (dirname(file).split('/').includes('mirror')) keep(mirror, file);
}

/**
 * Git dependencies of the fixtures: repositories made here, always with the same commits, in place of a host
 * that does not exist.
 */
export function gitEnvironment(dest) {
  return {
    CARGO_NET_GIT_FETCH_WITH_CLI: 'true',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${join(dest, 'git')}/.insteadOf`,
    GIT_CONFIG_VALUE_0: 'https://git.polynx.test/',
  };
}

function makeRepositories(dest) {
  const fixtures = join(here, 'git');
  if (!existsSync(fixtures)) return;
  for (const name of readdirSync(fixtures)) {
    const target = join(dest, 'git', name);
    if (existsSync(join(target, '.git'))) continue;
    mkdirSync(target, { recursive: true });
    cpSync(join(fixtures, name), target, { recursive: true });
    const who = { NAME: 'polynx', EMAIL: 'polynx@polynx.test', DATE: '2026-01-01T00:00:00Z' };
    const env = { PATH: process.env.PATH, HOME: target, GIT_CONFIG_NOSYSTEM: '1' };
    for (const [key, value] of Object.entries(who))
      env[`GIT_AUTHOR_${key}`] = env[`GIT_COMMITTER_${key}`] = value;
    const git = (...args) => run('git', ['-c', 'core.autocrlf=false', ...args], { cwd: target, env });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all', '--force');
    git('commit', '--quiet', '--no-gpg-sign', '-m', 'A fixture');
  }
}

/**
 * The source of crane, and the library of nixpkgs that it needs: folders that are named, or pinned commits of their repositories. Where neither is to be
 * had, the checks use a stand-in for it.
 */
const CRANE = {
  crane: ['POLYNX_CRANE', 'https://github.com/ipetkov/crane', '2c71e194474d13de031d729b729c968ddbe3507f'],
  nixpkgsLib: ['POLYNX_NIXPKGS_LIB', 'https://github.com/nix-community/nixpkgs.lib', 'de42d44212d207476489bce163375d8306a26d59'],
};
function crane(dest) {
  const folders = Object.fromEntries(
    Object.entries(CRANE).map(([name, [variable, url, commit]]) => [name, process.env[variable] ?? cloned(dest, name, url, commit)]),
  );
  if (Object.values(folders).some((folder) => folder === undefined)) return {};
  const utilities = join(folders.crane, 'pkgs/crane-utils');
  run('cargo', ['fetch', '--locked', '--quiet', '--manifest-path', join(utilities, 'Cargo.toml')], {
    env: { ...process.env, CARGO_HOME: join(dest, 'cargo-home') },
  });
  return folders;
}

/** A commit without its history, or undefined where the host cannot be reached. */
function cloned(dest, name, url, commit) {
  const folder = join(dest, 'tools', `${name}-${commit.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}.new`;
  const git = (...args) =>
    execFileSync('git', ['-C', scratch, ...args], { stdio: 'ignore', timeout: 60_000, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } });
  mkdirSync(scratch, { recursive: true });
  try {
    git('init', '--quiet');
    git('fetch', '--quiet', '--depth=1', url, commit);
    git('checkout', '--quiet', 'FETCH_HEAD');
  } catch {
    console.error(`prepare: ${url} cannot be reached; the checks use a stand-in for it`);
    return undefined;
  }
  renameSync(scratch, folder);
  return folder;
}

/** Programs that crane's builds call. */
function craneTools(dest) {
  const root = debian(dest, 'crane', ['rsync', 'libpopt0', 'libxxhash0', 'liblz4-1', 'jq', 'libjq1', 'libonig5', 'zstd']);
  return Object.fromEntries(
    ['rsync', 'jq', 'zstd'].map((name) => {
      const place = toolFolder(dest, name, {});
      writeFileSync(join(place, name), `#!/bin/bash\nLD_LIBRARY_PATH=${join(root, 'usr/lib/x86_64-linux-gnu')} exec ${join(root, 'usr/bin', name)} "$@"\n`, { mode: 0o755 });
      return [name, place];
    }),
  );
}

export function prepare(dest) {
  const mirror = join(dest, 'mirror');
  mkdirSync(mirror, { recursive: true });
  run('bash', [join(repository, 'tools/get-nix.sh'), join(dest, 'nix')]);
  makeRepositories(dest);
  const sources = crane(dest);
  fetchCrates(dest, mirror);
  fetchModules(dest, mirror);
  fetchPackages(dest, mirror);
  keepMade(mirror);
  const isCrane = sources.crane !== undefined;
  const settings = { ...sources, tools: { ...tools(dest), ...(isCrane ? craneTools(dest) : {}) }, versions: versions(), libraries: libraries(), programs: programs(), mirror };
  writeFileSync(join(dest, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  return settings;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dest] = process.argv.slice(2);
  if (dest === undefined) fail('say where: node nix/checks/prepare.mjs DEST');
  prepare(dest);
}
