/** What is done with Nix besides building packages: one function per command of the executor `nix`. */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  flakeCheckCommand,
  formatCommand,
  gcCommand,
  installable,
  optimiseCommand,
  parseCommand,
  rebuildCommand,
  updateCommand,
} from '../../adapters/nix/commands.js';
import { isInstalled } from '../../adapters/programs.js';
import { run } from '../../adapters/run.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import type { Command } from '../../model/task.js';
import type { CommandOptions } from '../definitions/nix.js';
import { pull, push, statistics } from './caches.js';
import { readManifest } from './manifest.js';
import { checkGraph, expressions, preflight } from './preflight.js';
import { failureText, runNix } from './run-nix.js';
import { INSTALL, type Session } from './session.js';
import { warm } from './warm.js';

export const COMMANDS: Readonly<
  Record<CommandOptions['command'], (session: Session, options: CommandOptions) => Promise<boolean>>
> = {
  run: runProgram,
  rebuild,
  check: flakeCheck,
  'cache-push': push,
  'cache-pull': pull,
  'cache-warm': warm,
  gc: collect,
  optimise,
  stats: statistics,
  format: formatAll,
  lint,
  update,
};

/** What Nix has built, with the user's own arguments. */
async function runProgram(session: Session, options: CommandOptions): Promise<boolean> {
  const { manifest: file = '', program = '', __unparsed__: args = [] } = options;
  const manifest = readManifest(join(session.root, file));
  const out = manifest?.outputs['out'];
  if (out === undefined) throw new ExpectedError(`${file} is not there, or names no output.`);
  const result = await run(
    { program: join(out, 'bin', program), args, cwd: '.' },
    { workspaceRoot: session.root, install: INSTALL, interactive: true },
  );
  return result.exitCode === 0;
}

/** Of a package that has been built. */
async function rebuild(session: Session, { attr = '' }: CommandOptions): Promise<boolean> {
  const attribute = { set: 'packages', system: session.system, name: attr } as const;
  return structured(session, rebuildCommand([installable(attribute)], session.settings), `${attr}-rebuild`);
}

async function flakeCheck(session: Session): Promise<boolean> {
  await preflight(session, []);
  await checkGraph(session);
  return structured(session, flakeCheckCommand(session.settings), 'flake-check');
}

/** Says of a failure what it was. */
async function structured(session: Session, command: Command, name: string): Promise<boolean> {
  const { success, errors, file } = await runNix(session, command, name);
  if (!success) console.error(`${failureText(errors)}Log: ${file}`);
  return success;
}

const DAY = 86_400_000;

/** As a build names them, `packages.x86_64-linux.app`; of several outputs the others end with their name. */
export const ROOT = /^(?:packages|checks|legacyPackages|devShells)\.[\w-]+\./;

/**
 * Results that this workspace keeps alive are let go when they are old; then Nix collects what nobody keeps.
 */
async function collect(session: Session, { olderThan = 30 }: CommandOptions): Promise<boolean> {
  if (!(olderThan >= 0)) throw new OptionsError(`olderThan: ${olderThan} is no number of days.`);
  const folder = dirname(session.place('roots/x'));
  const links = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink() && ROOT.test(entry.name))
    .map(({ name }) => join(folder, name));
  const old = links.filter((link) => Date.now() - lstatSync(link).mtimeMs >= olderThan * DAY);
  for (const link of old) rmSync(link);
  const { exitCode, stdout, stderr } = await session.ask(gcCommand);
  const summary = /(\d+ store paths deleted, [^\n]*)/.exec(`${stdout}\n${stderr}`)?.[1];
  console.log(`${old.length} of ${links.length} results are let go: ${summary ?? stderr.trim()}`);
  return exitCode === 0;
}

async function optimise(session: Session): Promise<boolean> {
  return plain(session, optimiseCommand);
}

async function formatAll(session: Session): Promise<boolean> {
  return plain(session, formatCommand);
}

/** What the flake pins is brought up to date. */
async function update(session: Session): Promise<boolean> {
  return plain(session, updateCommand);
}

async function plain({ root }: Session, command: Command): Promise<boolean> {
  const { exitCode } = await run(command, { workspaceRoot: root, install: INSTALL });
  return exitCode === 0;
}

/** Every expression is parsed; linters look at them where they are installed. */
async function lint(session: Session): Promise<boolean> {
  const files = expressions(session.root).filter((file) => !file.startsWith('nix/polynx/'));
  const results: boolean[] = [];
  for (const file of files) {
    const { exitCode, stderr } = await session.ask(parseCommand([file]));
    if (exitCode !== 0) console.error(stderr.trim());
    results.push(exitCode === 0);
  }
  for (const [program, ...args] of LINTERS) {
    if (!isInstalled(program)) continue;
    for (const file of files)
      results.push(await plain(session, { program, args: [...args, file], cwd: '.' }));
  }
  console.log(`${files.length} expressions, ${results.filter((fine) => !fine).length} complaints`);
  return results.every((fine) => fine);
}

const LINTERS = [
  ['statix', 'check'],
  ['deadnix', '--fail'],
] as const;
