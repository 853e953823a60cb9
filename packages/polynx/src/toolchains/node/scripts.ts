import { join } from '../../model/paths.js';
import { readScript } from './shell.js';

/**
 * What a script runs in the end: `npm run a && pnpm b` is followed into the scripts a and b, runners (`npx`, `cross-env`, `run-s`) are
 * taken off. Package managers differ in whether `prebuild` and `postbuild` run; both are taken, since one too many only costs a rerun.
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
}

/** The scripts of one package, and where they are run. */
export interface Scripts {
  readonly root: string;
  readonly get: (name: string) => string | undefined;
  readonly names: readonly string[];
}

const NONE: Resolved = { steps: [] };

export function resolveScript(scripts: Scripts, name: string): Resolved {
  return script(scripts, name, [], []);
}

function script(scripts: Scripts, name: string, extra: readonly string[], path: readonly string[]): Resolved {
  if (path.includes(name) || path.length > 8) return opaque(`the script ${name} calls itself`);
  const inside = [...path, name];
  return combine([
    line(scripts, `pre${name}`, [], inside),
    line(scripts, name, extra, inside),
    line(scripts, `post${name}`, [], inside),
  ]);
}

function line(scripts: Scripts, name: string, extra: readonly string[], path: readonly string[]): Resolved {
  const text = scripts.get(name);
  if (text === undefined) return NONE;
  const shell = readScript(text);
  if ('unsupported' in shell) return opaque(`${name} uses the shell (${shell.unsupported})`);
  let cwd = scripts.root;
  const out: Resolved[] = [];
  for (const [index, { env, words }] of shell.commands.entries()) {
    const all = index === shell.commands.length - 1 ? [...words, ...extra] : words;
    if (words[0] === 'cd') cwd = join(cwd, words[1] ?? '.');
    else out.push(command(scripts, all, env, cwd, path));
  }
  return combine(out);
}

function command(
  scripts: Scripts,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  path: readonly string[],
): Resolved {
  const [first = '', ...rest] = words;
  const program = first.replace(/^(?:\.\/)?(?:\.\.\/)*node_modules\/\.bin\//, '');
  const again = (next: readonly string[], more = env) => command(scripts, next, more, cwd, path);
  const runs = (names: readonly string[], extra: readonly string[] = []): Resolved => {
    if (names.length === 0 || cwd !== scripts.root)
      return opaque(`${words.join(' ')} runs scripts that were not found`);
    return combine(names.map((name) => script(scripts, name, extra, path)));
  };
  switch (program) {
    case '':
      return NONE;
    case 'cross-env':
    case 'cross-env-shell':
    case 'env': {
      const end = rest.findIndex((word) => !/^\w+=/.test(word));
      const set = Object.fromEntries(
        rest.slice(0, end).map((word) => word.split(/=(.*)/s, 2) as [string, string]),
      );
      return end < 0 ? NONE : again(rest.slice(end), { ...env, ...set });
    }
    case 'npx':
    case 'bunx':
    case 'pnpx':
      return again(rest.slice(rest.findIndex((word) => !/^(?:-y|--yes|--no|--no-install|--)$/.test(word))));
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return packageManager(program, rest);
    case 'run-s':
    case 'npm-run-all':
    case 'run-p':
      return runs(rest.filter((word) => !word.startsWith('-')).flatMap((word) => named(scripts, word)));
    case 'node':
      if (rest[0] === '--run') return runs(named(scripts, rest[1] ?? ''));
      break;
  }
  return { steps: [{ program, args: rest, env, cwd }] };

  function packageManager(manager: string, args: readonly string[]): Resolved {
    const [sub = '', ...more] = args.filter(
      (word) => !/^(?:--silent|-s|--sequential|--if-present)$/.test(word),
    );
    if (/^-|^workspaces?$|^foreach$/.test(sub))
      return opaque(`${words.join(' ')} reaches into other packages`);
    if (sub === 'exec' || (sub === 'x' && (manager === 'npm' || manager === 'bun')))
      return again(more[0] === '--' ? more.slice(1) : more);
    const isRun = sub === 'run' || sub === 'run-script';
    const wanted = isRun ? more[0] : sub;
    const extra = (isRun ? more.slice(1) : more).filter(
      (word, index) => manager !== 'npm' || word !== '--' || index > 0,
    );
    if (wanted === undefined || wanted.startsWith('-'))
      return opaque(`${words.join(' ')} reaches into other packages`);
    const found = named(scripts, wanted);
    if (found.length > 0) return runs(found, extra);
    const isBin = !isRun && manager !== 'npm' && !MANAGES.test(sub);
    return isBin ? again([sub, ...more]) : opaque(`${words.join(' ')} is not a script of this package`);
  }
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

/** NB the pattern comes from a manifest: a repetition of a repetition could take for ever, and nobody writes one here. */
function matching(names: readonly string[], pattern: string): string[] {
  if (pattern.length > 100 || /[+*}]\)*[+*{?]/.test(pattern)) return [];
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
  const reason = parts.find((part) => part.opaque !== undefined)?.opaque;
  const steps = parts.flatMap((part) => part.steps);
  return reason === undefined ? { steps } : { steps, opaque: reason };
}
