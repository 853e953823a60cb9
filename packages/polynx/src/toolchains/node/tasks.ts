import { compact } from '../../model/compact.js';
import { escapeGlob, everythingIn, except, type Glob, only, starredGlob } from '../../model/globs.js';
import { ancestors, isInside, outermost } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { withReason } from '../../model/uncached.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import type { ScriptAnalysis } from './analyse-script.js';
import { assumptionsOf } from './assumptions.js';
import { type PackageManager, packageManagerOf, planNode } from './command.js';
import { compileTask, executableFor } from './executable.js';
import { nodeRunOptions } from './options.js';
import { packTask } from './pack/task.js';
import { scriptsOf } from './package-json.js';
import type { Package } from './packages.js';
import { runsByItself } from './script-names.js';
import { replacedBy } from './slice.js';
import type { NodeDetails } from './workspace.js';

export const rows: readonly Intent[] = [
  { name: 'build', description: 'Run the build script', cached: true },
  { name: 'test', description: 'Run the test script', cached: true },
  { name: 'lint', description: 'Run the lint script', cached: true },
  { name: 'typecheck', description: 'Run the typecheck script', cached: true },
  {
    name: 'compile',
    description: 'Put the program and its runtime into one file, where `executable` asks for it',
    cached: true,
  },
];

/** The facts that Nx's own script targets lack; for packages that Nx leaves out, the scripts themselves. */
export function nodeTasks(project: Project<NodeDetails>): Task[] {
  const { package: one, verdicts, slice } = project.details;
  const scripts = [...scriptsOf(one.fields).keys()];
  const common = commonOf(project);
  const own = packageTasks(project, common);
  const judged = [...verdicts].map(([name, verdict]) => task(project, common, name, verdict));
  if (!one.standalone) return judged.concat(own);
  const manager = packageManagerOf(slice.shared);
  const others = scripts.filter((name) => !verdicts.has(name) && !runsByItself(name, scripts));
  return [...judged, ...others.map((name) => plain(project, name))]
    .map((each) => withExecutor(each, project, manager))
    .concat(own);
}

/** What is made of a package as a whole. */
function packageTasks(project: Project<NodeDetails>, common: Common): Task[] {
  const inputs = packageInputs(project, common);
  const upstream = usesBuilds(project, common);
  return [compileTask(project, inputs, upstream), packTask(project, inputs, upstream)].filter(
    (task) => task !== undefined,
  );
}

export function nodePlatformTask(project: Project<NodeDetails>, platform: string): Task | undefined {
  if (project.settings.executable === undefined) return undefined;
  const common = commonOf(project);
  return executableFor(project, platform, packageInputs(project, common), usesBuilds(project, common));
}

/** Everything of the package and of those it is made from. */
function packageInputs({ details: { slice } }: Project<NodeDetails>, common: Common): Inputs {
  return {
    files: [...common.files, ...common.except],
    ...(slice.text === undefined ? {} : { slice: slice.text, npm: slice.names }),
    shared: slice.shared,
  };
}

function usesBuilds({ details }: Project<NodeDetails>, { isBuiltOn }: Common): boolean {
  return isBuiltOn && !details.isCircular;
}

function task(project: Project<NodeDetails>, common: Common, name: string, verdict: ScriptAnalysis): Task {
  const { details } = project;
  const { reason } = verdict;
  const isCached = reason === undefined;
  const reads = details.readsOf(name);
  return {
    intent: name,
    description: withReason(described(name, verdict), reason),
    ...(isCached
      ? { assumes: assumptionsOf(project.root, verdict, { folders: common.roots, tree: details.tree }) }
      : {}),
    cache: isCached,
    inputs: inputs(project, common, name, verdict),
    ...outputsOf(verdict),
    ...(isCached && verdict.after.length > 0 ? { after: verdict.after } : {}),
    ...(verdict.usesBuilds && common.isBuiltOn && !details.isCircular ? { upstream: ['build'] } : {}),
    ...(verdict.compiles.length > 0 ? { compiles: verdict.compiles } : {}),
    ...(reads.length > 0 || project.reads.length > 0 ? { reads } : {}),
    closure: common.roots,
    scope: name === 'build' ? 'production' : 'development',
  };
}

function described(name: string, { onlyWith, reason }: ScriptAnalysis): string {
  const [variable] = onlyWith;
  const when =
    variable === undefined || reason !== undefined
      ? ''
      : ` (cached where ${variable} is set: elsewhere it watches files)`;
  return `Run the ${name} script${when}`;
}

/** NB nothing makes `.env` files. */
function isMade({ ignored, produced }: ScriptAnalysis): boolean {
  return produced.length > 0 || ignored.some((glob) => !/(?:^|\/)\.env[^/]*$/.test(glob));
}

function inputs(
  { root, details }: Project<NodeDetails>,
  common: Common,
  name: string,
  verdict: ScriptAnalysis,
): Inputs {
  const { slice } = details;
  const files = [
    ...common.files,
    ...outside(verdict.reads, details).flatMap((path) => wholly(path, details)),
    ...verdict.globs,
    ...common.except,
    ...(name === 'build' ? except(verdict.leavesOut.flatMap((glob) => everythingIn([root], glob))) : []),
    ...except(only(replacedBy(slice, root).filter((file) => !verdict.reads.includes(file)))),
  ];
  return {
    files: [...new Set(files)],
    ...(slice.text === undefined ? {} : { slice: slice.text, npm: slice.names }),
    shared: slice.shared,
    ...(verdict.env.length > 0 ? { env: verdict.env } : {}),
    ...(verdict.onlyWith.length > 0 ? { onlyWith: verdict.onlyWith } : {}),
    ...(verdict.ignored.length > 0 ? { ignored: verdict.ignored } : {}),
    // NB Nx hashes files before the first task runs, unless what tasks leave counts: what a target of the
    // user's makes would be hashed too early.
    ...(isMade(verdict) || verdict.after.length > 0 ? { after: true } : {}),
  };
}

/**
 * NB programs say a file whose name holds a platform, and what is no output of theirs, in the words of globs.
 */
function outputsOf({ outputs, outputGlobs }: ScriptAnalysis): Pick<Task, 'outputs' | 'outputGlobs'> {
  const isPattern = (path: string) => path.startsWith('!') || path.endsWith(NATIVE);
  const inferred = outputs
    .filter(isPattern)
    .flatMap((path) =>
      path.startsWith('!')
        ? except([escapeGlob(path.slice(1))])
        : [starredGlob(path, path.length - NATIVE.length)],
    );
  const globs = [...inferred, ...outputGlobs];
  return {
    outputs: outputs.filter((path) => !isPattern(path)),
    ...(globs.length === 0 ? {} : { outputGlobs: globs }),
  };
}

const NATIVE = '.*.node';

function wholly(path: string, { isDirectory }: NodeDetails): Glob[] {
  return isDirectory(path) ? everythingIn([path]) : only([path]);
}

/** Files that the closure's own folders do not hold already. */
function outside(reads: readonly string[], { closure }: NodeDetails): string[] {
  const holds = (path: string) =>
    closure.some(
      ({ root, nested }) =>
        root !== '.' && isInside(path, root) && !nested.some((other) => isInside(path, other)),
    );
  return reads.filter((path) => !holds(path));
}

/** What all scripts of a project have in common. */
interface Common {
  readonly files: readonly Glob[];
  readonly except: readonly Glob[];
  readonly roots: readonly string[];
  readonly isBuiltOn: boolean;
}

function commonOf({ root, details }: Project<NodeDetails>): Common {
  const { closure, slice, unseen, markers } = details;
  const roots = closure.map((one) => one.root);
  return {
    files: [...everythingIn(roots), ...slice.patches.flatMap((path) => wholly(path, details))],
    except: except([
      ...strangers(closure),
      ...only(markers),
      ...[...unseen].flatMap(([glob, of]) => everythingIn(of, glob)),
    ]),
    roots,
    isBuiltOn: closure.some((one) => one.root !== root && scriptsOf(one.fields).has('build')),
  };
}

/** Packages inside the closure's folders that are not part of it. */
function strangers(closure: readonly Package[]): Glob[] {
  // NB a root package has all the others inside: no comparing of all with all.
  const holdNeeded = new Set(closure.flatMap(({ root }) => ancestors(root)));
  return everythingIn(
    outermost(closure.flatMap(({ nested }) => nested).filter((other) => !holdNeeded.has(other))),
  );
}

/** A script nothing is known of: it is run, and that is all. */
function plain(project: Project<NodeDetails>, name: string): Task {
  return {
    intent: name,
    description: `Run the ${name} script`,
    cache: false,
    inputs: { files: everythingIn([project.root]) },
    outputs: [],
    closure: [project.root],
    scope: 'development',
  };
}

function withExecutor(task: Task, project: Project<NodeDetails>, packageManager: PackageManager): Task {
  const options = { script: task.intent, packageManager };
  const command = shownCommand(planNode(nodeRunOptions.parse(options), graphTimeContext(project)));
  return compact({ ...task, options, command });
}
