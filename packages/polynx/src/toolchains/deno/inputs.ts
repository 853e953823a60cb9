/** The files a task sees. */

import { escapeGlob, everythingIn, except, type Glob } from '../../model/globs.js';
import { ancestors, join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Inputs } from '../../model/task.js';
import type { DenoDetails } from './details.js';
import { DEVELOPMENT_GLOBS } from './files.js';
import { installedPackages, type Section, sliceOf } from './slice.js';

/**
 * For commands that compile: the own files, and those of every member that is imported, without its tests.
 */
export function compiledInputs(
  project: Project<DenoDetails>,
  scope: Scope,
  sections: readonly Section[],
): Inputs {
  const { details } = project;
  const npm = installedPackages(details, scope);
  return {
    files: compiledFiles(project, scope, sections),
    slice: sliceOf(details, scope, sections),
    shared: resolvingFiles(details),
    ...(npm.length > 0 ? { npm } : {}),
  };
}

function compiledFiles(project: Project<DenoDetails>, scope: Scope, sections: readonly Section[]): Glob[] {
  const { details } = project;
  return [
    ...ownFiles(details, scope, sections),
    ...(sections.every((section) => section === 'check') ? [] : openedFiles(details, scope)),
    ...dependencyFiles(details.closures[scope], project),
    ...details.configFiles,
  ];
}

/**
 * What its modules import from elsewhere: a task that declares files names its own, and runs what they
 * import.
 */
export function importedInputs(project: Project<DenoDetails>): Inputs {
  const { details } = project;
  const npm = installedPackages(details, 'development');
  const imported = dependencyFiles(details.closures.development, project);
  return {
    // NB a glob that takes away would do so from declared files too.
    files: [...imported.filter((glob) => !glob.startsWith('!')), ...details.configFiles],
    slice: sliceOf(details, 'development', ['run']),
    shared: resolvingFiles(details),
    ...(npm.length > 0 ? { npm } : {}),
  };
}

/** Not a key, where nothing is kept: what `nx affected` compares changes with. */
export function affectingInputs(project: Project<DenoDetails>, scope: Scope): Inputs {
  return { files: compiledFiles(project, scope, ['run']), shared: resolvingFiles(project.details) };
}

/** A result that a file outside the repository decides cannot be kept. */
export function readsOutside({ closures }: DenoDetails): boolean {
  return closures.development.some(({ details: { collected } }) =>
    [collected.production, collected.development].some(({ outside }) => outside.size > 0),
  );
}

/** A check reads what is imported; a test may read any file. */
function ownFiles(
  { own, manifest, collected }: DenoDetails,
  scope: Scope,
  sections: readonly Section[],
): Glob[] {
  const leaveOut = scope === 'production' && !own.nested;
  const tests = except(leaveOut ? withoutTests([manifest.directory]) : []);
  if (!sections.every((section) => section === 'check') || own.globs === own.sourceGlobs)
    return [...own.globs, ...tests];
  const assets = [...collected.production.assets, ...collected.development.assets];
  return [...own.sourceGlobs, ...assets.map(escapeGlob), ...tests];
}

/** What runs may open what its own sources and those of the members it imports name. */
function openedFiles({ closures, collected }: DenoDetails, scope: Scope): Glob[] {
  return [
    ...new Set([
      ...closures[scope].flatMap(({ details }) => [...details.collected.production.opened]),
      ...(scope === 'development' ? collected.development.opened : []),
    ]),
  ];
}

function dependencyFiles(closure: readonly Project<DenoDetails>[], own: Project<DenoDetails>): Glob[] {
  const others = closure.filter((member) => member !== own);
  const needed = new Set(closure.flatMap(({ details }) => [...details.foreignTests]));
  const packages = closure.flatMap(({ details }) => [
    ...details.collected.production.packages,
    ...(details === own.details ? details.collected.development.packages : []),
  ]);
  const whole = others.filter(({ details }) => !details.own.nested).map(({ root }) => root);
  const spared = whole.filter((root) => [...needed].some((test) => test.startsWith(`${root}/`)));
  const trimmed = whole.filter((root) => !spared.includes(root));
  return [
    ...everythingIn([...new Set([...whole, ...packages])]),
    ...others.flatMap(({ details }) => (details.own.nested ? details.own.globs : [])),
    ...except(trimmed.length === 0 ? [] : withoutTests(trimmed)),
  ];
}

function withoutTests(directories: readonly string[]): Glob[] {
  return DEVELOPMENT_GLOBS.flatMap((glob) => everythingIn(directories, glob));
}

/** Own sources and the rules, nothing that is imported. */
export function lintInputs({ details }: Project<DenoDetails>): Inputs {
  return {
    files: [...details.own.sourceGlobs, ...details.lintPlugins],
    slice: sliceOf(details, 'development', ['lint']),
    shared: sharedFiles(details),
  };
}

export function formatInputs({ details, root }: Project<DenoDetails>): Inputs {
  const editor = ancestors(root).map((directory) => join(directory, '.editorconfig'));
  return {
    files: [...details.own.formattedGlobs, ...editor.map(escapeGlob)],
    slice: sliceOf(details, 'development', ['fmt']),
    shared: [details.workspace.root.path],
  };
}

/** For a command at the root that Deno runs over every member. */
export function workspaceInputs(project: Project<DenoDetails>, sections: readonly Section[]): Inputs {
  const { details } = project;
  const { own, members, configFiles, lintPlugins } = details;
  const roots = members.filter((member) => !member.details.own.nested).map(({ root }) => root);
  const packages = [...details.workspace.packages.values()].map(({ directory }) => directory);
  const nested = members.flatMap((member) => (member.details.own.nested ? member.details.own.globs : []));
  const slices = [project, ...members].map((member) => sliceOf(member.details, 'development', sections));
  return {
    files: [
      ...new Set([...own.globs, ...own.formattedGlobs, ...everythingIn([...roots, ...packages])]),
      ...nested,
      ...configFiles,
      ...lintPlugins,
    ],
    slice: [...new Set(slices)].join('\n'),
    shared: sharedFiles(details),
  };
}

function sharedFiles({ workspace: { root, lock } }: DenoDetails): string[] {
  return [root.path, ...(lock === undefined ? [] : [lock.path])];
}

/** What is compiled is resolved by package.json too. */
function resolvingFiles(details: DenoDetails): string[] {
  const { root, packageJson } = details.workspace;
  return [
    ...sharedFiles(details),
    ...(packageJson === undefined ? [] : [join(root.directory, 'package.json')]),
  ];
}
