import { compact, withoutDefaults } from '../../model/compact.js';
import { everythingIn, only } from '../../model/globs.js';
import { basename, join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Task } from '../../model/task.js';
import { graphTimeContext, type Intent, shownCommand } from '../toolchain.js';
import { planTemplate } from './command.js';
import { type TemplateOptions, type TemplateRunOptions, templateRunOptions } from './options.js';
import type { TemplateDetails } from './workspace.js';

/** One row per intent. Change: what your program can do, and which results may be cached. */
interface Row extends Intent {
  readonly command: TemplateRunOptions['command'];
  readonly scope: Scope;
}

export const rows: readonly Row[] = [
  { name: 'build', command: 'build', scope: 'production', cached: true, description: 'Build the project' },
  { name: 'test', command: 'test', scope: 'development', cached: true, description: 'Run the tests' },
];

export function templateTasks(project: Project<TemplateDetails>, plugin: TemplateOptions): Task[] {
  return rows.map((row) => taskOf(row, project, plugin));
}

function taskOf(row: Row, project: Project<TemplateDetails>, { strict }: TemplateOptions): Task {
  const { closure, lock } = project.details;
  const outputs = row.command === 'build' ? [outputOf(project)] : [];
  const [output] = outputs;
  // Change: every default of an option, so that it does not stand in each target.
  const options = withoutDefaults<TemplateRunOptions>(
    { command: row.command, output, strict },
    { strict: false },
  );
  const command = shownCommand(planTemplate(templateRunOptions.parse(options), graphTimeContext(project)));
  return compact({
    intent: row.name,
    description: row.description,
    options,
    command,
    cache: row.cached,
    // Change: everything that decides the result, and nothing else. A shared lock goes into `slice`, cut down
    // to what this task links.
    inputs: { files: [...everythingIn(closure), ...(lock === undefined ? [] : only([lock]))] },
    outputs,
    closure,
    scope: row.scope,
  });
}

function outputOf({ root, name }: Project): string {
  return join('dist', root === '.' ? name : root, root === '.' ? name : basename(root));
}
