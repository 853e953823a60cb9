import { durationOf } from '../../model/run-record.js';
import type { LastRun, TaskFigures } from './figures.js';
import type { Report } from './report.js';
import { bytes, hitRates, moment, percent, seconds, titleOf, totalRows } from './words.js';

/** How many rows a list has. */
const ROWS = 10;

/** For a terminal. */
export function asText({ figures, suggestions, nix, housekeeping }: Report): string {
  const { last, tasks, all } = figures;
  return [
    ...lastRun(last),
    '',
    `${all.runs} runs: ${all.tasks} tasks, ${percent(all.hits, all.tasks)} from a cache, ${all.failures} failures, ${seconds(all.wall)}`,
    ...table([
      ...totalRows(all),
      ...hitRates(all, nix).map(([name = '', count, rate]) => [name, `${count} (${rate})`]),
    ]),
    '',
    'Tasks that took most time',
    ...table(
      tasks
        .filter(({ ran }) => ran > 0)
        .slice(0, ROWS)
        .map(row),
    ),
    ...(suggestions.length === 0 ? [] : ['', 'What would make runs shorter']),
    ...suggestions.slice(0, ROWS).map(({ says, saves }) => `  ${seconds(saves)}: ${says}`),
    ...(housekeeping.length === 0 ? [] : ['', 'npx polynx clean would free']),
    ...table(housekeeping),
  ].join('\n');
}

function lastRun({ record, wall, work, atOnce, hits, criticalPath, queue }: LastRun): string[] {
  const { tasks, command, start, commit, branch } = record;
  const at = [branch, commit?.slice(0, 10)].filter((part) => part !== undefined).join(' ');
  const path = criticalPath.map((task) => `${titleOf(task)} ${seconds(durationOf(task))}`).join(' → ');
  return [
    `nx ${command.join(' ')}`,
    `  ${moment(start)} UTC${at === '' ? '' : `, ${at}`}: ${seconds(wall)}`,
    `  ${tasks.length} tasks, ${percent(hits, tasks.length)} from a cache; ${seconds(work)} of work, ${atOnce} at a time at most`,
    ...(path === '' ? [] : [`  critical path: ${path}`]),
    ...queue.slice(0, 3).map(({ task, waited }) => `  ${task.id} waited ${seconds(waited)} for a free place`),
    ...tasks.flatMap(({ id, outcome, error }) =>
      outcome === 'failure' ? [`  ${id} failed${error === undefined ? '' : `: ${error}`}`] : [],
    ),
  ];
}

function row({ id, ran, hits, failures, total, mean, sizes }: TaskFigures): string[] {
  const size = sizes.at(-1);
  return [
    id,
    `${ran} runs`,
    `${seconds(total)}`,
    `${seconds(mean)} each`,
    `${percent(hits, ran + hits)} cached`,
    failures === 0 ? '' : `${failures} failed`,
    size === undefined ? '' : bytes(size.bytes),
  ];
}

export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((one) => one[at]?.length ?? 0)));
  return rows.map((one) => `  ${one.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}
