import type { TargetOverride } from '../model/project.js';
import type { Pipe, PipelineOptions } from './pipeline.js';
import { groupByRoot, type NamedTask, type Planned } from './planned.js';

/** Settles the names of projects: two of one name fail the whole graph. */
export interface NameRequest {
  readonly root: string;
  readonly wish: string;
}

/**
 * Who comes first keeps the name, the later one takes its path. `given` are the names that Nx knows from project.json and package.json, by
 * root: they always win.
 */
export function nameProjects(
  requests: readonly NameRequest[],
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map(given);
  const taken = new Set(given.values());
  for (const { root, wish } of requests) {
    if (names.has(root)) continue;
    const name = [wish, root === '.' ? 'root' : root].find(
      (candidate) => isUsable(candidate) && !taken.has(candidate),
    );
    const settled = name ?? numbered(root === '.' ? 'root' : root, taken);
    names.set(root, settled);
    taken.add(settled);
  }
  return names;
}

/** Nx splits `project:target:configuration` at colons, and reads `*`, `!` and commas as patterns. */
function isUsable(name: string): boolean {
  return name.trim() !== '' && !/[:*!,\s]/.test(name);
}

function numbered(base: string, taken: ReadonlySet<string>): string {
  const clean = base.replace(/[:*!,\s]/g, '-');
  if (!taken.has(clean)) return clean;
  let number = 2;
  while (taken.has(`${clean}-${number}`)) number++;
  return `${clean}-${number}`;
}

/**
 * Names of targets on one root. A target keeps its short name unless a package.json script, or a toolchain earlier in the list, has it
 * there; then it is `cargo:build`.
 */
export const nameTargets: Pipe = (all, { options }) =>
  [...groupByRoot(all).values()].flatMap((atRoot) => nameAtRoot(atRoot, options));

function nameAtRoot(atRoot: readonly Planned[], options: PipelineOptions): Planned[] {
  const taken = new Set(atRoot.flatMap(({ project }) => project.scripts ?? []));
  return atRoot.map((planned) => {
    const name = (intent: string, fixed: boolean): string | undefined => {
      const override = overrideOf(planned, intent, options);
      if (override === false) return undefined;
      const wish = override?.targetName ?? intent;
      const target = fixed || !taken.has(wish) ? wish : `${planned.toolchain}:${wish}`;
      taken.add(target);
      return target;
    };
    const named = planned.tasks.flatMap((task) => {
      const target = name(task.intent, task.options === undefined);
      if (target === undefined) return [];
      const { targetName: _, ...rest } = overrideOf(planned, task.intent, options) || {};
      return [{ ...task, target, ...(Object.keys(rest).length === 0 ? {} : { overrides: rest }) }];
    });
    return {
      ...planned,
      tasks: named.flatMap((task) => withRepeated(task, named)),
      ...(planned.broken === undefined
        ? {}
        : {
            broken: {
              ...planned.broken,
              targets: planned.broken.targets.flatMap((intent) => name(intent, false) ?? []),
            },
          }),
    };
  });
}

/** NB by the name that the repeated task got: a `build` may be renamed, or be `deno:build` beside a script. */
function withRepeated(task: NamedTask, all: readonly NamedTask[]): NamedTask[] {
  if (task.repeats === undefined) return [task];
  const repeated = all.find(({ intent }) => intent === task.repeats);
  return repeated === undefined ? [] : [{ ...task, options: { of: repeated.target, ...task.options } }];
}

/** What the user says of one target: the manifest counts more than nx.json. */
export function overrideOf(
  { toolchain, project }: Planned,
  intent: string,
  { toolchains }: Pick<PipelineOptions, 'toolchains'>,
): TargetOverride | undefined {
  return project.settings.targets?.[intent] ?? toolchains[toolchain]?.targets[intent];
}
