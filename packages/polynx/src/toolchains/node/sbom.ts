/**
 * What a package takes from package-lock.json in production. Other locks are not read for it: no bill is
 * better than half of one.
 */
import { basename, join, relative } from '../../model/paths.js';
import type { Component, Sbom } from '../../model/sbom.js';
import type { Tree } from '../../model/tree.js';
import { hashOf } from '../shared/integrity.js';
import { purl } from '../shared/purl.js';
import { type NpmEntry, npmTargets, productionNames } from './lock/npm.js';
import type { Package } from './packages.js';

const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'];

export function nodeSbom(one: Package, closure: readonly Package[], tree: Tree): Sbom | undefined {
  const lock = LOCKS.map((name) => join(one.workspace, name)).find((file) => tree.has(file));
  const entries = lock === undefined ? undefined : entriesOf(tree.read(lock) ?? '');
  if (lock === undefined || entries === undefined) return undefined;
  const takenBy = ({ root, workspace }: Package) => {
    const key = relative(workspace, root);
    return packagesBelow(key === '.' ? '' : key, entries);
  };
  const seen = new Set(closure.flatMap(takenBy));
  for (const key of seen) for (const below of packagesBelow(key, entries)) seen.add(below);
  const refOf = (key: string) => componentOf(key, entries).ref;
  const components = new Map(
    [...seen].map((key) => {
      const component = componentOf(key, entries);
      const dependsOn = [...new Set(packagesBelow(key, entries).map(refOf))];
      return [component.ref, { ...component, dependsOn }] as const;
    }),
  );
  return {
    components: [...components.values()],
    direct: [...new Set(takenBy(one).map(refOf))],
    shared: [lock],
  };
}

type Entries = ReadonlyMap<string, NpmEntry>;

function entriesOf(text: string): Entries | undefined {
  try {
    const { packages } = JSON.parse(text) as { packages?: Readonly<Record<string, NpmEntry>> };
    return packages === undefined ? undefined : new Map(Object.entries(packages));
  } catch {
    return undefined;
  }
}

/** Neighbours in the repository are no third parties: they are asked themselves. */
function packagesBelow(key: string, entries: Entries): string[] {
  return npmTargets(key, productionNames(entries.get(key)), entries).filter((one) =>
    one.includes('node_modules/'),
  );
}

function componentOf(key: string, entries: Entries): Component {
  const { version = '', integrity, name: alias } = entries.get(key) ?? {};
  const name = alias ?? (key.split('node_modules/').pop() || basename(key));
  const ref = purl('npm', name, version);
  return { ref, name, version, purl: ref, ...hashOf(integrity) };
}
