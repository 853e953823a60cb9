/** The Deno adapter: the only file that spells Deno's flags. https://docs.deno.com/runtime/reference/cli/ */
import { OptionsError } from '../../model/errors.js';
import { join } from '../../model/paths.js';
import type { Plan, Step } from '../../model/task.js';
import type { PlanContext } from '../toolchain.js';
import { planCompile } from './compile.js';
import type { DenoRunOptions } from './options.js';
import { planPack } from './pack.js';
import { permissionHint } from './permissions.js';

export function planDeno(options: DenoRunOptions, context: PlanContext): Plan {
  refuse(options, context.extra);
  if (options.command === 'compile') return planCompile(options, context);
  if (options.command === 'pack') return planPack(options, context);
  const lines =
    options.checks.length > 0
      ? checkArguments(options, context.extra)
      : [argumentsOf(options, context.extra)].filter((args) => args !== undefined);
  return { steps: lines.map((args) => step(args, options, context)), artifacts: [] };
}

/**
 * Not by `deno task`: its shell takes a deno that npm installed for a script, and fails. Extra arguments go
 * to the last command, as the shell would have it.
 */
function checkArguments({ checks }: DenoRunOptions, extra: readonly string[]): string[][] {
  return checks.map((line, index) => {
    const [, ...args] = line.split(/\s+/);
    return index === checks.length - 1 ? [...args, ...extra] : args;
  });
}

function step(args: readonly string[], options: DenoRunOptions, context: PlanContext): Step {
  const asks = args[0] === 'test' || args[0] === 'bench';
  const env = {
    // A test that asks for a permission must fail, with or without a terminal.
    ...(asks ? { DENO_NO_PROMPT: '1' } : {}),
    ...(context.color ? { FORCE_COLOR: '1' } : {}),
  };
  const command = { program: 'deno', args, cwd: context.projectRoot, env };
  const manifest = join(context.projectRoot, 'deno.json');
  return asks ? { command, hint: (output) => permissionHint(output, manifest, options) } : { command };
}

/** Undefined when there is nothing to run: a task of dependencies only. */
function argumentsOf(options: DenoRunOptions, extra: readonly string[]): string[] | undefined {
  const frozen = options.frozen ? ['--frozen'] : [];
  const permitted = options.permissions ? ['-P'] : [];
  const main = options.main ?? 'main.ts';
  switch (options.command) {
    case 'task':
      return taskArguments(options, extra);
    case 'check':
      return ['check', ...frozen, ...options.paths, ...extra];
    case 'test':
    case 'bench':
      return [options.command, ...frozen, ...permitted, ...options.paths, ...extra];
    case 'lint':
      return ['lint', ...options.paths, ...extra];
    case 'fmt':
      return ['fmt', ...options.paths, ...extra];
    case 'fmt-check':
      return ['fmt', '--check', ...options.paths, ...extra];
    // They leave a file, and have plans of their own.
    case 'compile':
    case 'pack':
      return undefined;
    case 'run':
      return ['run', ...frozen, ...permitted, main, ...extra];
    case 'dev':
      return ['run', '--watch', ...frozen, ...permitted, main, ...extra];
  }
}

/**
 * `deno task NAME` would run the task's dependencies again, which are targets of their own: `--eval` runs its
 * command alone.
 */
function taskArguments(
  { task = '', script }: DenoRunOptions,
  extra: readonly string[],
): string[] | undefined {
  if (script === undefined) return ['task', task, ...extra];
  return script === '' ? undefined : ['task', '--eval', script, ...extra];
}

/**
 * Arguments that would change sources, the lock or the configuration behind the cache's back, and what to do
 * instead.
 */
const REFUSED: Readonly<Record<string, string>> = {
  '--config': 'the project says which configuration is meant',
  '-c': 'the project says which configuration is meant',
  '--no-config': 'the project says which configuration is meant',
  '--import-map': 'say `importMap` or `imports` in deno.json',
  '--lock': 'say `lock` in deno.json',
  '--no-lock': 'say `lock` in deno.json',
  '--output': 'declare a task with `output` in deno.json',
  '-o': 'declare a task with `output` in deno.json',
  '--coverage': 'declare a task with `output` in deno.json',
  '--junit-path': 'declare a task with `output` in deno.json',
  '--fix': 'run `deno lint --fix` yourself: a cached target changes no sources',
  '--update-snapshots': 'run `deno test -u` yourself: a cached target changes no sources',
  '-u': 'run `deno test -u` yourself: a cached target changes no sources',
  '--watch': 'use the target dev, or run deno yourself: this target must end',
};

function refuse({ command, checks }: DenoRunOptions, extra: readonly string[]): void {
  // The user's own command line and program: what their arguments mean is not ours to say.
  const own = command === 'task' && checks.length === 0;
  if (own || command === 'run' || command === 'dev') return;
  const separator = extra.indexOf('--');
  for (const argument of separator < 0 ? extra : extra.slice(0, separator)) {
    const reason = REFUSED[argument.split('=', 1)[0] ?? ''];
    if (reason !== undefined) throw new OptionsError(`${argument} is refused here: ${reason}.`);
  }
}
