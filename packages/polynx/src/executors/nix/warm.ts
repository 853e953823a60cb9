/** Fills the caches ahead of time: builds what is missing, and pushes it. */
import { realpathSync } from 'node:fs';
import { readPlan } from '../../adapters/nix/answers.js';
import {
  buildNixpkgsCommand,
  devShellCommand,
  nixpkgsInstallables,
  planNixpkgsCommand,
} from '../../adapters/nix/commands.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import type { CommandOptions } from '../definitions/nix.js';
import { askCaches, caching, keyOf, packagesOf, pushPaths } from './caches.js';
import { checkGraph, preflight } from './preflight.js';
import { plan, realise } from './realise.js';
import { failureText, fileNameOf, runNix } from './run-nix.js';
import type { Session } from './session.js';

/** Names stand for themselves alone: who asks for some packages does not want all others too. */
export async function warm(session: Session, { packages = [], devShell }: CommandOptions): Promise<boolean> {
  const key = keyOf(session);
  const names = packages.flatMap((text) => text.split(',')).filter((name) => name !== '');
  if (names.length === 0 && devShell === undefined) return warmWorkspace(session, key);
  if (names.length > 0) await warmNixpkgs(session, names, key);
  if (devShell !== undefined) await warmShell(session, devShell, key);
  return true;
}

async function warmNixpkgs(session: Session, names: readonly string[], key: string): Promise<void> {
  const installables = nixpkgsInstallables(names);
  const { exitCode, stdout, stderr } = await session.ask(planNixpkgsCommand(installables));
  if (exitCode !== 0)
    throw new ExpectedError(`${names.join(', ')}: ${failureText(withoutActivities(stderr))}`);
  const outputs = readPlan(stdout).map((planned) => Object.values(planned.outputs));
  const lacking = await lackingIn(session, outputs.flat());
  const wanted = installables.filter((_, at) => outputs[at]?.some((path) => lacking.has(path)) === true);
  console.log(`${names.length - wanted.length} of ${names.length} packages of nixpkgs are in every cache`);
  if (wanted.length === 0) return;
  const { success, errors, file } = await runNix(
    session,
    buildNixpkgsCommand(wanted, session.settings),
    'cache-warm',
  );
  if (!success) throw new ExpectedError(`${failureText(errors)}Log: ${file}`);
  const built = outputs.flatMap((paths) => (paths.some((path) => lacking.has(path)) ? paths : []));
  await pushPaths(session, [...new Set(built)], key);
}

/** What Nix prints for machines beside its errors is left out. */
function withoutActivities(stderr: string): string {
  const messages = stderr.split('\n').flatMap((line) => {
    if (!line.startsWith('@nix ')) return [line];
    try {
      const { action, level, msg } = JSON.parse(line.slice(5)) as {
        action: string;
        level?: number;
        msg?: string;
      };
      return action === 'msg' && level === 0 && msg !== undefined ? [msg] : [];
    } catch {
      return [];
    }
  });
  return messages.join('\n').trim();
}

/** The environment of the shell names all of its tools: they go with it. */
async function warmShell(session: Session, name: string, key: string): Promise<void> {
  if (!/^\w[\w.+-]*$/.test(name))
    throw new OptionsError(`${JSON.stringify(name)} is no name of a dev shell.`);
  const profile = session.place(`roots/devShells.${session.system}.${fileNameOf(name)}-warm`);
  const { exitCode, stderr } = await session.ask(
    devShellCommand(session.system, name, profile, session.settings),
  );
  if (exitCode !== 0) throw new ExpectedError(`dev shell ${name}: ${failureText(stderr.trim())}`);
  await pushPaths(session, [realpathSync(profile)], key);
}

/** Paths that some cache lacks. */
async function lackingIn(session: Session, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const answers = await askCaches(caching(session), paths);
  return new Set(paths.filter((path) => answers.some(({ held }) => !held.has(path))));
}

/** Of all packages of the flake those that some cache lacks. */
async function warmWorkspace(session: Session, key: string): Promise<boolean> {
  const all = packagesOf(session).map(({ name, places }) => ({
    id: name,
    ensure: true,
    places,
    attribute: { set: 'packages', system: session.system, name } as const,
  }));
  await preflight(
    session,
    all.map(({ id }) => id),
  );
  await checkGraph(session);
  const { planned, failed } = await plan(session, all);
  const outputs = planned.flatMap(({ planned: { outputs } }) => Object.values(outputs));
  const lacks = await lackingIn(session, outputs);
  const lacking = planned.filter(({ planned: { outputs } }) =>
    Object.values(outputs).some((path) => lacks.has(path)),
  );
  console.log(`${planned.length - lacking.length} of ${all.length} packages are in every cache`);
  const done = await realise(session, lacking, (text) => process.stdout.write(text));
  const unbuilt = [...failed, ...done.filter(({ success }) => !success)];
  for (const { log } of unbuilt) console.error(log);
  const built = new Set(done.filter(({ success }) => success).map(({ id }) => id));
  const paths = lacking.flatMap(({ id, planned: { outputs } }) =>
    built.has(id) ? Object.values(outputs) : [],
  );
  const pushed = paths.length === 0 || (await pushPaths(session, paths, key));
  return pushed && unbuilt.length === 0;
}
