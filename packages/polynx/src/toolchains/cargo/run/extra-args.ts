import { OptionsError } from '../../../model/errors.js';
import type { CargoRunOptions } from '../options.js';

/**
 * Arguments that would move or change what the target declares, and the option or target that does it right.
 */
const MOVING: Readonly<Record<string, string>> = {
  '--release': 'choose the profile with the configuration: -c release (or --profile=release)',
  '-r': 'choose the profile with the configuration: -c release (or --profile=release)',
  '--profile': 'choose the profile with the configuration: -c <profile> (or --profile=<folder>)',
  '--target': 'a target triple belongs into `[build] target` of .cargo/config.toml',
  '--target-dir': 'the target folder belongs into `[build] target-dir` of .cargo/config.toml',
  '--artifact-dir': 'artifacts go to the target folder',
  '--out-dir': 'artifacts go to the target folder',
  '--manifest-path': 'the project says which manifest is meant',
  '--package': 'the project says which package is meant',
  '-p': 'the project says which package is meant',
  '--workspace': 'use `nx run-many`',
  '--all': 'use `nx run-many`',
  '--exclude': 'use `nx run-many --exclude`',
  '--bin': 'every binary of the crate is an artifact of its build; for `run`, use the option bin',
  '--bins': 'every binary of the crate is an artifact of its build',
  '--lib': 'library and binaries are built together',
  '--message-format': 'what cargo says of its units is compared with the inputs of the task',
  '--config': 'settings belong into .cargo/config.toml',
  '--features': 'use the option features: --features=a,b',
  '-F': 'use the option features: --features=a,b',
  '--all-features': 'use the option allFeatures: --allFeatures',
  '--no-default-features': 'use the option noDefaultFeatures: --noDefaultFeatures',
};

/** Targets that only tests see: their dependencies and files are not in the key of a build. */
const DEVELOPMENT_TARGETS = [
  '--example',
  '--examples',
  '--test',
  '--tests',
  '--bench',
  '--benches',
  '--all-targets',
];

export function refuseMovingArguments(command: CargoRunOptions['command'], extra: readonly string[]): void {
  const toProgram = ['test', 'bench', 'run', 'dev'].includes(command);
  const separator = extra.indexOf('--');
  for (const argument of separator < 0 ? extra : extra.slice(0, separator)) {
    const reason = reasonAgainst(argument, toProgram);
    if (reason === undefined) continue;
    const way = toProgram ? ' If the program itself is meant, write it after another `--`.' : '';
    throw new OptionsError(`${argument} is refused here: ${reason}.${way}`);
  }
}

function reasonAgainst(argument: string, toProgram: boolean): string | undefined {
  const name = argument.split('=', 1)[0] ?? '';
  if (toProgram) return MOVING[name];
  if (DEVELOPMENT_TARGETS.includes(name))
    return 'use the option allTargets of cargo in nx.json, or the target test';
  // `-papp` and `-Fa,b`, as cargo reads them too.
  return MOVING[/^-[pF]/.test(argument) ? argument.slice(0, 2) : name];
}

/** For the program, not for cargo. A `--` of the user's own in front only said so. */
export function programArguments(extra: readonly string[]): string[] {
  const own = extra[0] === '--' ? extra.slice(1) : extra;
  return own.length === 0 ? [] : ['--', ...own];
}

/**
 * `-D warnings`, `-Wclippy::all`, `--deny=x`: levels of lints, which cargo does not know. NB `-F` is cargo's
 * own, for features.
 */
const LEVEL = /^(?:-[DWA]|--(?:deny|warn|allow|forbid|cap-lints)(?:=|$))/;

/** `nx lint app -- -D warnings`: levels are for clippy, behind a `--` that Nx takes for itself. */
export function toolArguments(
  { command }: Pick<CargoRunOptions, 'command'>,
  extra: readonly string[],
): readonly string[] {
  const at = extra.includes('--') ? -1 : extra.findIndex((argument) => LEVEL.test(argument));
  return command === 'clippy' && at >= 0 ? [...extra.slice(0, at), '--', ...extra.slice(at)] : extra;
}
