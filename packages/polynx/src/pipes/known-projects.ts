/**
 * A project that is named has to exist: a misspelt one would have no edge, no stamp and no builder, and
 * nothing would say so.
 */
import { compact } from '../model/compact.js';
import { closest } from '../model/did-you-mean.js';
import { ManifestError } from '../model/errors.js';
import { lineOf } from '../model/line-of.js';
import type { Project } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import type { Pipe, PipelineContext, PipelineOptions } from './pipeline.js';
import { failing } from './planned.js';
import { settingPlace } from './setting-place.js';

export const refuseUnknownProjects: Pipe = (all, context) => {
  const { names, tree } = context;
  const known: KnownProjects = { names: new Set(names.values()), roots: new Set(names.keys()) };
  const meant = misspeltInNxJson(known, context);
  return all.map((one) => {
    if (one.broken !== undefined) return one;
    const { project } = one;
    const name = names.get(project.root) ?? project.name;
    const error = errorIn(project, known, tree) ?? meant.get(project.root) ?? meant.get(name);
    return error === undefined ? one : failing(one, error);
  });
};

interface KnownProjects {
  readonly names: ReadonlySet<string>;
  readonly roots: ReadonlySet<string>;
}

function errorIn(project: Project, known: KnownProjects, tree: Tree): ManifestError | undefined {
  const { consumes = [], implicitDependencies = [] } = project.settings;
  const isThere = (path: string) =>
    known.names.has(path) || known.roots.has(path) || tree.has(path) || tree.hasDirectory(path);
  const consumed = consumes.find((name) => !isThere(name));
  if (consumed !== undefined) {
    const meant = closest(consumed, [...known.names, ...known.roots]);
    return unknown(project, tree, 'consumes', consumed, meant);
  }
  for (const name of implicitDependencies) {
    // NB other plugins have projects that nothing is known of; and Nx refuses the whole graph for a wrong
    // name.
    if (known.names.has(name) || /[*!:{]/.test(name)) continue;
    const meant = closest(name, known.names);
    if (meant !== undefined) return unknown(project, tree, 'implicitDependencies', name, meant);
  }
  return undefined;
}

function unknown(
  project: Project,
  tree: Tree,
  field: string,
  name: string,
  meant: string | undefined,
): ManifestError {
  return new ManifestError({ ...settingPlace(project, tree, field, name), ...problem(field, name, meant) });
}

interface Place {
  readonly file: string;
  readonly line?: number;
}

function problem(field: string, name: string, meant: string | undefined) {
  const guess = meant === undefined ? '' : `. Did you mean ${meant}?`;
  const hint = 'A project has its name, or its directory from the root: nx show projects lists them.';
  return { field, problem: `unknown project ${name}${guess}`, hint };
}

/**
 * By the name or root of the project that is meant, which fails. Only what is nearly one that there is:
 * another branch may have the project.
 */
function misspeltInNxJson(
  known: KnownProjects,
  { options, tree }: PipelineContext,
): ReadonlyMap<string, ManifestError> {
  const meant = new Map<string, ManifestError>();
  for (const [field, entries] of tablesOf(options))
    for (const name of entries) {
      if (known.names.has(name) || known.roots.has(name)) continue;
      const project = nearly(name, known);
      if (project === undefined) continue;
      const line = lineOf(tree.read('nx.json') ?? '', `"${field}"`, name);
      const place = compact<Place>({ file: 'nx.json', line });
      meant.set(project, new ManifestError({ ...place, ...problem(field, name, project) }));
    }
  return meant;
}

/** The tables of nx.json that go by project, and what they name. `projects` goes by directory alone. */
function tablesOf({ stamp, builder, projects }: PipelineOptions): [field: string, names: string[]][] {
  const tables = { stamp, builder: typeof builder === 'string' ? {} : builder, projects };
  return Object.entries(tables).map(([field, table]) => [field, Object.keys(table)]);
}

/** Folders that are called `a` and `b` are no misspelling of each other. */
function nearly(name: string, { names, roots }: KnownProjects): string | undefined {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const last = name.slice(folder.length);
  if (last.length < 4) return undefined;
  const beside = [...names, ...roots].filter((one) => one.slice(0, one.lastIndexOf('/') + 1) === folder);
  const found = closest(
    last,
    beside.map((one) => one.slice(folder.length)),
  );
  return found === undefined ? undefined : `${folder}${found}`;
}
