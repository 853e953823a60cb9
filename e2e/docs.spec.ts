/**
 * docs/how-do-i: every answer is tried as a reader would, in the example. Blocks that are not run say why in
 * the page's source.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../tools/paths.js';
import { contains, edited, type Question, questionsOf, type Step } from './support/doc-pages.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

const PAGES = join(repository, 'docs/how-do-i');
const EXAMPLE = join(repository, 'examples/polyglot');

it('every command of docs/how-do-i works in the example', async () => {
  const workspace = await example();
  for (const page of readdirSync(PAGES)) {
    for (const question of questionsOf(readFileSync(join(PAGES, page), 'utf8'))) {
      for (const problem of await answer(workspace, question))
        expect.soft(problem, `docs/how-do-i/${page}: ${question.title}`).toBe('');
    }
  }
}, 1_200_000);

function example(): Promise<Workspace> {
  const kept = ['.gitignore', 'nx.json', 'package.json'];
  const files = kept.map((name): [string, string] => [name, readFileSync(join(EXAMPLE, name), 'utf8')]);
  return createWorkspace(Object.fromEntries(files), { from: EXAMPLE });
}

/** What goes wrong, one text each. Every question starts from what is committed; Nx's cache stays. */
async function answer(workspace: Workspace, { steps }: Question): Promise<string[]> {
  const problems: string[] = [];
  for (const step of steps) problems.push(...(await problemsOf(workspace, step)));
  if (steps.length > 0) {
    await workspace.run('git', ['checkout', '--quiet', '.']);
    await workspace.run('git', ['clean', '-d', '--force', '--quiet']);
  }
  return problems;
}

async function problemsOf(workspace: Workspace, step: Step): Promise<string[]> {
  if (step.kind === 'left out') return [];
  if (step.kind === 'edit') {
    const { file, text } = step;
    const before = existsSync(join(workspace.root, file)) ? workspace.read(file) : undefined;
    workspace.write(file, edited(file, before, text));
    return [];
  }
  if (step.changed !== undefined) workspace.append(step.changed, '\n// changed\n');
  const { exitCode, output } = await shell(workspace, step.commands);
  if (exitCode !== 0) return [`${step.commands}failed:\n${output}`];
  return step.output
    .filter((line) => !contains(output, line))
    .map((line) => `${step.commands}does not print ${line}:\n${output}`);
}

/** NB npx itself takes half a second per command to find what is installed. */
function shell(workspace: Workspace, commands: string) {
  const PATH = [join(workspace.root, 'node_modules/.bin'), QUIET.PATH].join(delimiter);
  return workspace.run('sh', ['-euc', `npx() { "$@"; }\n${commands}`], { env: { PATH } });
}
