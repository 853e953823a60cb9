import { basename } from '../model/paths.js';
import type { TargetOverride } from '../model/project.js';
import type { Pipe, PipelineOptions } from './pipeline.js';
import { groupByRoot, type NamedTask, type Planned } from './planned.js';

/** Settles the names of projects: two of one name fail the whole graph. */
export interface NameRequest {
  readonly root: string;
  readonly wish: string;
  /** No manifest says it: it is what the folder is called. */
  readonly isFolder?: boolean;
}

/**
 * Of several that wish one name, its owner gets it, and the others take their path, or as much of its end as
 * is theirs alone. `given` are the names that Nx knows from project.json and package.json, by root: they
 * always win.
 */
export function nameProjects(
  requests: readonly NameRequest[],
  given: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map(given);
  const taken = new Set(given.values());
  const settle = (root: string, name: string) => {
    names.set(root, name);
    taken.add(name);
  };
  const first = new Map<string, NameRequest>();
  for (const request of requests)
    if (!names.has(request.root) && !first.has(request.root)) first.set(request.root, request);
  const roots = new Set([...first.keys(), ...given.keys()]);
  const wanted = new Map([...first].map(([root, request]) => [root, wishesOf(request, roots)]));
  for (let round = 0; [...wanted.values()].some((wishes) => round < wishes.length); round++)
    for (const [wish, wishing] of wishesIn(wanted, names, round)) {
      const owner = ownerOfName(wish, wishing);
      if (owner !== undefined && isUsable(wish) && !taken.has(wish)) settle(owner, wish);
    }
  for (const root of first.keys()) {
    if (names.has(root)) continue;
    const path = root === '.' ? 'root' : root;
    settle(root, isUsable(path) && !taken.has(path) ? path : numbered(path, taken));
  }
  return names;
}

/** By name, who wants it in this round and has none so far. */
function wishesIn(
  wanted: ReadonlyMap<string, readonly string[]>,
  names: ReadonlyMap<string, string>,
  round: number,
): Map<string, string[]> {
  const roots = new Map<string, string[]>();
  for (const [root, wishes] of wanted) {
    const wish = names.has(root) ? undefined : wishes[round];
    if (wish !== undefined) roots.set(wish, [...(roots.get(wish) ?? []), root]);
  }
  return roots;
}

/** Names of folders that say nothing without the one around them. */
const BARE = new Set(
  [
    'bin build client clients cmd common demo demos docs example examples go internal java javascript js lib',
    'libs main node pkg python rust script scripts server servers sql src test tests ts typescript util utils',
  ]
    .join(' ')
    .split(' '),
);

/**
 * What a project would be called, best first. Where the folder is all that is known, ever more of its path;
 * an end that is the path of another project would be taken for that.
 */
function wishesOf({ root, wish, isFolder = false }: NameRequest, roots: ReadonlySet<string>): string[] {
  const parts = root.split('/');
  if (!isFolder || basename(root) !== wish) return [wish];
  const ends = parts.map((_, index) => parts.slice(parts.length - index - 1));
  return ends
    .filter((end) => end.some((part) => !BARE.has(part)))
    .map((end) => end.join('/'))
    .filter((end) => end === root || !roots.has(end));
}

/**
 * The one least deep, then the one whose folder is called so. Where two are alike none gets it: else the name
 * would go to another project as soon as one appears that comes first in the alphabet, and `nx run` would run
 * the code of that one.
 */
function ownerOfName(wish: string, roots: readonly string[]): string | undefined {
  const rank = (root: string) =>
    (root === '.' ? 0 : root.split('/').length * 2) + (basename(root) === wish ? 0 : 1);
  const [best, next] = [...roots].sort((a, b) => rank(a) - rank(b));
  return best !== undefined && (next === undefined || rank(best) < rank(next)) ? best : undefined;
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
 * Names of targets on one root. A target keeps its short name unless a package.json script, or a toolchain
 * earlier in the list, has it there; then it is `cargo:build`.
 */
export const nameTargets: Pipe = (all, { options }) =>
  [...groupByRoot(all).values()].flatMap((atRoot) => nameAtRoot(atRoot, options));

function nameAtRoot(atRoot: readonly Planned[], options: PipelineOptions): Planned[] {
  const taken = new Set(atRoot.flatMap(({ project }) => project.scripts ?? []));
  return atRoot.map((planned) => {
    const overrides = (intent: string) => overrideOf(planned, intent, options);
    const name = (intent: string, fixed: boolean): string | undefined => {
      const override = overrides(intent);
      if (override === false) return undefined;
      const wish = override?.targetName ?? intent;
      const target = fixed || !taken.has(wish) ? wish : `${planned.toolchain}:${wish}`;
      taken.add(target);
      return target;
    };
    const named = planned.tasks.flatMap((task) => {
      const whole = task.partOf === undefined ? undefined : overrides(task.partOf);
      const isDropped = whole === false || (task.inParts !== undefined && overrides(task.inParts) === false);
      const target = isDropped ? undefined : name(task.intent, task.options === undefined);
      if (target === undefined) return [];
      const { targetName: _, ...rest } = merged(whole || {}, overrides(task.intent) || {});
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

type Override = Exclude<TargetOverride, false>;

function merged(whole: Override, own: Override): Override {
  const options = [whole, own].map((one) => one['options'] as object | undefined);
  const isSet = options.some((one) => one !== undefined);
  return { ...whole, ...own, ...(isSet ? { options: Object.assign({}, ...options) } : {}) };
}

/**
 * NB by the name that the repeated task got: a `build` may be renamed, or be `deno:build` beside a script.
 */
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
