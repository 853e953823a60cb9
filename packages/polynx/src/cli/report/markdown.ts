import { stripVTControlCharacters } from 'node:util';
import { hasRun, type TaskRecord, workOf } from '../../model/run-record.js';
import type { Report } from './report.js';
import { bytes, percent, seconds } from './words.js';

const ROWS = 20;

/** Lines of a log that are shown of a task that failed. */
const LINES = 40;

/** The last run, for a comment on a pull request or the summary of a job. */
export function asMarkdown({ figures: { last }, suggestions }: Report): string {
  const { record, wall, hits, criticalPath } = last;
  const failed = record.tasks.filter(({ outcome }) => outcome === 'failure');
  const ran = record.tasks.filter(hasRun).toSorted((a, b) => workOf(b) - workOf(a));
  return [
    `### ${failed.length === 0 ? 'Succeeded' : `${failed.length} failed`}: \`nx ${plain(record.command.join(' '))}\``,
    '',
    `${record.tasks.length} tasks in ${seconds(wall)}, ${percent(hits, record.tasks.length)} from a cache.`,
    ...(criticalPath.length < 2
      ? []
      : ['', `Critical path: ${criticalPath.map(({ id }) => `\`${plain(id)}\``).join(' → ')}`]),
    ...(ran.length === 0 ? [] : ['', '| task | time | artifacts |', '|---|---|---|']),
    ...ran.slice(0, ROWS).map(row),
    ...(ran.length > ROWS ? [`| ${ran.length - ROWS} more | | |`] : []),
    ...failed.flatMap(failure),
    ...suggestions.slice(0, 3).flatMap(({ says }) => ['', `> ${plain(says)}`]),
    '',
  ].join('\n');
}

function row(task: TaskRecord): string {
  const { id, outcome, size, batch } = task;
  const mark = outcome === 'failure' ? ' (failed)' : '';
  return `| \`${plain(id)}\`${mark} | ${seconds(workOf(task))}${batch === undefined ? '' : ' (its part of a batch)'} | ${size === undefined ? '' : bytes(size)} |`;
}

function failure({ id, log = '', error }: TaskRecord): string[] {
  const end = stripVTControlCharacters(log).trimEnd().split('\n').slice(-LINES);
  // Longer than any in the log, which would end the block.
  const fence = '`'.repeat(Math.max(3, ...end.map((line) => (/^ *(`+)/.exec(line)?.[1]?.length ?? 0) + 1)));
  return [
    '',
    `<details><summary><code>${escapeHtml(id)}</code>${error === undefined ? '' : `: ${escapeHtml(error)}`}</summary>`,
    '',
    fence,
    ...end,
    fence,
    '',
    '</details>',
  ];
}

/** What would end the code span or the row. */
function plain(text: string): string {
  return text.replace(/[`|\r\n]/g, ' ');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
