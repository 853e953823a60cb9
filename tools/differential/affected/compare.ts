/** One commit: what Nx selects and what gets another key, beside what must. */
import type { Needs } from './truth.js';

export interface NxTask {
  readonly id: string;
  readonly root: string;
  readonly target: string;
  readonly executor: string;
  readonly cached: boolean;
  readonly selected: boolean;
  readonly reasons: readonly { readonly kind: string; readonly file?: string }[];
  readonly key: string;
}

export interface State {
  readonly tasks: readonly NxTask[];
  readonly needs: ReadonlyMap<string, Needs>;
}

export type Judgement = 'right' | 'too little' | 'too many';

export interface TaskVerdict {
  readonly id: string;
  readonly executor: string;
  readonly must: boolean;
  readonly selection: Judgement;
  /** Of a task that is not cached: right. */
  readonly key: Judgement;
  readonly why: string;
}

export interface Verdict {
  readonly commit: string;
  readonly changed: readonly string[];
  readonly tasks: readonly TaskVerdict[];
}

export function compare(commit: string, changed: readonly string[], before: State, after: State): Verdict {
  const keys = new Map(before.tasks.map(({ id, key }) => [id, key]));
  const tasks = after.tasks.flatMap((task) => {
    const [old, now] = [before.needs.get(task.id), after.needs.get(task.id)];
    // A new project is selected by its new files, and has no key to compare.
    if (old === undefined || now === undefined) return [];
    const { must, may } = reasonsFor(changed, old, now);
    const judge = (happens: boolean): Judgement => {
      if (happens) return must.length + may.length > 0 ? 'right' : 'too many';
      return must.length > 0 ? 'too little' : 'right';
    };
    const selection = judge(task.selected);
    const files = task.reasons.map(({ kind, file = '' }) => `${kind} ${file}`.trim());
    return [
      {
        id: task.id,
        executor: task.executor,
        must: must.length > 0,
        selection,
        key: task.cached ? judge(keys.get(task.id) !== task.key) : ('right' as const),
        why: must.length > 0 ? must.join(', ') : files.join(', '),
      },
    ];
  });
  return { commit, changed, tasks };
}

function reasonsFor(changed: readonly string[], old: Needs, now: Needs): { must: string[]; may: string[] } {
  const reads = [...old.reads, ...now.reads];
  const facts = Object.keys(now.facts).filter((name) => now.facts[name] !== old.facts[name]);
  return {
    must: [...facts, ...changed.filter((file) => reads.some(({ must }) => must.has(file)))],
    may: changed.filter((file) => reads.some(({ may }) => may.has(file))),
  };
}
