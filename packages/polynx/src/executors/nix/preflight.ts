/**
 * What would make Nix fail, or build something else than what Nx hashed: said before anything is evaluated.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { untrackedFiles } from '../../adapters/git.js';
import { parseCommand } from '../../adapters/nix/commands.js';
import { ExpectedError } from '../../model/errors.js';
import { GRAPH_FILE, NIX_FOLDER } from '../../model/nix-places.js';
import type { Session } from './session.js';

/** @param projects whose sources a flake has to see */
export async function preflight(session: Session, projects: readonly string[]): Promise<void> {
  await checkExpressions(session);
  await checkTracked(session, projects);
}

/**
 * NB Nx runs sync generators of targets on developers' machines and not in CI, and before cache hits too. A
 * hit needs none: what makes the graph is in its key. So a build asks, everywhere.
 */
export async function checkGraph({ root }: Session, names?: readonly string[]): Promise<void> {
  const { isGraphStale } = await import('../../generators/nix-sync/stale.js');
  if (!(await isGraphStale(root, names))) return;
  throw new ExpectedError(
    `${GRAPH_FILE} is not what the projects say now: Nix would build something else. Run: nx sync`,
  );
}

async function checkExpressions(session: Session): Promise<void> {
  if (!existsSync(join(session.root, 'flake.nix')))
    throw new ExpectedError('There is no flake.nix. Run: nx g polynx:flake');
  const { exitCode, stderr } = await session.ask(parseCommand(expressions(session.root)));
  if (exitCode !== 0) throw new ExpectedError(`An expression cannot be read:\n${stderr.trim()}`);
}

export function expressions(root: string): string[] {
  const below = existsSync(join(root, NIX_FOLDER))
    ? readdirSync(join(root, NIX_FOLDER), { recursive: true, encoding: 'utf8' })
    : [];
  return ['flake.nix', ...below.map((path) => `${NIX_FOLDER}/${path.replaceAll('\\', '/')}`)]
    .filter((file) => file.endsWith('.nix'))
    .sort();
}

/**
 * NB a flake does not see files that git does not know, and Nx hashes them: the result of a build without
 * them would be stored as that of one with them. https://github.com/NixOS/nix/issues/7107
 */
async function checkTracked(session: Session, projects: readonly string[]): Promise<void> {
  const places = new Set(['flake.nix', 'flake.lock', NIX_FOLDER]);
  const graph = projects.length === 0 ? {} : readGraph(session.root);
  for (const name of projects) for (const path of graph.projects?.[name]?.sources ?? []) places.add(path);
  const files = await untrackedFiles(session.root, [...places]);
  if (files.length === 0) return;
  const shown = files.slice(0, 10).map((file) => `\n    ${file}`);
  throw new ExpectedError(
    `Nix does not see ${files.length === 1 ? 'a file' : 'files'} that git does not know:${shown.join('')}${
      files.length > 10 ? '\n    …' : ''
    }\n  Run: git add --intent-to-add ${files.length === 1 ? files[0] : '<files>'}, or ignore what is no source.`,
  );
}

interface Graph {
  readonly projects?: Readonly<
    Record<string, { readonly sources?: readonly string[]; readonly root?: string; readonly kind?: string }>
  >;
}

export function readGraph(root: string): Graph {
  try {
    return JSON.parse(readFileSync(join(root, GRAPH_FILE), 'utf8')) as Graph;
  } catch {
    throw new ExpectedError(`${GRAPH_FILE} does not exist, or is not JSON. Run: nx sync`);
  }
}
