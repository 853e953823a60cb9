/** The real Nix in a store of its own, and the stand-in for nixpkgs as a flake that needs no network. */
import { accessSync, constants, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { isolated } from '../../nix/checks/isolated.mjs';
import { repository } from '../paths.js';

const require = createRequire(import.meta.url);

/**
 * Debian's suite whose Nix is tested; the default is that of tools/get-nix.sh, shared with the checks of the
 * library.
 */
const SUITE = process.env['POLYNX_NIX_SUITE'];

/** The script waits for whoever is fetching already.
 * @returns a folder for PATH
 */
export async function getNix(suite = SUITE): Promise<string> {
  const folder = join(tmpdir(), suite === undefined ? 'polynx-nix-checks/nix' : `polynx-nix-${suite}`);
  const args = [folder, ...(suite === undefined ? [] : [suite])];
  await execa('bash', [join(repository, 'tools/get-nix.sh'), ...args]);
  return join(folder, 'bin');
}

export type NixEnv = Readonly<Record<string, string>>;

/** A store in a folder of its own, and this machine's programs. */
export function storeAt(store: string, bin: string): NixEnv {
  return { PATH: `${bin}:${process.env['PATH']}`, ...isolated(store) };
}

/** What is in a store may not be written, which holds for everybody but root. */
export async function removeStore(folder: string): Promise<void> {
  await execa('chmod', ['-R', 'u+w', folder], { reject: false });
  await execa('rm', ['-rf', folder]);
}

const PROGRAMS = `bash sh cat chmod cp cut dirname basename echo env expr find grep head id install ln ls mkdir mktemp mv rm rmdir sed sleep sort
stat tail touch tr true uname xargs cc gcc ld ar as nm sha256sum wc tar gzip`;

/** A flake whose packages are the stand-in's, with this machine's compilers.
 * @returns its URL
 */
export async function standInAt(folder: string): Promise<string> {
  const settings = { tools: await tools(folder), programs: programs() };
  cpSync(join(repository, 'nix/checks/stand-in.nix'), join(folder, 'stand-in.nix'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  writeFileSync(
    join(folder, 'flake.nix'),
    `{
  outputs =
    _:
    let
      on = system: import ./stand-in.nix {
        inherit system;
        inherit (builtins.fromJSON (builtins.readFile ./settings.json)) tools programs;
      };
    in
    {
      legacyPackages.x86_64-linux = on "x86_64-linux";
      # for machines that take its builds
      legacyPackages.aarch64-linux = on "aarch64-linux";
    };
}
`,
  );
  return `path:${folder}`;
}

/** Folders with a compiler each: what a build does not ask for is not there. */
async function tools(folder: string): Promise<Record<string, string>> {
  const ask = async (program: string, ...args: string[]) => (await execa(program, args)).stdout.trim();
  const wrapped = (tool: string, commands: Readonly<Record<string, readonly string[]>>) => {
    const bin = join(folder, tool);
    mkdirSync(bin);
    for (const [name, words] of Object.entries(commands))
      writeFileSync(
        join(bin, name),
        `#!/bin/bash\nexec ${words.map((word) => JSON.stringify(word)).join(' ')} "$@"\n`,
        { mode: 0o755 },
      );
    return bin;
  };
  const rust = join(await ask('rustc', '--print', 'sysroot'), 'bin');
  const npm = join(await ask('npm', 'root', '--global'), 'npm/bin/npm-cli.js');
  return {
    cargo: rust,
    rustc: rust,
    go: join(await ask('go', 'env', 'GOROOT'), 'bin'),
    nodejs: wrapped('nodejs', { node: [process.execPath], npm: [process.execPath, npm] }),
    deno: wrapped('deno', { deno: [require.resolve('@deno/linux-x64-glibc/deno')] }),
  };
}

function programs(): Record<string, string> {
  return Object.fromEntries(
    PROGRAMS.split(/\s+/).flatMap((name) => {
      const file = ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find(isProgram);
      return file === undefined ? [] : [[name, file]];
    }),
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
