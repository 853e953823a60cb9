import type { ProjectGraph } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import VersionActions from './version-actions.js';

const crate = (name: string, rest: string) => `[package]\nname = "${name}"\n${rest}\n`;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["*"]\n\n[workspace.package]\nversion = "1.0.0" # of both\n',
  'deno.json': '{ "workspace": [] }\n',
  'a/Cargo.toml': crate('a', 'version.workspace = true'),
  'b/Cargo.toml': crate('b', 'version.workspace = true'),
  // A module for Node: a crate with a package.
  'addon/Cargo.toml': crate(
    'addon',
    'version = "0.4.0"\n[dependencies]\nlog = { path = "../log", version = "0.4" }',
  ),
  'addon/package.json': json({ name: '@x/addon', version: '0.4.0' }),
  'log/Cargo.toml': crate('log', 'version = "0.4.2"'),
  'none/Cargo.toml': crate('none', ''),
};
const ROOTS = { root: '.', a: 'a', b: 'b', addon: 'addon', log: 'log', none: 'none' };

type Constructor = ConstructorParameters<typeof VersionActions>;

/** As Nx makes one, in a release of all projects together. */
async function actionsOf(name: keyof typeof ROOTS, relationship = 'fixed', config: object = {}) {
  const tree = createTree();
  for (const [path, text] of Object.entries(FILES)) tree.write(path, text);
  const nodes = Object.fromEntries(
    Object.entries(ROOTS).map(([one, root]) => [one, { name: one, type: 'lib', data: { root } }]),
  );
  const graph = { nodes, dependencies: {} } as unknown as ProjectGraph;
  const group = { name: 'all', projects: Object.keys(ROOTS), projectsRelationship: relationship };
  const final = { manifestRootsToUpdate: [], versionPrefix: 'auto', preserveMatchingDependencyRanges: true };
  const actions = new VersionActions(
    group as unknown as Constructor[0],
    nodes[name] as unknown as Constructor[1],
    { ...final, ...config } as unknown as Constructor[2],
  );
  await actions.init(tree);
  await actions.readDependencies(tree, graph);
  return { actions, tree, graph };
}

describe('a new version', () => {
  it('is written to every manifest at the root that has one', async () => {
    const { actions, tree } = await actionsOf('addon');
    await actions.validate(tree);
    expect(await actions.readCurrentVersionFromSourceManifest(tree)).toMatchObject({
      currentVersion: '0.4.0',
    });
    await actions.updateProjectVersion(tree, '0.5.0');
    expect(tree.read('addon/package.json', 'utf-8')).toBe(
      FILES['addon/package.json'].replace('0.4.0', '0.5.0'),
    );
    expect(tree.read('addon/Cargo.toml', 'utf-8')).toContain('version = "0.5.0"');
  });

  it('keeps what others have written since the files were read', async () => {
    const { actions, tree } = await actionsOf('addon');
    await actions.readCurrentVersionFromSourceManifest(tree);
    tree.write('addon/Cargo.toml', `${FILES['addon/Cargo.toml']}# written by another\n`);
    await actions.updateProjectVersion(tree, '0.5.0');
    const text = tree.read('addon/Cargo.toml', 'utf-8');
    expect(text).toContain('version = "0.5.0"');
    expect(text).toContain('# written by another');
  });

  it('of a workspace is that of the crates that inherit it; a deno.json that lists members stays', async () => {
    const { actions, tree } = await actionsOf('root');
    await actions.updateProjectVersion(tree, '1.1.0');
    expect(tree.read('Cargo.toml', 'utf-8')).toContain('version = "1.1.0" # of both');
    expect(tree.read('deno.json', 'utf-8')).toBe(FILES['deno.json']);
  });

  it('cannot be of one crate alone where others have it from the same line', async () => {
    const { actions, tree } = await actionsOf('a', 'independent');
    await expect(actions.updateProjectVersion(tree, '1.1.0')).rejects.toThrow(
      'a, b, root have their version from one line, and the release group all is independent',
    );
  });

  it('needs a place', async () => {
    const { actions, tree } = await actionsOf('none');
    await expect(actions.validate(tree)).rejects.toThrow('no Cargo.toml in none says a version');
  });
});

describe('requirements', () => {
  it('are read for Nx, and stay where they take the new version', async () => {
    const { actions, tree, graph } = await actionsOf('addon');
    expect(await actions.readCurrentVersionOfDependency(tree, graph, 'log')).toEqual({
      currentVersion: '0.4',
      dependencyCollection: 'dependencies',
    });
    expect(await actions.updateProjectDependencies(tree, graph, { log: '0.4.3' })).toEqual([]);
  });

  it('are changed all the same where nx.json says so', async () => {
    const config = { preserveMatchingDependencyRanges: false, versionPrefix: '=' };
    const { actions, tree, graph } = await actionsOf('addon', 'fixed', config);
    await actions.updateProjectDependencies(tree, graph, { log: '=0.4.3' });
    expect(tree.read('addon/Cargo.toml', 'utf-8')).toContain('version = "=0.4.3"');
  });

  it('of projects that it does not name are none', async () => {
    const { actions, tree, graph } = await actionsOf('log');
    expect(await actions.readCurrentVersionOfDependency(tree, graph, 'a')).toEqual({
      currentVersion: null,
      dependencyCollection: null,
    });
  });
});
