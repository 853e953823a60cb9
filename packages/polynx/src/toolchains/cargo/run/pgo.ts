/**
 * Profile-guided optimisation: an instrumented program, the user's workload on it, and the program made from
 * what was counted.
 * https://doc.rust-lang.org/rustc/profile-guided-optimization.html
 */
import { dirname } from 'node:path';
import { ExpectedError, OptionsError } from '../../../model/errors.js';
import { join } from '../../../model/paths.js';
import type { Command, Plan } from '../../../model/task.js';
import type { PlanContext } from '../../toolchain.js';
import type { CargoRunOptions } from '../options.js';
import { profileData } from './variants.js';

/** @param bin where the program lies, workspace-relative */
export function workloadOn(
  bin: string,
  { workload }: CargoRunOptions,
  { place = '', projectRoot }: PlanContext,
): Command {
  const [program, ...args] = workload.map((part) => part.replaceAll('{bin}', `${place}/${bin}`));
  if (program === undefined)
    throw new OptionsError(
      'workload: is empty. Write the command that exercises the program, as a list: workload = ["{bin}", "--help"]',
    );
  return { program, args, cwd: projectRoot };
}

/** @param folder of the task's own, workspace-relative */
export function planTraining(
  options: CargoRunOptions,
  folder: string,
  targetDirectory: string,
  context: PlanContext,
): Plan {
  const bin = join(targetDirectory, 'pgo-instrument', options.profile, options.bin ?? '');
  const raw = join(folder, 'raw');
  const merged = join(folder, 'merged.profdata');
  const workload = workloadOn(bin, options, context);
  return {
    clean: [raw],
    steps: [
      {
        command: {
          ...workload,
          env: { LLVM_PROFILE_FILE: `${context.place}/${raw}/%m_%p.profraw` },
        },
        install: 'It is the first word of the workload, which `pgo` names.',
      },
      {
        command: { program: profdataTool(context), args: ['merge', '-o', merged, raw], cwd: '.' },
        hint: (output) =>
          /No such file|no such file/.test(output)
            ? 'The workload ran no instrumented program: `{bin}` in it stands for the path of that.'
            : undefined,
      },
    ],
    artifacts: [{ from: merged, to: profileData(targetDirectory, options) }],
  };
}

/** Asked before a plan is made. */
export const PROFDATA_QUESTIONS: readonly (readonly string[])[] = [
  ['rustc', '-vV'],
  ['rustc', '--print', 'target-libdir'],
  ['llvm-profdata', '--version'],
];

/**
 * Only the llvm-profdata of rustc's own LLVM reads what its programs write: that of rustup's component
 * llvm-tools, or one of a distribution. Throws an ExpectedError that says which is needed.
 */
export function profdataTool({ answers = [], has, isFile }: PlanContext): string {
  const [rustc = '', libdir = '', profdata = ''] = answers;
  const llvm = /^LLVM version: (\d+)/m.exec(rustc)?.[1] ?? '';
  const own = `${dirname(libdir.trim())}/bin/llvm-profdata`;
  if (libdir !== '' && isFile?.(own) === true) return own;
  if (has(`llvm-profdata-${llvm}`)) return `llvm-profdata-${llvm}`;
  const found = /LLVM version (\d+)/.exec(profdata)?.[1];
  if (found === llvm) return 'llvm-profdata';
  const release = /^release: (.*)$/m.exec(rustc)?.[1] ?? '';
  const there =
    found === undefined ? 'there is no llvm-profdata here' : `llvm-profdata here is of LLVM ${found}`;
  throw new ExpectedError(
    `rustc ${release} writes profiles of LLVM ${llvm}, and ${there}.\n  rustup component add llvm-tools, or install llvm-${llvm}, which brings llvm-profdata-${llvm}.`,
  );
}

/** Of a time in milliseconds. */
export function describeGain(before: number, after: number): string {
  const percent = (100 * (after - before)) / before;
  const sign = percent < 0 ? '\u2212' : '+';
  return `pgo: the workload takes ${Math.round(after)} ms instead of ${Math.round(before)} ms (${sign}${Math.abs(percent).toFixed(1)} %)`;
}
