/** One page that needs nothing else: no script, no font, no picture from elsewhere. */
import { stripVTControlCharacters } from 'node:util';
import { durationOf, type TaskRecord } from '../../model/run-record.js';
import { chart, timeline } from './drawings.js';
import type { DayFigures, LastRun, TaskFigures, Totals } from './figures.js';
import { escapeHtml } from './markdown.js';
import { STYLE } from './page-style.js';
import type { Report } from './report.js';
import { stepRows } from './steps.js';
import type { Suggestion } from './suggestions.js';
import { bytes, hitRates, moment, percent, seconds, titleOf, totalRows } from './words.js';

const ROWS = 30;
const MOST_ADVICE = 10;

export function asPage({ figures, suggestions, nix, housekeeping }: Report): string {
  const { last, tasks, days, all } = figures;
  const command = `nx ${last.record.command.join(' ')}`;
  const ran = tasks.filter((one) => one.ran > 0);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(command)}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${escapeHtml(command)}</h1>`,
    lastRun(last),
    section('Timeline', timeline(last)),
    section('Critical path', list(last.criticalPath.map(onPath), 'ol')),
    section('Waited for a free place', table(['task', 'time'], last.queue.slice(0, ROWS).map(waiting))),
    section('Failures', failures(last)),
    section('What would make runs shorter', list(suggestions.slice(0, MOST_ADVICE).map(suggestion))),
    section(`All ${all.runs} runs`, allRuns(all)),
    section('From a cache', table(['cache', 'answers', 'rate'], hitRates(all, nix))),
    section('By day', byDay(days)),
    section('Tasks that took most time', table(TASK_HEADS, ran.slice(0, ROWS).map(row))),
    section('Run most often', table(['task', 'runs', 'for so many keys'], mostOften(ran))),
    section(
      'Commands of the last run',
      table(['task', 'from', 'took', 'ended', 'command'], stepRows(last, ROWS)),
    ),
    section(
      'Size of artifacts',
      tasks
        .filter((one) => one.sizes.length > 1)
        .slice(0, ROWS)
        .map(sizes)
        .join(''),
    ),
    section('Tools', list(last.tools)),
    section('npx polynx clean would free', table(['what', 'files', 'size'], housekeeping)),
    '</html>',
    '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function section(title: string, content: string): string {
  return content === '' ? '' : `<h2>${escapeHtml(title)}</h2>\n${content}`;
}

function lastRun({ record, wall, work, atOnce, hits }: LastRun): string {
  const { tasks, start, commit, branch, machine } = record;
  const use = wall === 0 || atOnce === 0 ? '' : `, in use ${percent(work, wall * atOnce)} of the time`;
  const failed = tasks.filter(({ outcome }) => outcome === 'failure').length;
  return list([
    [`${moment(start)} UTC`, branch, commit].filter((part) => part !== undefined).join(', '),
    `${seconds(wall)}: ${tasks.length} tasks, ${percent(hits, tasks.length)} from a cache, ${failed} failed`,
    `${seconds(work)} of work, ${atOnce} tasks at a time at most${use}`,
    `${machine.platform}, ${machine.cores} cores, Node ${machine.node}`,
  ]);
}

function onPath(task: TaskRecord): string {
  return `${titleOf(task)}: ${seconds(durationOf(task))}`;
}

function waiting({ task, waited }: LastRun['queue'][number]): string[] {
  return [task.id, seconds(waited)];
}

function failures({ record }: LastRun): string {
  return record.tasks
    .filter(({ outcome }) => outcome === 'failure')
    .map(failure)
    .join('');
}

function failure({ id, log = '', error }: TaskRecord): string {
  const cause = error === undefined ? '' : `<p class="cause">${escapeHtml(error)}</p>`;
  return `<h3>${escapeHtml(id)}</h3>${cause}<pre>${escapeHtml(stripVTControlCharacters(log))}</pre>`;
}

function allRuns(all: Totals): string {
  return table(['', ''], totalRows(all));
}

function byDay(days: readonly DayFigures[]): string {
  const heads = ['day', 'runs', 'without failure', 'tasks', 'from a cache', 'failures', 'time'];
  const rate = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
  return [
    chart(
      'From a cache',
      days.map(({ hits, tasks }) => rate(hits, tasks)),
      ['0 %', '100 %'],
      1,
    ),
    chart(
      'Runs without a failure',
      days.map(({ succeeded, runs }) => rate(succeeded, runs)),
      ['0 %', '100 %'],
      1,
    ),
    table(heads, days.toReversed().slice(0, ROWS).map(day)),
  ].join('');
}

function day({ day: name, runs, succeeded, tasks, hits, failures, wall }: DayFigures): string[] {
  const count = [String(runs), percent(succeeded, runs), String(tasks), percent(hits, tasks)];
  return [name, ...count, String(failures), seconds(wall)];
}

const TASK_HEADS = ['task', 'runs', 'time', 'each', 'longest', 'from a cache', 'failures', 'artifacts'];

function row({ id, ran, hits, failures, total, mean, longest, sizes: all }: TaskFigures): string[] {
  const newest = all.at(-1);
  const times = [String(ran), seconds(total), seconds(mean), seconds(longest)];
  const size = newest === undefined ? '' : bytes(newest.bytes);
  return [id, ...times, percent(hits, ran + hits), String(failures), size];
}

function mostOften(tasks: readonly TaskFigures[]): string[][] {
  return tasks
    .toSorted((a, b) => b.ran - a.ran || (a.id < b.id ? -1 : 1))
    .slice(0, 10)
    .map(({ id, ran, keys }) => [id, String(ran), String(keys)]);
}

function sizes({ id, sizes: all }: TaskFigures): string {
  const values = all.map((one) => one.bytes);
  const [first = 0, newest = 0] = [values[0], values.at(-1)];
  return chart(`${id}: ${bytes(first)} to ${bytes(newest)}`, values, ['0', bytes(Math.max(...values))]);
}

function suggestion({ says, saves, runs }: Suggestion): string {
  return `${says} It would have saved ${seconds(saves)} in ${runs} runs.`;
}

function list(items: readonly string[], tag = 'ul'): string {
  const all = items.map((item) => `<li>${escapeHtml(item)}</li>`).join('');
  return items.length === 0 ? '' : `<${tag}>${all}</${tag}>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const head = heads.every((one) => one === '') ? '' : line('th', heads);
  return `<div class="wide"><table>${head}${rows.map((cells) => line('td', cells)).join('')}</table></div>`;
}
