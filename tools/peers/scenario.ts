/**
 * A way in which a cache can lie or be too big, in no tool's words: what is there, what is then done, and
 * what must follow.
 */
export interface Scenario {
  /** The change, as the reader of the table meets it. */
  readonly name: string;
  readonly language: Language;
  readonly files: Files;
  /** Lines of .gitignore besides those that every repository has. */
  readonly ignored?: readonly string[];
  readonly task: 'build' | 'test';
  /** Folder of the project that is asked for. */
  readonly project: string;
  /** What happens between the first run and the second. */
  readonly change: Change;
  /**
   * `rerun`: an answer from the cache would be a lie. `hit`: running again is waste. `works`: the first run
   * is all that is asked.
   */
  readonly must: 'rerun' | 'hit' | 'works';
}

export const LANGUAGES = ['Rust', 'Go', 'Node'] as const;
export type Language = (typeof LANGUAGES)[number];

export type Files = Readonly<Record<string, string>>;

export interface Change {
  /** Texts by path; `undefined` deletes. `../` leads to what lies beside the repository. */
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly commit?: boolean;
}

/** What a run came to. */
export type Outcome = 'ran' | 'hit' | 'refused' | 'failed';

export type Verdict =
  | 'right'
  | 'right: keeps nothing'
  | 'refuses'
  | '**stale hit**'
  | 'needless rerun'
  | 'cannot';

/** A failing second run is right where a lie was the alternative: it says that it does not know. */
export function judge(
  { must, task }: Scenario,
  first: Outcome,
  unchanged: Outcome,
  second: Outcome,
): Verdict {
  if (first === 'failed') return 'cannot';
  if (first === 'refused') return 'refuses';
  if (must === 'works') return 'right';
  // What is never answered from a cache is never answered wrongly.
  if (must === 'rerun' && unchanged !== 'hit') return 'right: keeps nothing';
  if (must === 'hit') return second === 'hit' ? 'right' : 'needless rerun';
  if (second === 'hit') return '**stale hit**';
  // A test that has to fail now, and does.
  if (second === 'failed' && task === 'test') return 'right';
  return second === 'ran' ? 'right' : 'refuses';
}
