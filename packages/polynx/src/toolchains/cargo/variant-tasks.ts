/**
 * Targets that only some want: profile-guided optimisation where a workload is named, sanitizers that are
 * listed.
 */
import { ownEntry } from '../../model/own-entry.js';
import { hostPlatform } from '../../model/platform.js';
import type { Task } from '../../model/task.js';
import { type Row, rowNamed } from './intents.js';
import type { Crate } from './manifest/crates.js';
import type { CargoOptions, CargoRunOptions } from './options.js';
import { tripleOf } from './run/platforms.js';
import { NIGHTLY } from './run/variants.js';

export type MakeTask = (row: Row, more: Partial<CargoRunOptions>) => Task;

export function variantTasks(crate: Crate, options: CargoOptions, make: MakeTask): Task[] {
  return [...pgoTasks(crate, options, make), ...sanitizerTasks(crate, options, make)];
}

/** NB with a triple cargo keeps flags from what runs while it compiles: build scripts and macros. */
function ownTriple({ workspace }: Crate): { readonly target: string } | undefined {
  const target = workspace.config.triple ?? tripleOf(hostPlatform());
  return target === undefined ? undefined : { target };
}

function pgoTasks(crate: Crate, { pgo }: CargoOptions, make: MakeTask): Task[] {
  const workload = crate.manifest.package?.metadata?.nx?.pgo ?? ownEntry(pgo ?? {}, crate.name);
  const target = ownTriple(crate);
  const bin = mainBin(crate);
  if (workload === undefined || target === undefined || bin === undefined) return [];
  const build = rowNamed('build');
  const profile = 'release';
  const work = { profile, bin, workload };
  const [program = '', ...args] = workload;
  return [
    make(
      { ...build, name: 'pgo-instrument', description: 'Compile a program that counts what it does' },
      { ...target, profile, pgo: 'instrument' },
    ),
    {
      ...afterwards(
        'pgo-instrument',
        make(
          {
            ...build,
            name: 'pgo-train',
            command: 'pgo-train',
            scope: 'development',
            description: 'Count what the program does in its workload',
          },
          work,
        ),
      ),
      command: { program, args, cwd: crate.directory },
    },
    afterwards(
      'pgo-train',
      make(
        {
          ...build,
          name: 'pgo-build',
          description: 'Compile the program for what it does most, and tell the gain',
        },
        { ...target, ...work, pgo: 'optimise' },
      ),
    ),
  ];
}

function afterwards(intent: string, task: Task): Task {
  return { ...task, after: [intent], inputs: { ...task.inputs, after: true } };
}

/** Which one `cargo run` means. */
function mainBin({ manifest, name, targets: { bins } }: Crate): string | undefined {
  const named = manifest.package?.['default-run'] ?? name;
  return bins.find((bin) => bin.name === named)?.name ?? bins[0]?.name;
}

function sanitizerTasks(crate: Crate, options: CargoOptions, make: MakeTask): Task[] {
  const names = crate.manifest.package?.metadata?.nx?.sanitizers ?? options.sanitizers ?? [];
  const target = ownTriple(crate);
  if (target === undefined) return [];
  return names.flatMap((sanitizer) => {
    const variant = (name: string): Task => {
      const { description, ...row } = rowNamed(name);
      const task = make(
        {
          ...row,
          name: `${name}-${sanitizer}`,
          description: `${description} with the ${sanitizer} sanitizer`,
        },
        { ...target, sanitizer },
      );
      // Which compiler that is decides the result, and no pin says it.
      const probes = [...(task.inputs.probes ?? []), ['rustup', 'run', NIGHTLY, 'rustc', '-vV']];
      return { ...task, inputs: { ...task.inputs, probes } };
    };
    const build = variant('build');
    return [...(build.outputs.length === 0 ? [] : [build]), variant('test')];
  });
}
