/** What lies between two commits of another repository. */
import type { Remote } from './command.js';
import { printable } from './refs.js';

export interface Changes {
  /** Absent: the old one is not among them. */
  readonly count?: number;
  readonly isRewritten: boolean;
  /** Some of them, the newest first: `1a2b3c4 2026-12-01 What it does`. */
  readonly lines: readonly string[];
}

const SHOWN = 10;
const DAY = 86_400_000;

/** @param date of the old one: history before it is not fetched */
export async function changesBetween(
  { url, try: attempt }: Remote,
  from: { readonly rev: string; readonly date: string },
  to: string,
): Promise<Changes> {
  const since = new Date(Date.parse(from.date) - DAY).toISOString();
  await attempt(['fetch', '--quiet', '--no-tags', `--shallow-since=${since}`, '--', url.url, to]);
  const isThere = (await attempt(['cat-file', '-e', `${from.rev}^{commit}`])).success;
  const isRewritten = isThere && !(await attempt(['merge-base', '--is-ancestor', from.rev, to])).success;
  const range = isThere ? [`${from.rev}..${to}`] : [to];
  const log = await attempt(['log', `--max-count=${SHOWN}`, '--format=%h %cs %s', ...range, '--']);
  const count = isThere ? await attempt(['rev-list', '--count', ...range, '--']) : undefined;
  return {
    isRewritten,
    lines: log.stdout.split('\n').flatMap((line) => (line === '' ? [] : [printable(line)])),
    ...(count === undefined ? {} : { count: Number(count.stdout.trim()) }),
  };
}
