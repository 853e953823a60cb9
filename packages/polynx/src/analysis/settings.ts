/**
 * What is said of a project outside of its manifest: `metadata.polynx` in its project.json, and `projects` in
 * the options of the plugin. go.mod has no room for settings, and a manifest may be somebody else's.
 */
import { compact } from '../model/compact.js';
import { ManifestError } from '../model/errors.js';
import { asManifestError } from '../model/failed-project.js';
import { ownEntry } from '../model/own-entry.js';
import { join } from '../model/paths.js';
import type { Project, Settings } from '../model/project.js';
import type { Scan, Tree } from '../model/tree.js';
import { parseJsonc } from '../toolchains/shared/jsonc.js';
import { projectJson } from '../toolchains/shared/manifest.js';

/** Whether there are any is kept by hash; they are read where there are. */
export const settingsScan: Scan<boolean> = {
  name: 'project-settings',
  facts: (text) => text.includes('"polynx"'),
};

/** The project with all settings of it: its own project.json counts most, then its manifest, then nx.json. */
export function withSettings<D>(
  project: Project<D>,
  tree: Tree,
  table: Readonly<Record<string, Settings>>,
): Project<D> {
  const file = join(project.root, 'project.json');
  const general = ownEntry(table, project.root);
  const own = ownSettings(file, tree);
  if (own instanceof ManifestError) return { ...project, error: project.error ?? own };
  if (own === undefined && general === undefined) return project;
  const settings = over(over(general ?? {}, project.settings), own ?? {});
  return compact<Project<D>>({
    ...project,
    name: settings.name ?? project.name,
    isNamedByFolder: settings.name === undefined ? project.isNamedByFolder : undefined,
    settings,
    settingsIn: [...(own === undefined ? [] : [file]), ...(general === undefined ? [] : ['nx.json'])],
  });
}

/** Target by target; of everything else the closer place has the word. */
function over(all: Settings, more: Settings): Settings {
  const targets =
    all.targets === undefined || more.targets === undefined
      ? {}
      : { targets: { ...all.targets, ...more.targets } };
  return { ...all, ...more, ...targets };
}

/** NB a project.json that is no JSON is Nx's to report. */
function ownSettings(file: string, tree: Tree): Settings | ManifestError | undefined {
  if (!tree.has(file)) return undefined;
  try {
    if (tree.scan(file, settingsScan) !== true) return undefined;
    const text = tree.read(file) ?? '{}';
    return isJson(text) ? parseJsonc({ path: file, text }, projectJson).metadata?.polynx : undefined;
  } catch (error) {
    return asManifestError(file, error);
  }
}

function isJson(text: string): boolean {
  try {
    return JSON.parse(text) !== null;
  } catch {
    return false;
  }
}
