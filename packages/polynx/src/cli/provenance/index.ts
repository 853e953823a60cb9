/** `polynx provenance`: of the outputs of a task, from the record of the run that built them. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readRecords } from '../../adapters/history.js';
import { ownPackage } from '../../adapters/own-package.js';
import { ask } from '../../adapters/run.js';
import { writeBeside } from '../../adapters/write-beside.js';
import { outputsOf } from '../../explain/expand.js';
import { ExpectedError } from '../../model/errors.js';
import { isLiteral, literalOf } from '../../model/globs.js';
import { hasRun } from '../../model/run-record.js';
import { withoutCredentials } from '../../model/urls.js';
import { shownGraph, taskNamed } from '../shown-graph.js';
import { nxGraph, startNx } from '../workspace.js';
import { type Subject, statementOf } from './statement.js';

export async function provenance(root: string, name: string, output: string | undefined): Promise<void> {
  startNx(root);
  const graph = await nxGraph();
  if (graph instanceof Error) throw new ExpectedError(`Nx has no graph: ${graph.message}`);
  const shown = shownGraph(graph, readFileSync(join(root, 'nx.json'), 'utf8'));
  const task = taskNamed(name, shown);
  const id = [task.project, task.target, task.configuration].filter((part) => part !== undefined).join(':');
  const built = lastBuild(root, id);
  const subjects = outputsOf(task, shown)
    .filter(isLiteral)
    .map(literalOf)
    .flatMap((path) => subjectsIn(root, path));
  if (subjects.length === 0) throw new ExpectedError(`${id} has left no files. Run: nx run ${id}`);
  const repository = await remoteOf(root);
  const statement = statementOf(subjects, { ...built, repository, version: ownPackage().version });
  const text = `${JSON.stringify(statement, null, 2)}\n`;
  if (output === undefined) process.stdout.write(text);
  else writeBeside(resolve(output), Buffer.from(text), 0o644);
}

/**
 * NB what came from a cache was built by another run: the newest one that ran counts if it had the same key.
 */
function lastBuild(root: string, id: string) {
  const all = readRecords(root).flatMap((run) =>
    run.tasks.filter((task) => task.id === id && task.outcome === 'success').map((task) => ({ run, task })),
  );
  const newest = all.at(-1);
  const built = all.findLast(({ task }) => hasRun(task) && task.hash === newest?.task.hash);
  if (built !== undefined) return built;
  throw new ExpectedError(
    newest === undefined
      ? `No run of ${id} is recorded here. Run: nx run ${id}`
      : `${id} came from a cache, and the run that built it is not recorded on this machine. Make the statement where it is built, or build it here: nx run ${id} --skip-nx-cache`,
  );
}

async function remoteOf(workspaceRoot: string): Promise<string | undefined> {
  const command = { program: 'git', args: ['remote', 'get-url', 'origin'], cwd: '.' };
  try {
    return withoutCredentials((await ask(command, { workspaceRoot, install: '' })).trim());
  } catch {
    return undefined;
  }
}

/** Every file, none through a link. */
function subjectsIn(root: string, path: string): Subject[] {
  const found = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (found?.isDirectory() === true)
    return readdirSync(join(root, path)).flatMap((name) => subjectsIn(root, `${path}/${name}`));
  if (found?.isFile() !== true) return [];
  const sha256 = createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex');
  return [{ name: path, digest: { sha256 } }];
}
