/** What `nx sync` wrote, as far as the graph needs it. Not checked in depth: each command would pay for it, and a stale file fails `nx sync:check`. */
import { createHash } from 'node:crypto';
import { nixSystem } from '../../model/nix-system.js';
import { ownEntry } from '../../model/own-entry.js';
import { withParts } from '../../model/platform.js';
import type { Builder, Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Planned } from '../../pipes/analysis.js';
import { addNix, type NixKnown, type NixWorld } from '../../pipes/nix.js';
import type { PluginOptions } from '../options.js';
import { GRAPH_FILE, lockTwin } from './places.js';

export function knownToNix(tree: Tree): NixKnown | undefined {
  if (!tree.has(GRAPH_FILE)) return undefined;
  try {
    const json = JSON.parse(tree.read(GRAPH_FILE) ?? '') as Partial<NixKnown> & { readonly version?: number };
    if (json.version !== 1 || json.projects === undefined || json.workspaces === undefined) return undefined;
    return { projects: json.projects, workspaces: json.workspaces };
  } catch {
    // Half-written or of another version: no targets, and `nx sync` writes it anew.
    return undefined;
  }
}

export function withNix(
  planned: readonly Planned[],
  {
    options,
    ...world
  }: Pick<NixWorld, 'known' | 'names' | 'tree' | 'overrides'> & {
    readonly options: PluginOptions;
  },
): Planned[] {
  return addNix(planned, {
    ...world,
    twinOf: lockTwin,
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    isBuilder: builderOf(options, world.names),
    systems: ({ project }) =>
      withParts(project.settings.platforms ?? options.platforms).flatMap((platform) => {
        const system = nixSystem(platform);
        return system === undefined ? [] : [[platform, system] as const];
      }),
  });
}

/** Whether a project's `build` is to be the Nix build. */
export function builderOf(
  { builder }: Pick<PluginOptions, 'builder'>,
  names: ReadonlyMap<string, string>,
): (planned: Planned) => boolean {
  return ({ project }) => (project.settings.builder ?? chosen(builder, project, names)) === 'nix';
}

/** By name or directory, as users say it. */
function chosen(
  builder: PluginOptions['builder'],
  { root, name }: Project,
  names: ReadonlyMap<string, string>,
): Builder | undefined {
  if (typeof builder === 'string') return builder;
  return ownEntry(builder, root) ?? ownEntry(builder, names.get(root) ?? name);
}
