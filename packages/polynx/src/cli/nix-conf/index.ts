/** `polynx nix-conf`: the caches of this machine, for every Nix on it. It prints, and writes where asked. */
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { cachesOf, publicKeysOf } from '../../adapters/nix/settings.js';
import { writeBeside } from '../../adapters/write-beside.js';
import { ExpectedError } from '../../model/errors.js';
import { linesOf, withBlock } from './lines.js';

type Env = Readonly<Record<string, string | undefined>>;

export function nixConf(options: { readonly write: boolean }, env: Env = process.env): void {
  const lines = linesOf({ substituters: cachesOf(env), publicKeys: publicKeysOf({}, env) });
  const file = userConf(env);
  const before = read(file);
  const after = withBlock(before, lines);
  for (const line of lines) console.log(line);
  if (before === after) console.log(`${file} has these lines already.`);
  else if (options.write) {
    mkdirSync(dirname(file), { recursive: true });
    writeBeside(file, Buffer.from(after), 0o644);
    console.log(`Written: ${file}. ${TRUST}`);
  } else console.log(`Nothing is written. To write them to ${file}: npx polynx nix-conf --write. ${TRUST}`);
}

const TRUST =
  'With a daemon of Nix these lines count for users in trusted-users of /etc/nix/nix.conf; for all others an administrator adds them there.';

function userConf({ XDG_CONFIG_HOME: config = '', HOME: home = homedir() }: Env): string {
  return join(config === '' ? join(home, '.config') : config, 'nix/nix.conf');
}

/** NB a link is another tool's doing (home-manager): what it leads to is not ours. */
function read(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return '';
  if (!found.isFile())
    throw new ExpectedError(
      `${file} is no ordinary file. Add the lines where it is made from: npx polynx nix-conf prints them.`,
    );
  return readFileSync(file, 'utf8');
}
