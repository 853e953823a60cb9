/**
 * `polynx doctor`: everything that can be said of a workspace and a machine before a task fails for it.
 * Cheap, and it changes nothing.
 */
import { ExpectedError } from '../../model/errors.js';
import { withoutCredentials } from '../../model/urls.js';
import { nxGraph, openWorkspace, type Workspace } from '../workspace.js';
import { checkManifests } from './advice.js';
import { checkGit } from './git.js';
import { checkImages } from './images.js';
import { checkNix } from './nix.js';
import { checkEntry, checkGraph, checkTargetDefaults } from './nx-json.js';
import { checkProjects } from './projects.js';
import { asText, isHealthy, type Section } from './report.js';
import { checkTools } from './tools.js';
import { verifyGraph } from './verify.js';
import { checkVersions } from './versions.js';

export interface DoctorOptions {
  /** Compares the graph with what the tools say, and does nothing else. */
  readonly verify: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
}

export async function doctor(root: string, { verify, verbose, json }: DoctorOptions): Promise<void> {
  const workspace = await opened(root);
  const sections =
    workspace instanceof ExpectedError
      ? [
          checkVersions(root),
          { title: 'nx.json', checks: [{ state: 'problem' as const, says: workspace.message }] },
        ]
      : verify
        ? await verifyGraph(workspace)
        : await checkAll(workspace);
  const ok = isHealthy(sections);
  const text = json ? JSON.stringify({ ok, sections }, null, 2) : asText(sections, verbose);
  console.log(withoutCredentials(text));
  if (!ok) process.exitCode = 1;
}

/** Options that cannot be read stop Nx as well, and everything else here. */
async function opened(root: string): Promise<Workspace | ExpectedError> {
  try {
    return await openWorkspace(root);
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
}

async function checkAll(workspace: Workspace): Promise<Section[]> {
  const [tools, nix, graph, git, manifests] = await Promise.all([
    checkTools(workspace),
    checkNix(workspace),
    nxGraph(),
    checkGit(workspace),
    checkManifests(workspace),
  ]);
  return [
    checkVersions(workspace.root),
    ...tools,
    ...nix,
    ...checkImages(workspace.analysis.planned),
    {
      title: 'Workspace',
      checks: [
        checkEntry(workspace),
        ...checkGraph(graph, workspace),
        ...(graph instanceof Error ? [] : checkTargetDefaults(workspace, graph)),
        ...git,
        ...checkProjects(workspace, graph),
        ...manifests,
      ],
    },
  ];
}
