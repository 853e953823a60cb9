import { compact } from '../../model/compact.js';
import { relative } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { withReason } from '../../model/uncached.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import { planDeno } from './command.js';
import { compileTask } from './compile.js';
import type { DenoDetails } from './details.js';
import { testFilter } from './files.js';
import { affectingInputs, compiledInputs, formatInputs, lintInputs, readsOutside } from './inputs.js';
import { type DenoOptions, type DenoRunOptions, denoRunOptions } from './options.js';
import { ownTasks } from './own-tasks.js';
import { packTask } from './pack.js';
import { givesPermissions } from './permissions.js';
import { withPin } from './pin.js';
import { isSettled } from './slice.js';

/** One row per intent that we infer: what Deno is asked, what it sees, and whether the answer can be kept. */
interface Row extends Intent {
  readonly command: Exclude<DenoRunOptions['command'], 'task' | 'compile' | 'pack'>;
  readonly scope: Scope;
  readonly for?: (details: DenoDetails) => boolean;
}

export const rows: readonly Row[] = [
  {
    name: 'check',
    command: 'check',
    scope: 'development',
    cached: true,
    description: 'Check the types of sources and tests',
  },
  {
    name: 'test',
    command: 'test',
    scope: 'development',
    cached: true,
    description: 'Run the tests',
    for: ({ tests }) => tests.length > 0,
  },
  { name: 'lint', command: 'lint', scope: 'development', cached: true, description: 'Lint with deno lint' },
  {
    name: 'format',
    command: 'fmt',
    scope: 'development',
    cached: false,
    description: 'Format the sources with deno fmt',
  },
  {
    name: 'format-check',
    command: 'fmt-check',
    scope: 'development',
    cached: true,
    description: 'Check that the sources are formatted',
  },
  {
    name: 'bench',
    command: 'bench',
    scope: 'development',
    cached: false,
    description: 'Run the benchmarks',
    for: ({ hasBenches }) => hasBenches,
  },
  {
    name: 'run',
    command: 'run',
    scope: 'production',
    cached: false,
    description: 'Run the program',
    for: ({ main }) => main !== undefined,
  },
  {
    name: 'dev',
    command: 'dev',
    scope: 'production',
    cached: false,
    description: 'Run the program again on every change',
    for: ({ main }) => main !== undefined,
  },
];

export function denoTasks(project: Project<DenoDetails>, options: DenoOptions): Task[] {
  const own = ownTasks(project);
  const taken = new Set(own.map(({ intent }) => intent));
  const made = [compileTask(project), packTask(project)].filter((task) => task !== undefined);
  const inferred = options.infer && project.details.hasSources ? rows : [];
  return [
    ...own,
    ...inferred
      .filter(({ name }) => !taken.has(name))
      .filter((row) => row.for?.(project.details) ?? true)
      .map((row) => inferredTask(row, project)),
    ...made.filter(({ intent }) => !taken.has(intent)),
  ].map((task) => withPin(task, project.details.workspace.pin));
}

/**
 * Each test file. NB Deno fails where it is given a file that `test` of deno.json leaves out. None where the
 * member has a task `test` of its own, whose command may be any.
 */
export function denoTestParts(project: Project<DenoDetails>): Task[] {
  const test = rows.find(({ name }) => name === 'test');
  const { manifest, workspace, tests } = project.details;
  if (test === undefined || ownTasks(project).some(({ intent }) => intent === test.name)) return [];
  const isTested = testFilter(manifest === workspace.root ? [manifest] : [workspace.root, manifest]);
  return tests.filter(isTested).map((path) => {
    const file = relative(project.root, path);
    const row = { ...test, name: file, description: `Run the tests of ${file}` };
    // NB a name that begins with a dash would be an option.
    return withPin(inferredTask(row, project, [file.startsWith('-') ? `./${file}` : file]), workspace.pin);
  });
}

const UNSETTLED = 'git knows no deno.lock that says which packages are imported; commit one';

/** @param paths files that it looks at, instead of all */
function inferredTask(row: Row, project: Project<DenoDetails>, paths?: readonly string[]): Task {
  const { details } = project;
  const options = { ...runOptions(row, details), ...(paths === undefined ? {} : { paths }) };
  const command = shownCommand(planDeno(denoRunOptions.parse(options), graphTimeContext(project)));
  const compiles = !['lint', 'fmt', 'fmt-check'].includes(row.command);
  const settled = !compiles || isSettled(details);
  return compact({
    intent: row.name,
    description: withReason(row.description, row.cached && !settled ? UNSETTLED : undefined),
    options,
    command,
    cache: row.cached && settled && !(compiles && readsOutside(details)),
    ...(row.command === 'run' || row.command === 'dev' ? { continuous: true } : {}),
    inputs: inputsOf(row, project),
    outputs: [],
    closure: compiles ? details.closures[row.scope].map(({ root }) => root) : [project.root],
    scope: row.scope,
  });
}

function runOptions(
  { command }: Row,
  { workspace, manifest, own, main }: DenoDetails,
): Record<string, unknown> {
  const asking = command === 'dev' ? 'run' : command;
  const asks = asking === 'test' || asking === 'bench' || asking === 'run';
  const runs = asking === 'run';
  const formats = command === 'fmt' || command === 'fmt-check';
  const paths = formats ? own.formatted : own.sources;
  const frozen = !formats && command !== 'lint' && workspace.lock !== undefined;
  return {
    command,
    ...(own.nested && !runs ? { paths } : {}),
    ...(runs ? { main } : {}),
    ...(asks && givesPermissions(asking, [workspace.root, manifest]) ? { permissions: true } : {}),
    ...(frozen ? { frozen: true } : {}),
  };
}

function inputsOf({ command, scope }: Row, project: Project<DenoDetails>): Inputs {
  switch (command) {
    case 'lint':
      return lintInputs(project);
    case 'fmt':
    case 'fmt-check':
      return formatInputs(project);
    case 'bench':
    case 'run':
    case 'dev':
      return affectingInputs(project, scope);
    default:
      return compiledInputs(project, scope, [command]);
  }
}
