/**
 * Projects that expect something of others get a target that compares it; and depend on those, so that a
 * change of an interface affects them.
 */
import type { ManifestError } from '../model/errors.js';
import { escapeGlob } from '../model/globs.js';
import { providersOf } from '../model/interfaces.js';
import { ownEntry } from '../model/own-entry.js';
import type { Pipe } from './pipeline.js';
import { type NamedTask, NOTHING } from './planned.js';

const INTENT = 'interfaces-check';

export const addInterfaces: Pipe = (planned, { names, interfaces, options: { interfaces: file } }) => {
  if (interfaces === undefined || file === undefined) return planned;
  const roots = new Map([...names].map(([root, name]) => [name, root]));
  const done = new Set<string>();
  return planned.map((one) => {
    const { root } = one.project;
    if (done.has(root) || one.broken !== undefined) return one;
    done.add(root);
    // Nobody knows who is meant: a check that is not there would be one that never fails.
    if (interfaces instanceof Error) return { ...one, tasks: [...one.tasks, failing(interfaces)] };
    const own = ownEntry(interfaces, names.get(root) ?? '');
    if (own?.consumes === undefined) return one;
    const providers = providersOf(own, interfaces);
    const documents = [...own.consumes, ...providers.map(([, provided]) => provided)];
    const stated = { file, kind: 'interface', at: [names.get(root) ?? ''] };
    const known = new Set([root, ...(one.links ?? []).map((link) => link.root)]);
    const links = providers
      .flatMap(([provider]) => roots.get(provider) ?? [])
      .filter((provider, index, all) => !known.has(provider) && all.indexOf(provider) === index)
      .map((provider) => ({ root: provider, stated }));
    return {
      ...one,
      tasks: [...one.tasks, check(file, [file, ...documents.flatMap((document) => document.file ?? [])])],
      links: [...(one.links ?? []), ...links],
    };
  });
};

const PLAIN = { ...NOTHING, intent: INTENT, target: INTENT };

function check(file: string, documents: readonly string[]): NamedTask {
  return {
    ...PLAIN,
    description: 'Compare the interfaces that the project expects with those that others provide',
    executor: INTENT,
    options: { file },
    cache: true,
    inputs: { files: [...new Set(documents)].map(escapeGlob), tool: false },
  };
}

function failing({ message }: ManifestError): NamedTask {
  return {
    ...PLAIN,
    description: `Fails: ${message.split('\n')[0]}`,
    executor: 'broken',
    options: { message },
  };
}
