import { join } from '../../model/paths.js';
import { readScript } from './shell.js';

/**
 * What a script runs in the end: `npm run a && pnpm b` is followed into the scripts a and b, runners (`npx`,
 * `cross-env`, `run-s`) are taken off. Package managers differ in whether `prebuild` and `postbuild` run;
 * both are taken, since one too many only costs a rerun.
 */
export interface Step {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Workspace-relative. */
  readonly cwd: string;
}

export interface Resolved {
  readonly steps: readonly Step[];
  /** Why the steps are not all there is. */
  readonly opaque?: string;
  /** Only because the line is more than can be read here: whoever knows what it does may say so. */
  readonly isUnknown?: boolean;
}

/** The scripts of one package, and where they are run. */
export interface Scripts {
  readonly root: string;
  readonly get: (name: string) => string | undefined;
  readonly names: readonly string[];
}

const NONE: Resolved = { steps: [] };

/** Scripts of one line that call each other, or programs one after the other: no real script has more. */
const MOST = 200;

/** With how many scripts may still be followed. */
interface Followed extends Scripts {
  readonly budget: { left: number };
}

export function resolveScript(scripts: Scripts, name: string): Resolved {
  return script({ ...scripts, budget: { left: MOST } }, name, [], []);
}

function script(
  scripts: Followed,
  name: string,
  extra: readonly string[],
  path: readonly string[],
): Resolved {
  if (path.includes(name) || path.length > 8) return opaque(`the script ${name} calls itself`);
  if (scripts.budget.left-- <= 0) return opaque(`it runs more than ${MOST} scripts`);
  const inside = [...path, name];
  return combine([
    line(scripts, `pre${name}`, [], inside),
    line(scripts, name, extra, inside),
    line(scripts, `post${name}`, [], inside),
  ]);
}

function line(scripts: Followed, name: string, extra: readonly string[], path: readonly string[]): Resolved {
  const text = scripts.get(name);
  if (text === undefined) return NONE;
  const shell = readScript(text);
  if ('unsupported' in shell)
    return { ...opaque(`${name} uses the shell (${shell.unsupported})`), isUnknown: true };
  if (shell.commands.length > MOST) return opaque(`${name} has more than ${MOST} commands`);
  let cwd = scripts.root;
  const out: Resolved[] = [];
  for (const [index, { env, words }] of shell.commands.entries()) {
    const all = index === shell.commands.length - 1 ? [...words, ...extra] : words;
    if (words[0] === 'cd') cwd = join(cwd, words[1] ?? '.');
    else out.push(command({ scripts, words: all, env, cwd, path }));
  }
  return combine(out);
}

/** One command of a script, and the scripts that led to it. */
interface Command {
  readonly scripts: Followed;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly path: readonly string[];
  /** How many programs stand in front: `env npx tsc`. */
  readonly depth?: number;
}

/** No real script has more programs in front of one. */
const DEEPEST = 20;

function command(given: Command): Resolved {
  const depth = (given.depth ?? 0) + 1;
  if (depth > DEEPEST) return opaque(`it runs a program by way of more than ${DEEPEST} others`);
  const [first = '', ...args] = given.words;
  const program = first.replace(/^(?:\.\/)?(?:\.\.\/)*node_modules\/\.bin\//, '');
  if (program === '') return NONE;
  const followed = RUNNERS.get(program)?.({ ...given, depth }, args);
  return followed ?? { steps: [{ program, args, env: given.env, cwd: given.cwd }] };
}

/** What a program that runs others runs. Undefined: it does its own work this time. */
type Runner = (given: Command, args: readonly string[]) => Resolved | undefined;

const RUNNERS: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  ...['cross-env', 'cross-env-shell', 'env'].map((name) => [name, withVariables] as const),
  ...['npx', 'bunx', 'pnpx'].map((name) => [name, packageRunner] as const),
  ...['npm', 'pnpm', 'yarn', 'bun'].map(
    (name) => [name, (given: Command, args: readonly string[]) => packageManager(name, given, args)] as const,
  ),
  ...['run-s', 'run-p', 'npm-run-all'].map((name) => [name, scriptRunner] as const),
  ['node', nodeRun],
]);

/** `env A=1 tsc` */
function withVariables(given: Command, args: readonly string[]): Resolved {
  const end = args.findIndex((word) => !/^\w+=/.test(word));
  if (end < 0) return NONE;
  const set = args.slice(0, end).map((word) => word.split(/=(.*)/s, 2) as [string, string]);
  return command({ ...given, words: args.slice(end), env: { ...given.env, ...Object.fromEntries(set) } });
}

/** `npx --no tsc` */
function packageRunner(given: Command, args: readonly string[]): Resolved {
  const from = args.findIndex((word) => !/^(?:-y|--yes|--no|--no-install|--)$/.test(word));
  return command({ ...given, words: args.slice(from) });
}

/** `run-s gen:*` */
function scriptRunner(given: Command, args: readonly string[]): Resolved {
  const names = args.filter((word) => !word.startsWith('-'));
  return runScripts(
    given,
    names.flatMap((word) => named(given.scripts, word)),
  );
}

/** `node --run build` */
function nodeRun(given: Command, args: readonly string[]): Resolved | undefined {
  const at = args.findIndex((word) => word === '--run' || word.startsWith('--run='));
  // NB behind the name of a file, options belong to that.
  if (at < 0 || args.slice(0, at).some((word) => !word.startsWith('-'))) return undefined;
  const [, stated] = (args[at] ?? '').split(/=(.*)/s, 2);
  const name = stated ?? args[at + 1] ?? '';
  return runScripts(
    given,
    named(given.scripts, name),
    passedOn('npm', args.slice(at + (stated === undefined ? 2 : 1))),
  );
}

function packageManager(manager: string, given: Command, args: readonly string[]): Resolved {
  const kept = args.filter((word) => !/^(?:--silent|-s|--sequential|--if-present|--bun)$/.test(word));
  const [sub = '', ...more] = kept;
  if (manager === 'npm' && ofAnotherPackage(kept)) return reachesOut(given);
  if (manager === 'bun' && (sub === 'run' ? isFile(more[0]) : isFile(sub) || /^(?:test|build)$/.test(sub)))
    return { steps: [{ program: 'bun', args: sub === 'run' ? more : kept, env: given.env, cwd: given.cwd }] };
  if (/^-|^workspaces?$|^foreach$/.test(sub)) return reachesOut(given);
  if (sub === 'exec' || (sub === 'x' && (manager === 'npm' || manager === 'bun')))
    return command({ ...given, words: more[0] === '--' ? more.slice(1) : more });
  if (sub !== 'run' && sub !== 'run-script') return managed(manager, given, kept);
  const [name, ...extra] = more;
  if (name === undefined || name.startsWith('-')) return reachesOut(given);
  const found = named(given.scripts, name);
  return found.length > 0 ? runScripts(given, found, passedOn(manager, extra)) : noScript(given);
}

/** `npm run build -w client`. Other package managers hand on what stands behind the name. */
function ofAnotherPackage(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end < 0 ? args : args.slice(0, end);
  return own.some((word) => /^(?:-w|-ws|-C|--workspaces?|--prefix)(?:=|$)/.test(word));
}

/** `bun main.ts`, `bun test`, `bun build`: what bun does itself, whatever scripts there are. */
function isFile(word: string | undefined): boolean {
  return word !== undefined && /\.[cm]?[jt]sx?$/.test(word);
}

/** `pnpm x`: a script, or a program of an installed package. */
function managed(manager: string, given: Command, words: readonly string[]): Resolved {
  const [name = '', ...extra] = words;
  const found = named(given.scripts, name);
  if (found.length > 0) return runScripts(given, found, passedOn(manager, extra));
  const isProgram = manager !== 'npm' && !MANAGES.test(name);
  return isProgram ? command({ ...given, words: [name, ...passedOn(manager, extra)] }) : noScript(given);
}

/** npm takes the `--` in front of what it passes on. */
function passedOn(manager: string, args: readonly string[]): readonly string[] {
  return manager === 'npm' && args[0] === '--' ? args.slice(1) : args;
}

function runScripts(given: Command, names: readonly string[], extra: readonly string[] = []): Resolved {
  const { scripts, words, cwd, path } = given;
  if (names.length === 0 || cwd !== scripts.root)
    return opaque(`${words.join(' ')} runs scripts that were not found`);
  if (names.length > MOST) return opaque(`${words.join(' ')} runs more than ${MOST} scripts`);
  return combine(names.map((name) => script(scripts, name, extra, path)));
}

function reachesOut({ words }: Command): Resolved {
  return opaque(`${words.join(' ')} reaches into other packages`);
}

function noScript({ words }: Command): Resolved {
  return opaque(`${words.join(' ')} is not a script of this package`);
}

/** Subcommands that change what is installed or published. */
const MANAGES =
  /^(?:i|ci|install|add|remove|up|update|upgrade|link|unlink|publish|pack|dlx|create|init|dedupe|audit|version|build)$/;

/** A name, a `/pattern/` of pnpm, or a `prefix:*` of npm-run-all. */
function named(scripts: Scripts, wanted: string): string[] {
  if (scripts.get(wanted) !== undefined) return [wanted];
  const pattern = /^\/(.+)\/$/.exec(wanted)?.[1];
  if (pattern !== undefined) return matching(scripts.names, pattern);
  const prefix = /^(.+):\*{1,2}$/.exec(wanted)?.[1];
  return prefix === undefined ? [] : scripts.names.filter((name) => name.startsWith(`${prefix}:`));
}

/**
 * NB the pattern comes from a manifest: with two repetitions, or two groups of alternatives, it could take
 * for ever, and people write none here.
 */
function matching(names: readonly string[], pattern: string): string[] {
  const repetitions = pattern.match(/[*+?{]/g)?.length ?? 0;
  const groups = pattern.match(/\(/g)?.length ?? 0;
  if (pattern.length > 100 || repetitions > 1 || groups > 1) return [];
  try {
    const expression = new RegExp(pattern);
    return names.filter((name) => name.length < 200 && expression.test(name));
  } catch {
    return [];
  }
}

function opaque(reason: string): Resolved {
  return { steps: [], opaque: reason };
}

function combine(parts: readonly Resolved[]): Resolved {
  const without = parts.filter((part) => part.opaque !== undefined);
  const reason = (without.find((part) => part.isUnknown !== true) ?? without[0])?.opaque;
  const steps = parts.flatMap((part) => part.steps);
  if (reason === undefined) return { steps };
  return { steps, opaque: reason, isUnknown: without.every((part) => part.isUnknown === true) };
}
