/** The real Nix in a store of its own, and the stand-in for nixpkgs as a flake that needs no network. */
import { accessSync, constants, cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { repository } from '../../tools/paths.js';

/** Shared with the checks of the library; the script waits for whoever is fetching already. */
const NIX = join(tmpdir(), 'polynx-nix-checks/nix');

export async function getNix(): Promise<string> {
  await execa('bash', [join(repository, 'tools/get-nix.sh'), NIX]);
  return join(NIX, 'bin');
}

/** Ends with the test. */
function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `polynx-e2e-${name}-`));
  // What is in a store may not be written, which holds for everybody but root.
  onTestFinished(async () => {
    await execa('chmod', ['-R', 'u+w', folder], { reject: false });
    await execa('rm', ['-rf', folder]);
  });
  return folder;
}

export type NixEnv = Readonly<Record<string, string>>;

/** Nothing of the host's store, configuration or user gets in. Not sandboxed: tests may run as root, whose mapped folders Nix could write to. */
export function emptyStore(bin: string): NixEnv {
  const store = temporary('store');
  for (const folder of ['nix/store', 'var', 'log', 'conf'])
    mkdirSync(join(store, folder), { recursive: true });
  return {
    PATH: `${bin}:${process.env['PATH']}`,
    NIX_STORE_DIR: join(store, 'nix/store'),
    NIX_STATE_DIR: join(store, 'var'),
    NIX_LOG_DIR: join(store, 'log'),
    NIX_CONF_DIR: join(store, 'conf'),
    NIX_CONFIG: [
      'experimental-features = nix-command flakes',
      'substituters =',
      'build-users-group =',
      'flake-registry =',
      'sandbox = false',
      'allow-import-from-derivation = false',
      'max-jobs = 2',
    ].join('\n'),
  };
}

const PROGRAMS = `bash sh cat chmod cp cut dirname basename echo env expr find grep head id install ln ls mkdir mktemp mv rm rmdir sed sleep sort
stat tail touch tr true uname xargs cc gcc ld ar as nm sha256sum wc tar gzip`;

/** URL of a flake whose packages are the stand-in's, with this machine's Rust. */
export async function standIn(): Promise<string> {
  const folder = temporary('stand-in');
  const { stdout: sysroot } = await execa('rustc', ['--print', 'sysroot']);
  const rust = join(sysroot, 'bin');
  const settings = { tools: { cargo: rust, rustc: rust }, programs: programs() };
  cpSync(join(repository, 'nix/checks/stand-in.nix'), join(folder, 'stand-in.nix'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  writeFileSync(
    join(folder, 'flake.nix'),
    `{
  outputs = _: {
    legacyPackages.x86_64-linux = import ./stand-in.nix {
      inherit (builtins.fromJSON (builtins.readFile ./settings.json)) tools programs;
    };
  };
}
`,
  );
  return `path:${folder}`;
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
