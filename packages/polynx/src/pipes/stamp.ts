/**
 * A stamp is the output of a task before the build, so that it is in the key exactly as it is in the result,
 * and only in the configurations that ask for it: a commit changes no other key. Nx hands the configuration
 * on to the task before, which writes the same words every time where none is asked for.
 */
import { ownEntry } from '../model/own-entry.js';
import { join } from '../model/paths.js';
import type { Project } from '../model/project.js';
import { STAMPED_FILE, type StampChoice, type StampSettings, stampSettings } from '../model/stamp.js';
import type { Task } from '../model/task.js';
import { eachProject, type Pipe, type PipelineContext } from './pipeline.js';
import type { Planned } from './planned.js';

type Variants = NonNullable<Task['configurations']>;

export const addStamp: Pipe = (all, context) => {
  const asked = all.flatMap((planned): Asked[] => {
    const choice = choiceOf(planned, context);
    return choice === undefined ? [] : [{ toolchain: planned.toolchain, root: planned.project.root, choice }];
  });
  if (asked.length === 0) return all;
  return eachProject((planned) => stampedTasks(planned.project, planned.tasks, choiceFor(planned, asked)))(
    all,
    context,
  );
};

interface Asked {
  readonly toolchain: string;
  readonly root: string;
  readonly choice: StampChoice;
}

function choiceOf(
  { project }: Planned,
  { names, options: { stamp } }: PipelineContext,
): StampChoice | undefined {
  return (
    project.settings.stamp ??
    ownEntry(stamp, project.root) ??
    ownEntry(stamp, names.get(project.root) ?? project.name)
  );
}

/** Its own, and that of every library that it links. */
function choiceFor(
  { toolchain, project, tasks, facts }: Planned,
  all: readonly Asked[],
): StampChoice | undefined {
  const asked = all.filter((one) => one.toolchain === toolchain);
  const own = asked.find(({ root }) => root === project.root)?.choice;
  const compiled = facts.stampsClosure ? tasks.filter(isBuild) : [];
  const linked = asked.filter(
    ({ root }) => root !== project.root && compiled.some(({ closure }) => closure.includes(root)),
  );
  if (linked.length === 0) return own;
  const { module } = own === undefined ? {} : stampSettings(own);
  const variants = [...(own === undefined ? [] : [own]), ...linked.map(({ choice }) => choice)].map(
    (choice) => stampSettings(choice).in,
  );
  return { in: variants.reduce(together), module };
}

type In = StampSettings['in'];

function together(one: In, other: In): In {
  return one === true || other === true ? true : [...new Set([...one, ...other])];
}

export function stampedTasks(
  project: Project,
  tasks: readonly Task[],
  choice: StampChoice | undefined,
): Task[] {
  if (choice === undefined) return [...tasks];
  const { in: variants, module } = stampSettings(choice);
  const builds = tasks.filter(isBuild);
  if (builds.length === 0) return [...tasks];
  const named = variants === true ? [] : aliases(variants, builds);
  return [
    ...tasks.map((task) => {
      if (isBuild(task)) return stamped(task, variants, named);
      return module !== undefined && compiles(task) ? behind(task) : task;
    }),
    stampTask(project, variants === true, named, module),
  ];
}

const INTENT = 'stamp';

function stampTask(project: Project, always: boolean, named: readonly string[], module?: string): Task {
  const folder = join('.nx/polynx/stamps', project.root === '.' ? '_' : project.root);
  return {
    intent: INTENT,
    description: 'Write down the commit for builds that say it',
    executor: INTENT,
    options: {
      file: always ? STAMPED_FILE : 'plain.json',
      folder,
      manifest: project.manifest,
      ...(module === undefined ? {} : { module: join(project.root, module) }),
    },
    ...(named.length === 0
      ? {}
      : { configurations: Object.fromEntries(named.map((name) => [name, { file: STAMPED_FILE }])) }),
    cache: false,
    inputs: { files: [] },
    outputs: [`${folder}/{options.file}`, ...(module === undefined ? [] : [join(project.root, module)])],
    closure: [],
    scope: 'production',
  };
}

const MAKES: ReadonlySet<string> = new Set(['build', 'compile']);

/** What makes a result. Without options it is a script, which Nx runs. */
function isBuild({ intent, platform, executor }: Task): boolean {
  return executor === undefined && (MAKES.has(intent) || platform !== undefined);
}

function compiles({ executor, closure, intent }: Task): boolean {
  return executor === undefined && closure.length > 0 && !intent.startsWith('format');
}

/** `production` is another name for release. */
function aliases(variants: readonly string[], builds: readonly Task[]): string[] {
  const known: Variants = Object.assign({}, ...builds.map(({ configurations }) => configurations ?? {}));
  const same = (one: string, other: string) =>
    known[one] !== undefined && JSON.stringify(known[one]) === JSON.stringify(ownEntry(known, other));
  const more = Object.keys(known).filter((name) => variants.some((variant) => same(name, variant)));
  return [...new Set([...variants, ...more])];
}

function stamped(task: Task, variants: true | readonly string[], named: readonly string[]): Task {
  const isOurs = task.options !== undefined;
  const configurations: Variants = {
    ...task.configurations,
    ...Object.fromEntries(
      named.map((name) => [name, { ...task.configurations?.[name], ...(isOurs ? { stamp: true } : {}) }]),
    ),
  };
  return {
    ...behind(task),
    ...(variants === true && isOurs ? { options: { ...task.options, stamp: true } } : {}),
    ...(Object.keys(configurations).length === 0 ? {} : { configurations }),
  };
}

/** Runs behind the stamp, and has what it says in the key. */
function behind(task: Task): Task {
  return { ...task, after: [...(task.after ?? []), INTENT], inputs: { ...task.inputs, after: true } };
}
