/** The targets of a repository that are another plugin's: written ones, and those that it infers. */
import type { JSONPath } from 'jsonc-parser';
import { basename, dirname, join } from '../../model/paths.js';
import type { Options, Peer } from './peer.js';
import { isRecord, type Json, jsonOf, type Repository, recordAt } from './repository.js';

export interface Entry {
  readonly root: string;
  readonly target: string;
  readonly executor: string;
  readonly value: Json;
  /** The plugin infers it: nothing is written. */
  readonly isInferred: boolean;
  /** The project.json that has the entry, or gets it. Absent: none exists. */
  readonly at?: { readonly file: string; readonly path: JSONPath };
  /** Edges that the user drew: `^build` may mean a project of another language. */
  readonly hasOwnEdges: boolean;
}

export function entriesOf(peer: Peer, repository: Repository): Entry[] {
  const files = repository.files.filter((file) => /(?:^|\/)(?:project|package)\.json$/.test(file));
  const inferred = inferredBy(peer, repository);
  const written = files.flatMap((file) => entriesIn(file, peer, repository, inferred));
  const known = new Set(written.map(({ root, target }) => `${root}\0${target}`));
  const rest = [...inferred].flatMap(([root, targets]) =>
    Object.entries(targets)
      .filter(([target]) => !known.has(`${root}\0${target}`))
      .map(([target, executor]): Entry => {
        const file = join(root, 'project.json');
        const at = files.includes(file) ? { at: { file, path: ['targets', target] } } : {};
        return { root, target, executor, value: {}, isInferred: true, hasOwnEdges: false, ...at };
      }),
  );
  return [...written, ...rest];
}

type Inferred = ReadonlyMap<string, Readonly<Record<string, string>>>;

function entriesIn(file: string, peer: Peer, repository: Repository, inferred: Inferred): Entry[] {
  const root = dirname(file);
  const text = repository.read(file) ?? '';
  if (!text.includes(`${peer.name}:`) && !inferred.has(root)) return [];
  const prefix = basename(file) === 'package.json' ? ['nx'] : [];
  const project = recordAt(jsonOf(text), ...prefix);
  const edges = project['implicitDependencies'];
  return Object.entries(recordAt(project, 'targets')).flatMap(([target, value]) => {
    const executor = isRecord(value) ? executorOf(value, peer, inferred.get(root)?.[target]) : undefined;
    if (executor === undefined || !isRecord(value)) return [];
    const at = { file, path: [...prefix, 'targets', target] };
    return [
      {
        root,
        target,
        executor,
        value,
        at,
        isInferred: false,
        hasOwnEdges: Array.isArray(edges) && edges.length > 0,
      },
    ];
  });
}

/** An entry without an executor says more about the target that the plugin infers. */
function executorOf(
  { executor, command }: Json,
  { name }: Peer,
  inferred: string | undefined,
): string | undefined {
  if (executor === undefined) return command === undefined ? inferred : undefined;
  const [plugin, own] = String(executor).split(':', 2);
  return plugin === name ? own : undefined;
}

function inferredBy(peer: Peer, { read, files }: Repository): Inferred {
  const options = pluginOptionsOf(peer.name, jsonOf(read('nx.json')));
  const { inferred } = peer;
  if (options === undefined || inferred === undefined) return new Map();
  const manifests = files.filter((file) => basename(file) === peer.manifest);
  return new Map(manifests.map((file) => [dirname(file), inferred(options, dirname(file))]));
}

/** `undefined`: nx.json does not list the plugin. */
function pluginOptionsOf(name: string, nxJson: Json): Options | undefined {
  const plugins = Array.isArray(nxJson['plugins']) ? nxJson['plugins'] : [];
  const found = plugins.find((one) => one === name || (isRecord(one) && one['plugin'] === name));
  return found === undefined ? undefined : isRecord(found) ? recordAt(found, 'options') : {};
}
