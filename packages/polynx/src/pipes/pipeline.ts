/** What every pipe is given, and how a step that looks at one project at a time becomes a pipe. */
import type { ToolSource } from '../model/dev-shell.js';
import { internalError, type ManifestError } from '../model/errors.js';
import type { FlakeOptions } from '../model/flake.js';
import type { ImageOptions } from '../model/image.js';
import type { Interfaces } from '../model/interfaces.js';
import type { NixGraph } from '../model/nix-graph.js';
import { withParts } from '../model/platform.js';
import type { Builder, Project, Settings, TargetOverride } from '../model/project.js';
import type { PackageOptions } from '../model/shipping.js';
import type { StampChoice } from '../model/stamp.js';
import type { Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';
import { failing, type Planned, plannedTask } from './planned.js';

/** A step over all projects. Pure, and it knows no toolchain. */
export type Pipe = (all: readonly Planned[], context: PipelineContext) => readonly Planned[];

export interface PipelineContext {
  /** Names of projects by root, those that Nx gives included. */
  readonly names: ReadonlyMap<string, string>;
  readonly tree: Tree;
  readonly options: PipelineOptions;
  /** The content of the file that the option `interfaces` names. */
  readonly interfaces?: Interfaces | ManifestError;
  /** What `nx sync` wrote for Nix. */
  readonly nix?: NixGraph;
}

/** The options of the plugin that pipes read. */
export interface PipelineOptions {
  readonly platforms: readonly string[];
  readonly tools: ToolSource;
  readonly stamp: Readonly<Record<string, StampChoice>>;
  readonly verifyReproducible: boolean;
  readonly ci: boolean;
  readonly packages: boolean | PackageOptions;
  readonly images: boolean | ImageOptions;
  readonly builder: Builder | Readonly<Record<string, Builder>>;
  /** Settings by directory. */
  readonly projects: Readonly<Record<string, Settings>>;
  /** Workspace-relative. */
  readonly interfaces: string | undefined;
  readonly flake: FlakeOptions | undefined;
  /** By id. */
  readonly toolchains: Readonly<
    Record<string, { readonly targets: Readonly<Record<string, TargetOverride>> }>
  >;
}

/** All tasks of a project, from those it had. */
export type ProjectStep = (planned: Planned, context: PipelineContext) => readonly Task[];

/** NB a bug in polynx must not break other projects: only the affected project fails, with the reason. */
export function eachProject(step: ProjectStep): Pipe {
  return (all, context) =>
    all.map((one) => {
      if (one.broken !== undefined) return one;
      try {
        return { ...one, tasks: step(one, context).map(plannedTask) };
      } catch (error) {
        return failing(one, internalError(one.project.manifest, error));
      }
    });
}

/** The platforms that the project is built for, those that a universal file is joined from included. */
export function platformsOf(
  { settings }: Project,
  { platforms }: Pick<PipelineOptions, 'platforms'>,
): string[] {
  return withParts(settings.platforms ?? platforms);
}
