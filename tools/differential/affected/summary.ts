/**
 * The table for the docs, and the kinds of what is too much: one line per file or setting that touched a task
 * without need.
 */
import type { TaskVerdict, Verdict } from './compare.js';

export function summary(verdicts: readonly Verdict[]): string {
  const tasks = verdicts.flatMap((verdict) => verdict.tasks);
  const count = (is: (task: TaskVerdict) => boolean) => tasks.filter(is).length;
  const rows = (['selection', 'key'] as const).map((what) => [
    what === 'selection' ? 'selected by nx affected' : 'another cache key',
    count((task) => task.must),
    count((task) => task[what] === 'too little'),
    count((task) => task[what] === 'too many'),
  ]);
  return [
    `${verdicts.length} commits, ${tasks.length} tasks asked`,
    '| | must | too little | too many |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    'Too many, by reason:',
    ...kinds(verdicts, 'selection'),
    'Another key without need:',
    ...kinds(verdicts, 'key'),
  ].join('\n');
}

function kinds(verdicts: readonly Verdict[], what: 'selection' | 'key'): string[] {
  const counts = new Map<string, number>();
  for (const { tasks } of verdicts)
    for (const task of tasks)
      if (task[what] === 'too many')
        for (const why of task.why.split(', ')) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 40)
    .map(([why, times]) => `  ${times} ${why}`);
}
