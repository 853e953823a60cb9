/** What all files of one release have in common: name, version, documents, and where they go. */
import { ancestors, basename, join, leavesWorkspace } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Sbom } from '../../model/sbom.js';
import {
  type About,
  type Format,
  fileName,
  type PackageOptions,
  type Shipped,
  versionIn,
} from '../../model/shipping.js';
import type { Task } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';
import { nodeAddonOf } from './builds.js';

export interface ToPackage {
  readonly project: Project;
  readonly tasks: readonly Task[];
  /** Those that users name, in their order. */
  readonly platforms: readonly string[];
  readonly options: PackageOptions;
  readonly tree: Tree;
  readonly about: About;
  /** Asked only where something is shipped. */
  sbom(): Sbom | undefined;
}

export interface Release {
  readonly shipped: Shipped;
  readonly folder: string;
  readonly formats: readonly Format[];
  readonly documents: readonly string[];
  /** Files besides the documents whose change makes another release. */
  readonly versionFiles: readonly string[];
  readonly options: PackageOptions;
}

export function describeRelease({ project, options, tree, about }: ToPackage): Release {
  const { root, deliverables } = project;
  const [program, ...others] = deliverables.filter(({ kind }) => kind === 'bin');
  const node = nodeAddonOf(project)?.node;
  const folderName = root === '.' ? project.name : basename(root);
  const own = others.length === 0 ? program?.name : undefined;
  const name = fileName(options.name ?? node?.package ?? about.name ?? own ?? folderName);
  const file = ancestors(project.root)
    .map((directory) => join(directory, 'VERSION'))
    .find((path) => tree.has(path));
  const stated = versionIn(options.version) ?? versionIn(node?.version ?? about.version);
  const version = stated ?? versionIn(file === undefined ? undefined : tree.read(file)) ?? '0.0.0';
  const { name: _, version: __, ...rest } = about;
  return {
    shipped: { name, version, ...rest },
    folder: join('dist', project.root === '.' ? fileName(project.name) : project.root, 'packages'),
    // Nothing else knows what to do with a module of Node.
    formats: node === undefined ? (options.formats ?? DEFAULT_FORMATS) : ['npm'],
    documents: documentsOf(project, options, tree),
    versionFiles: stated === undefined && file !== undefined ? [file] : [],
    options,
  };
}

const DEFAULT_FORMATS: readonly Format[] = ['tar.gz', 'zip'];

const DOCUMENTS = [/^(licen[cs]e|copying|unlicense|notice)([.-]|$)/i, /^readme(\.|$)/i];

/**
 * Of each kind, those of the nearest folder that has any: a repository's licence is that of all its projects.
 */
function documentsOf({ root }: Project, { include = [] }: PackageOptions, tree: Tree): string[] {
  const found = DOCUMENTS.flatMap((form) => {
    const here = ancestors(root).map((directory) =>
      tree
        .list(directory)
        .files.filter((name) => form.test(name))
        .map((name) => join(directory, name)),
    );
    return here.find((files) => files.length > 0) ?? [];
  });
  const added = include.map((path) => join(root, path)).filter((path) => !leavesWorkspace(path));
  return [...new Set([...found, ...added])];
}
