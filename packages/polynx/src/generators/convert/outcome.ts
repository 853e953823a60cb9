/** What becomes of one target: gone, reduced to what differs, or the command that it ran. */
import { compact } from '../../model/compact.js';
import { basename } from '../../model/paths.js';
import type { NamedTask } from '../../pipes/planned.js';
import type { Entry } from './entries.js';
import { ownDependsOn, ownInputs, ownOutputs } from './outputs.js';
import type { Options, Peer, PeerExecutor, Place } from './peer.js';
import { isRecord, type Json, type Repository, recordAt } from './repository.js';
import { type Translated, translate } from './translate.js';

export interface Outcome {
  readonly entry: Entry;
  /** What stands in its place; `undefined`: nothing. */
  readonly next: Json | undefined;
  readonly configurations: Readonly<Record<string, Options>>;
  /** The task of polynx that it is now. */
  readonly as?: { readonly toolchain: string; readonly intent: string; readonly rename: boolean };
  readonly notes: readonly string[];
  /** What is said of another project, in nx.json. */
  readonly settings?: { readonly root: string; readonly intent: string; readonly value: Json };
  /** Why it is the command that it was. */
  readonly kept?: readonly string[];
}

interface Inferred {
  readonly toolchain: string;
  readonly task: NamedTask;
}

/** The tasks that polynx infers where the entries stand. */
export function inferredAt(root: string, { manifest }: Peer, { analysis }: Repository): Inferred[] {
  return analysis.planned
    .filter(({ project }) => project.root === root && basename(project.manifest) === manifest)
    .flatMap(({ toolchain, tasks }) => tasks.map((task) => ({ toolchain, task })));
}

/**
 * @param beside the other entries of the project: what one of them is called by name is not another's
 * @param defaults of its executor, in nx.json
 */
export function outcomeOf(
  entry: Entry,
  beside: readonly Entry[],
  defaults: Json,
  { peer, repository, major }: { peer: Peer; repository: Repository; major: number },
): Outcome {
  const known = Object.hasOwn(peer.executors, entry.executor) ? peer.executors[entry.executor] : undefined;
  const value = { ...defaults, ...entry.value };
  const options = { ...recordAt(defaults, 'options'), ...recordAt(entry.value, 'options') };
  const unchanged = { entry, next: entry.value, configurations: {}, notes: [] };
  if (known === undefined)
    return { ...unchanged, kept: [`polynx does not know the executor ${entry.executor}`] };
  const inferred = inferredAt(entry.root, peer, repository);
  const found = taskFor(entry, known, inferred, beside);
  const place: Place = {
    root: entry.root,
    name: repository.analysis.names.get(entry.root) ?? basename(entry.root),
    inferred: found?.task.options ?? {},
    outputs: found?.task.outputs ?? [],
    major,
  };
  const other = elsewhere(entry, value, options, known, place, { peer, repository });
  if (other !== undefined) return other;
  const translated = translate(known, { ...known.defaults?.(place), ...options }, place);
  if (found === undefined || translated.unequal.length > 0)
    return keptAs(entry, { ...value, options }, known, place, translated.unequal);
  return converted(entry, value, known, place, found, translated, inferred, peer);
}

/**
 * The program lies in a folder that is a project of its own here: its task does it, and runs before whatever
 * this project has by the name of the target. NB not one that never ends.
 */
function elsewhere(
  entry: Entry,
  value: Json,
  options: Options,
  known: PeerExecutor,
  place: Place,
  { peer, repository }: { peer: Peer; repository: Repository },
): Outcome | undefined {
  const roots = known.programAt?.(options, place).filter((root) => root !== entry.root) ?? [];
  const [there] = roots.flatMap((root) => {
    const found = inferredAt(root, peer, repository).find(({ task }) =>
      known.commands.includes(String(task.options?.['command'])),
    );
    return found === undefined ? [] : [{ root, task: found.task }];
  });
  if (there === undefined || known.continuous === true || value['configurations'] !== undefined)
    return undefined;
  const at = { ...place, inferred: there.task.options ?? {} };
  const translated = translate(known, { ...known.defaults?.(at), ...options }, at);
  if (translated.unequal.length > 0) return undefined;
  const name = repository.analysis.names.get(there.root) ?? there.root;
  const first = { projects: [name], target: there.task.target };
  const own = inferredAt(entry.root, peer, repository).map(({ task }) => task.target);
  const dependsOn = ownDependsOn(value['dependsOn'], entry.hasOwnEdges ? [] : own) ?? ['...'];
  const left = differing(translated.options, there.task.options ?? {});
  return {
    entry,
    next: {
      ...(own.includes(entry.target) ? {} : { executor: 'nx:noop' }),
      dependsOn: [...dependsOn, first],
    },
    configurations: {},
    notes: [`its program is built by ${name}:${there.task.target}, which runs first`, ...translated.notes],
    ...(left === undefined
      ? {}
      : { settings: { root: there.root, intent: there.task.intent, value: { options: left } } }),
  };
}

/**
 * The task of the same name, else one that does the same and that no other entry is: of two that would be it,
 * the first.
 */
function taskFor(
  { target, executor }: Entry,
  { commands, intent }: PeerExecutor,
  inferred: readonly Inferred[],
  beside: readonly Entry[],
): Inferred | undefined {
  const named = (name: string) => inferred.find(({ task }) => task.target === name);
  const same = named(target);
  if (same !== undefined) return commands.length === 0 ? undefined : same;
  const claims = beside.filter((one) => one.executor === executor && named(one.target) === undefined);
  if (claims[0]?.target !== target) return undefined;
  const isFree = ({ task }: Inferred) => beside.every((one) => one.target !== task.target);
  const does = (task: NamedTask) =>
    intent === undefined ? commands.includes(String(task.options?.['command'])) : task.intent === intent;
  return inferred.find((one) => does(one.task) && isFree(one));
}

function converted(
  entry: Entry,
  value: Json,
  known: PeerExecutor,
  place: Place,
  { toolchain, task }: Inferred,
  { options, notes }: Translated,
  inferred: readonly Inferred[],
  peer: Peer,
): Outcome {
  const { executor: _, options: __, configurations: ___, defaultConfiguration, cache, ...rest } = value;
  const { metadata, continuous: ____, dependsOn, inputs, outputs, ...more } = rest;
  const variants = variantsOf(value, known, place, task);
  const upstream = entry.hasOwnEdges ? [] : inferred.map((one) => one.task.target);
  const names = [...Object.keys(variants.configurations), ...Object.keys(task.configurations ?? {})];
  const next = compact<Json>({
    ...more,
    dependsOn: ownDependsOn(dependsOn, upstream),
    inputs: ownInputs(inputs, peer.inputs),
    outputs: ownOutputs(outputs, entry.root, peer.outputs, task.outputs),
    options: differing(options, task.options ?? {}),
    defaultConfiguration: names.includes(String(defaultConfiguration)) ? defaultConfiguration : undefined,
    cache: cache === false && task.cache ? false : undefined,
    metadata,
  });
  return {
    entry,
    next: Object.keys(next).length === 0 ? undefined : next,
    configurations: variants.configurations,
    as: { toolchain, intent: task.intent, rename: task.target !== entry.target },
    notes: [...changed(known, place, task), ...notes, ...variants.notes],
  };
}

/** A target that is something else by its name here: `build` of a library was `cargo check`. */
function changed({ commands, line }: PeerExecutor, place: Place, task: NamedTask): string[] {
  const own = String(task.options?.['command']);
  if (commands.includes(own)) return [];
  const [program = '', name = ''] = line({}, place).split(' ');
  const [now = '', what = ''] = [task.command?.program, task.command?.args[0]];
  return [`was ${program} ${name}, is ${now} ${what} now`];
}

function variantsOf(value: Json, known: PeerExecutor, place: Place, task: NamedTask) {
  const notes: string[] = [];
  const all = Object.keys(recordAt(value, 'configurations')).flatMap((name) => {
    const asked = recordAt(value, 'configurations', name);
    const { options, unequal } = translate(known, asked, place);
    if (unequal.length > 0) notes.push(`the configuration ${name} is gone: ${unequal.join('; ')}`);
    const own = differing(options, task.configurations?.[name] ?? {});
    return unequal.length > 0 || own === undefined ? [] : [[name, options] as const];
  });
  return { configurations: Object.fromEntries(all), notes };
}

function differing(options: Options, inferred: Options): Options | undefined {
  const own = Object.entries(options).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(inferred[name]),
  );
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** NB with all that the user wrote: cached as it was, by the inputs that it had. */
function keptAs(
  entry: Entry,
  value: Json,
  known: PeerExecutor,
  place: Place,
  unequal: readonly string[],
): Outcome {
  const { executor: _, options, configurations, outputs, ...rest } = value;
  const given = options as Options;
  const cwd = known.isRunAtRoot?.(place) === true || entry.root === '.' ? {} : { cwd: entry.root };
  const env = isRecord(given['env']) ? { env: given['env'] } : {};
  const commandOf = (own: Options) => known.line(own, place);
  const variants = Object.keys(recordAt(value, 'configurations')).map((name) => {
    return [name, { command: commandOf({ ...given, ...recordAt(value, 'configurations', name) }) }] as const;
  });
  const next = compact<Json>({
    executor: 'nx:run-commands',
    ...rest,
    ...(known.continuous === true ? { continuous: true } : {}),
    outputs: Array.isArray(outputs) ? outputs.flatMap((one) => spelt(one, given)) : undefined,
    options: { command: commandOf(given), ...cwd, ...env },
    configurations: variants.length === 0 ? undefined : Object.fromEntries(variants),
  });
  const none = known.hint ?? 'polynx infers no such target here';
  const reasons = unequal.length > 0 && known.hint === undefined ? unequal : [none];
  // What the plugin inferred stands nowhere, and goes with it.
  return entry.isInferred
    ? {
        entry,
        next: undefined,
        configurations: {},
        notes: known.hint === undefined ? [] : [`gone: ${known.hint}`],
      }
    : { entry, next, configurations: {}, notes: [], kept: reasons };
}

/** Of the plugin's options nothing is left that `{options.x}` could stand for. */
function spelt(output: unknown, options: Options): string[] {
  let isLost = false;
  const text = String(output).replace(/\{options\.([\w-]+)\}/g, (_, name: string) => {
    isLost ||= options[name] === undefined;
    return String(options[name]);
  });
  if (isLost) return [];
  return [text.startsWith('{') ? text : `{workspaceRoot}/${text}`];
}
