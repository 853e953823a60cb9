/** How a task's inputs differ from those of an earlier run, one sentence each. */
import { readOwnText } from '../adapters/own-folder.js';
import { SLICES } from '../model/places.js';
import { fileset } from './filesets.js';
import type { Machine } from './machine.js';
import type { Run } from './run.js';
import { changesBetween } from './slices.js';
import type { FileHashes } from './states.js';

export interface Changes {
  /** `src/lib.rs`, by what became of it. */
  readonly files: readonly { readonly file: string; readonly became: 'added' | 'removed' | 'changed' }[];
  /** Parts of locks and workspace manifests. */
  readonly locks: readonly string[];
  /** Tools, the environment, the machine. */
  readonly machine: readonly string[];
  /** What tasks before have left. */
  readonly upstream: readonly string[];
  readonly options: readonly string[];
  readonly settings: readonly string[];
}

export interface Now extends Omit<Run, 'success' | 'state'> {
  readonly files: FileHashes;
}

export function changesSince(workspaceRoot: string, run: Run, files: FileHashes, now: Now): Changes {
  const listed = fileChanges(run, files, now);
  // NB what is read from the disk may also be listed by Nx.
  const known = new Set(listed.map(({ file }) => file));
  return {
    files: [
      ...listed,
      ...mapChanges(run.disk, now.disk).flatMap(([file, became]) =>
        known.has(file) ? [] : [{ file, became }],
      ),
    ],
    locks: sliceChanges(workspaceRoot, run.slices, now.slices),
    machine: [
      ...machineChanges(run, now),
      ...mapChanges(run.env, now.env).map(([name, became]) => `${name} ${became}`),
    ],
    upstream: mapChanges(run.upstream, now.upstream).map(([file, became]) => `${file} ${became}`),
    options: optionChanges(run.options, now.options),
    settings: mapChanges(run.settings, now.settings).map(([name, became]) => `${name} ${became}`),
  };
}

export function countOf(changes: Changes): number {
  return Object.values(changes).reduce((sum, list: readonly unknown[]) => sum + list.length, 0);
}

type Became = 'added' | 'removed' | 'changed';

function fileChanges(run: Run, before: FileHashes, now: Now): Changes['files'] {
  const among = (lists: Run['globs']) => {
    const matchers = lists.map(fileset);
    return (file: string) => matchers.some((matches) => matches(file));
  };
  const [wasInput, isInput] = [among(run.globs), among(now.globs)];
  const old = Object.fromEntries([...before].filter(([file]) => wasInput(file)));
  const present = Object.fromEntries([...now.files].filter(([file]) => isInput(file)));
  return mapChanges(old, present).map(([file, became]) => ({ file, became }));
}

function mapChanges(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): [name: string, became: Became][] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .sort()
    .flatMap((name): [string, Became][] => {
      if (before[name] === now[name]) return [];
      return [[name, before[name] === undefined ? 'added' : now[name] === undefined ? 'removed' : 'changed']];
    });
}

function sliceChanges(workspaceRoot: string, before: readonly string[], now: readonly string[]): string[] {
  const [gone, come] = [
    before.filter((name) => !now.includes(name)),
    now.filter((name) => !before.includes(name)),
  ];
  if (gone.length + come.length === 0) return [];
  const text = (names: readonly string[]) => names.map((name) => sliceText(workspaceRoot, name)).join('\n');
  const changes = changesBetween(text(gone), text(come));
  return changes.length === 0
    ? ['the part of a lock or a workspace manifest that this task depends on']
    : changes;
}

function sliceText(workspaceRoot: string, name: string): string {
  return readOwnText(workspaceRoot, `${SLICES}/${name}`) ?? '';
}

function machineChanges(run: Run, now: Now): string[] {
  const commands = Object.keys(now.machines);
  const found = commands.flatMap((command) => {
    const [before, present] = [run.machines[command], now.machines[command]];
    return before === undefined || present === undefined ? [] : oneMachine(before, present);
  });
  const asked = (machines: Run['machines']) => Object.keys(machines).sort().join('\n');
  return [
    ...new Set([
      ...found,
      ...(asked(run.machines) === asked(now.machines) ? [] : ['how the version of a tool is asked for']),
    ]),
  ];
}

function oneMachine(before: Machine, now: Machine): string[] {
  return [
    ...(before.host === now.host ? [] : [`${before.host} -> ${now.host}`]),
    ...mapChanges(before.env, now.env).map(([name, became]) => `${name} ${became}`),
    ...(before.answer === undefined || now.answer === undefined
      ? []
      : lineChanges(before.answer, now.answer)),
  ];
}

/** Line by line where there are as many, as of `rustc -vV` and `go env`. */
function lineChanges(before: string, now: string): string[] {
  if (before === now) return [];
  const [old, present] = [before.split('\n'), now.split('\n')];
  if (old.length === present.length)
    return old.flatMap((line, index) => (line === present[index] ? [] : `${line} -> ${present[index]}`));
  return [`${old[0]} -> ${present[0]}`];
}

function optionChanges(before: Run['options'], now: Run['options']): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].sort().flatMap((name) => {
    const [old, present] = [before[name], now[name]].map((value) => JSON.stringify(value));
    if (old === present) return [];
    return old === undefined
      ? `${name} ${present} added`
      : present === undefined
        ? `${name} ${old} removed`
        : `${name} ${old} -> ${present}`;
  });
}
