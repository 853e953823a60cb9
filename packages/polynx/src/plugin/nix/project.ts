/** The folder `nix` as a project: what is done with Nix for the whole workspace. */
import type { ProjectConfiguration } from '@nx/devkit';
import { NIX_FOLDER } from './places.js';

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

export function nixProject(name: string): Partial<ProjectConfiguration> {
  return {
    root: NIX_FOLDER,
    name,
    tags: ['nix'],
    targets: Object.fromEntries(
      Object.entries(TARGETS).map(([target, [command, description]]) => [
        target,
        { executor: 'polynx:nix', options: { command }, cache: false, metadata: { description } },
      ]),
    ),
    metadata: { technologies: ['nix'], description: 'What Nix does for the whole workspace' },
  };
}
