/** The folder `nix` as a project: what is done with Nix for the whole workspace. */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { NIX_FOLDER } from '../model/nix-places.js';
import type { NamedTask } from '../pipes/planned.js';
import { renderOutputs, workspaceGlob } from './target.js';

const TARGETS: Readonly<Record<string, readonly [command: string, description: string]>> = {
  'nix-check': ['check', 'Evaluate all outputs of the flake, and build its checks: nix flake check'],
  'nix-cache-push': ['cache-push', 'Send what was built, signed, to NIX_CACHE_URL and NIX_LOCAL_CACHE_DIR'],
  'nix-cache-pull': ['cache-pull', 'Fetch what the manifests name from the caches'],
  'nix-cache-warm': ['cache-warm', 'Build all packages that no cache has, and push them'],
  'nix-cache-stats': ['stats', 'Say how big packages and caches are, and how often caches helped'],
  'nix-gc': ['gc', 'Let go of what was built more than 30 days ago, and collect garbage'],
  'nix-optimise': ['optimise', 'Join equal files of the store: nix store optimise'],
  'nix-format': ['format', 'Format the expressions with the flake’s formatter: nix fmt'],
  'nix-lint': ['lint', 'Parse all expressions, and run statix and deadnix where they are installed'],
  'nix-update': ['update', 'Bring what the flake pins up to date: nix flake update'],
};

export interface NixTasks {
  /** The graph file says which packages there are. */
  readonly hasGraph: boolean;
  /** Made from the whole repository. */
  readonly whole: readonly NamedTask[];
  /** The command that says what machine this is. */
  readonly system: string;
}

export function nixProject(
  name: string,
  { hasGraph, whole, system }: NixTasks,
): Partial<ProjectConfiguration> {
  const commands = Object.entries(TARGETS).filter(([target]) => hasGraph || !target.startsWith('nix-cache-'));
  return {
    root: NIX_FOLDER,
    name,
    tags: ['nix'],
    targets: {
      ...Object.fromEntries(whole.map((task) => [task.target, targetOf(task, system)])),
      ...Object.fromEntries(
        commands.map(([target, [command, description]]) => [
          target,
          { executor: 'polynx:nix', options: { command }, cache: false, metadata: { description } },
        ]),
      ),
    },
    metadata: { technologies: ['nix'], description: 'What Nix does for the whole workspace' },
  };
}

function targetOf(task: NamedTask, system: string): TargetConfiguration {
  return {
    executor: `polynx:${task.executor}`,
    options: { ...task.options },
    cache: true,
    inputs: [...task.inputs.files.map(workspaceGlob), { runtime: system }, { externalDependencies: [] }],
    outputs: renderOutputs(task),
    metadata: { description: task.description },
  };
}
