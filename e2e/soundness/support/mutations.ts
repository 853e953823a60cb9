/**
 * Ways to spoil what polynx tells Nx, one fact at a time. A story of the suite has to notice: what it tells
 * would otherwise be true without the fact, and the fact be there for nothing, or the story prove nothing.
 */
import type {
  DependencyType,
  ProjectConfiguration,
  RawProjectGraphDependency,
  TargetConfiguration,
} from '@nx/devkit';

/** The answer as Nx gets it. */
export interface GraphAnswer {
  readonly projects: Record<string, ProjectConfiguration>;
  readonly edges: RawProjectGraphDependency[];
}

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/**
 * Data, because it is carried out in the plugin of another process. `of` is a pattern for `<root>:<target>`.
 */
export type Mutation =
  | { readonly do: 'forget'; readonly input: string; readonly of: string }
  | { readonly do: 'hide'; readonly files: string; readonly of: string }
  | { readonly do: 'add'; readonly input: Input; readonly of: string }
  | { readonly do: 'fingerprint'; readonly before: string; readonly after: string; readonly of: string }
  | { readonly do: 'unpin'; readonly of: string }
  | { readonly do: 'set'; readonly fields: Partial<TargetConfiguration>; readonly of: string }
  | { readonly do: 'option'; readonly name: string; readonly value?: unknown; readonly of: string }
  | { readonly do: 'project'; readonly root: string; readonly fields: Partial<ProjectConfiguration> }
  | { readonly do: 'edge'; readonly source: string; readonly target: string; readonly is: boolean }
  | { readonly do: 'ask'; readonly program: string }
  | { readonly do: 'trust' }
  | { readonly do: 'nx.json'; readonly without: string };

const EVERY = '';

/** No input whose text matches: a fileset, or `runtime:…`, `env:…`, `input:…`, `outputs:…`, `npm:…`. */
export const forget = (input: string, of = EVERY): Mutation => ({ do: 'forget', input, of });
/** These files are none of the inputs, whatever glob they are in. */
export const hide = (files: string, of = EVERY): Mutation => ({ do: 'hide', files, of });
/** One input too many. */
export const add = (input: Input, of = EVERY): Mutation => ({ do: 'add', input, of });
/** The part of a lock or of a shared manifest does not count. */
export const withoutSlice = (of = EVERY): Mutation => forget(String.raw`\.nx/polynx/slices/`, of);
/** A changed lock does not reach `nx affected`. */
export const withoutOwner = (of = EVERY): Mutation => forget('^input:polynx:shared', of);
/** The fingerprint does not see the variable. */
export const blindTo = (variable: string, of = EVERY): Mutation => ({
  do: 'fingerprint',
  before: `env -u ${variable} `,
  after: '',
  of,
});
/** The fingerprint does not say which tool it is. */
export const anyVersion = (of = EVERY): Mutation => ({
  do: 'fingerprint',
  before: '',
  after: ' pinned',
  of,
});
/** The fingerprint does not say on which machine. */
export const anyHost = (of = EVERY): Mutation => ({
  do: 'fingerprint',
  before: '',
  after: ' | tail -n +2',
  of,
});
/** Nor, where it is told to use all of it, on which processor: the second line. */
export const anyProcessor = (of = EVERY): Mutation => ({
  do: 'fingerprint',
  before: '',
  after: ' | sed 2d',
  of,
});
/** The tool is asked for its version although it is pinned. */
export const unpinned = (of = EVERY): Mutation => ({ do: 'unpin', of });
/** The fingerprint does not say where the repository lies. */
export const placeless = (of = EVERY): Mutation => ({
  do: 'fingerprint',
  before: '',
  after: " | grep -v '^folder of the workspace='",
  of,
});
export const set = (fields: Partial<TargetConfiguration>, of = EVERY): Mutation => ({
  do: 'set',
  fields,
  of,
});
export const outputs = (list: string[], of = EVERY): Mutation => set({ outputs: list }, of);
/** As a plugin does it that only knows the command. */
export const runs = (command: string, of: string): Mutation =>
  set({ executor: 'nx:run-commands', options: { command }, configurations: {} }, of);
export const option = (name: string, value?: unknown, of = EVERY): Mutation => ({
  do: 'option',
  name,
  value,
  of,
});
export const project = (root: string, fields: Partial<ProjectConfiguration>): Mutation => ({
  do: 'project',
  root,
  fields,
});
export const withoutEdge = (source: string, target: string): Mutation => ({
  do: 'edge',
  source,
  target,
  is: false,
});
export const withEdge = (source: string, target: string): Mutation => ({
  do: 'edge',
  source,
  target,
  is: true,
});
/** The graph asks a tool. */
export const asks = (program: string): Mutation => ({ do: 'ask', program });
/** What a task has read is not compared with its inputs. */
export const trusting: Mutation = { do: 'trust' };
/** A line of nx.json that `polynx:init` writes is missing: a path of keys, with slashes. */
export const withoutSetting = (without: string): Mutation => ({ do: 'nx.json', without });

/** In place; says how much was spoilt. */
export function spoil(told: GraphAnswer, mutations: readonly Mutation[]): number {
  let count = 0;
  for (const mutation of mutations) count += spoilBy(mutation, told);
  return count;
}

/**
 * Rust tasks compare what they have read with what is declared, and fail. That would find out most mutants
 * before their story begins, so it is turned off in all of them; the themes prove what the answer says, and
 * one of them this.
 */
export function trust({ projects }: GraphAnswer): void {
  for (const { targets = {} } of Object.values(projects))
    for (const target of Object.values(targets))
      if (target.executor === 'polynx:cargo')
        target.options = { ...(target.options as object), allowUndeclared: ['**/*', 'git', 'clock', '*'] };
}

function spoilBy(mutation: Mutation, { projects, edges }: GraphAnswer): number {
  if (mutation.do === 'ask' || mutation.do === 'nx.json') return 0;
  if (mutation.do === 'trust') return Object.keys(projects).length;
  if (mutation.do === 'edge') return spoilEdge(mutation, edges);
  if (mutation.do === 'project') {
    const there = projects[mutation.root];
    if (there === undefined) return 0;
    projects[mutation.root] = { ...there, ...mutation.fields };
    return 1;
  }
  const pattern = new RegExp(mutation.of);
  let count = 0;
  for (const [root, configuration] of Object.entries(projects)) {
    for (const [name, target] of Object.entries(configuration.targets ?? {})) {
      if (!pattern.test(`${root}:${name}`)) continue;
      const spoilt = spoilTarget(mutation, target, configuration);
      if (JSON.stringify(spoilt) === JSON.stringify(target)) continue;
      configuration.targets = { ...configuration.targets, [name]: spoilt };
      count++;
    }
  }
  return count;
}

type OfTarget = Extract<Mutation, { of: string }>;

function spoilTarget(
  mutation: OfTarget,
  target: TargetConfiguration,
  configuration: ProjectConfiguration,
): TargetConfiguration {
  if (mutation.do === 'set') return { ...target, ...mutation.fields };
  if (mutation.do === 'option') {
    const { [mutation.name]: _, ...others } = (target.options ?? {}) as Record<string, unknown>;
    const value = mutation.value === undefined ? {} : { [mutation.name]: mutation.value };
    return { ...target, options: { ...others, ...value } };
  }
  if (target.inputs === undefined) return target;
  const inputs = writtenOut(target.inputs, configuration);
  return { ...target, inputs: spoilInputs(mutation, inputs) } as TargetConfiguration;
}

function spoilInputs(
  mutation: Exclude<OfTarget, { do: 'set' | 'option' }>,
  inputs: readonly Input[],
): Input[] {
  switch (mutation.do) {
    case 'add':
      return [...inputs, mutation.input];
    case 'forget': {
      const pattern = new RegExp(mutation.input);
      return inputs.filter((input) => !pattern.test(textOf(input)));
    }
    case 'hide':
      return [
        ...inputs.filter((input) => textOf(input) !== `{workspaceRoot}/${mutation.files}`),
        `!{workspaceRoot}/${mutation.files}`,
      ];
    case 'fingerprint':
    case 'unpin':
      return inputs.map((input) =>
        typeof input === 'object' && 'runtime' in input ? { runtime: asked(input.runtime, mutation) } : input,
      );
  }
}

function asked(runtime: string, mutation: Extract<Mutation, { do: 'fingerprint' | 'unpin' }>): string {
  return mutation.do === 'unpin'
    ? runtime.replace(' pinned', '')
    : `${mutation.before}${runtime}${mutation.after}`;
}

function textOf(input: Input): string {
  if (typeof input === 'string') return input;
  if ('fileset' in input) return input.fileset;
  if ('runtime' in input) return `runtime:${input.runtime}`;
  if ('env' in input) return `env:${input.env}`;
  if ('input' in input) return `input:${input.input}`;
  if ('dependentTasksOutputFiles' in input) return `outputs:${input.dependentTasksOutputFiles}`;
  if ('externalDependencies' in input) return `npm:${input.externalDependencies.join()}`;
  return JSON.stringify(input);
}

/**
 * Named inputs of the project in place of their names, and one glob per alternative, so that each can be
 * taken away.
 */
function writtenOut(inputs: readonly Input[], { namedInputs = {} }: ProjectConfiguration): Input[] {
  const open = (input: Input): readonly Input[] =>
    typeof input === 'string' ? (namedInputs[input] ?? [input]) : [input];
  return inputs
    .flatMap(open)
    .flatMap((input): readonly Input[] => (typeof input === 'string' ? alternatives(input) : [input]));
}

/** `{a,b}/c` to `a/c` and `b/c`; Nx's own tokens have no comma. */
function alternatives(glob: string): string[] {
  const found = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (found === null) return [glob];
  const [all, list = ''] = found;
  return list
    .split(',')
    .flatMap((one) => alternatives(glob.slice(0, found.index) + one + glob.slice(found.index + all.length)));
}

/** The value of Nx's enum without loading Nx. */
const IMPLICIT = 'implicit' as DependencyType.implicit;

function spoilEdge(
  { source, target, is }: Extract<Mutation, { do: 'edge' }>,
  edges: RawProjectGraphDependency[],
): number {
  const at = edges.findIndex((edge) => edge.source === source && edge.target === target);
  if (is === at >= 0) return 0;
  if (is) edges.push({ source, target, type: IMPLICIT });
  else edges.splice(at, 1);
  return 1;
}
