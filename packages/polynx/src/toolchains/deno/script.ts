/**
 * Command lines of tasks that are nothing but Deno's own checks: their result is decided by the files Deno
 * reads, so it can be kept. Everything else is the user's program, of which nothing is known.
 */
import type { DenoTask } from './deno-json.js';

export type CheckCommand = 'test' | 'check' | 'lint' | 'fmt';

export interface CheckScript {
  readonly commands: readonly CheckCommand[];
  /** The command lines, with `--frozen` where Deno would otherwise write the lock. */
  readonly lines: readonly string[];
}

/** Flags that neither write files nor read what is no input. */
const HARMLESS =
  /^(-[APRWNESIq]|--(allow-(all|read|write|net|env|sys|run|ffi|import)|deny-\w+|ignore|permission-set|no-prompt|unstable(-[\w-]+)?|parallel|doc|doc-only|check|no-check|all|fail-fast|filter|shuffle|seed|quiet|trace-leaks|permit-no-files|frozen|reporter|hide-stacktraces|sanitize-\w+|compact|json|rules-\w+|cached-only|no-run))(=.*)?$/;

/** Anything the shell would give a meaning to. */
const SHELL = /[;|<>$`()&"'\\{}~#!]/;

export function checkScript(
  command: string,
  tasks: Readonly<Record<string, DenoTask>>,
  frozen: boolean,
  seen: ReadonlySet<string> = new Set(),
): CheckScript | undefined {
  const parts = command.split('&&').map((part) => checkPart(part.trim(), tasks, frozen, seen));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return {
    commands: parts.flatMap(({ commands }) => commands),
    lines: parts.flatMap(({ lines }) => lines),
  };
}

function checkPart(
  part: string,
  tasks: Readonly<Record<string, DenoTask>>,
  frozen: boolean,
  seen: ReadonlySet<string>,
): CheckScript | undefined {
  const [program, subcommand = '', ...args] = part.split(/\s+/);
  if (program !== 'deno' || SHELL.test(part)) return undefined;
  if (subcommand === 'task') return otherTask(args, tasks, frozen, seen);
  if (!isCheck(subcommand) || !args.every(harmless)) return undefined;
  if (subcommand === 'fmt')
    return args.includes('--check') ? { commands: ['fmt'], lines: [part] } : undefined;
  const locks = frozen && subcommand !== 'lint' && !args.includes('--frozen');
  return {
    commands: [subcommand],
    lines: [['deno', subcommand, ...(locks ? ['--frozen'] : []), ...args].join(' ')],
  };
}

function otherTask(
  args: readonly string[],
  tasks: Readonly<Record<string, DenoTask>>,
  frozen: boolean,
  seen: ReadonlySet<string>,
): CheckScript | undefined {
  const [name = ''] = args;
  const task = tasks[name];
  if (args.length !== 1 || seen.has(name) || task?.command === undefined || task.dependencies.length > 0)
    return undefined;
  return checkScript(task.command, tasks, frozen, new Set([...seen, name]));
}

function isCheck(subcommand: string): subcommand is CheckCommand {
  return ['test', 'check', 'lint', 'fmt'].includes(subcommand);
}

/** A path must stay inside: what is outside is no input. */
function harmless(argument: string): boolean {
  if (argument.startsWith('-')) return HARMLESS.test(argument);
  return !/^\/|^[a-z]+:|(^|\/)\.\.(\/|$)/i.test(argument);
}

const SERVER_NAME = /^(?:dev|start|serve|watch|preview)(?::|$)/;

/** Runs until it is stopped. */
export function isServer(name: string, { command = '' }: DenoTask): boolean {
  return command !== '' && (SERVER_NAME.test(name) || /\s--(?:watch|hmr)\b|\bdeno serve\b/.test(command));
}
