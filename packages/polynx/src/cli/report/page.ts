/** One page that needs nothing else: no script, no font, no picture from elsewhere. */
import { stripVTControlCharacters } from 'node:util';
import { durationOf, type TaskRecord } from '../../model/run-record.js';
import type { DayFigures, LastRun, TaskFigures } from './figures.js';
import { escapeHtml } from './markdown.js';
import type { Report } from './report.js';
import type { Suggestion } from './suggestions.js';
import { bytes, moment, percent, seconds, titleOf } from './words.js';

const ROWS = 30;

export function asPage({ figures, suggestions }: Report): string {
  const { last, tasks, days, all } = figures;
  const command = `nx ${last.record.command.join(' ')}`;
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
    section(
      'Critical path',
      list(last.criticalPath.map((task) => `${titleOf(task)}: ${seconds(durationOf(task))}`)),
    ),
    section(
      'Failures',
      last.record.tasks
        .filter(({ outcome }) => outcome === 'failure')
        .map(failure)
        .join(''),
    ),
    section('What would make runs shorter', list(suggestions.slice(0, ROWS).map(suggestion))),
    section(
      `All ${all.runs} runs`,
      table(['day', 'runs', 'tasks', 'from a cache', 'failures', 'time'], days.map(day)) +
        chart(
          'From a cache, by day',
          days.map(({ hits, tasks: count }) => (count === 0 ? 0 : hits / count)),
        ),
    ),
    section(
      'Tasks that took most time',
      table(
        ['task', 'runs', 'time', 'each', 'longest', 'from a cache', 'failures', 'artifacts'],
        tasks
          .filter(({ ran }) => ran > 0)
          .slice(0, ROWS)
          .map(row),
      ),
    ),
    section(
      'Size of artifacts',
      tasks
        .filter(({ sizes }) => sizes.length > 1)
        .slice(0, ROWS)
        .map(sizes)
        .join(''),
    ),
    '</html>',
    '',
  ].join('\n');
}

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
td + td, th + th { text-align: right; } tr { border-bottom: 1px solid #8884; }
svg { background: #8881; display: block; width: 100%; } svg text { fill: currentColor; font-size: 11px; }
pre { background: #8882; overflow: auto; padding: .8rem; }
.ran { fill: #3b82f6; } .failure { fill: #dc2626; } .path { fill: #d97706; }`;

function section(title: string, content: string): string {
  return content === '' ? '' : `<h2>${escapeHtml(title)}</h2>\n${content}`;
}

function lastRun({ record, wall, work, atOnce, hits }: LastRun): string {
  const { tasks, start, commit, branch, machine } = record;
  const use = wall === 0 || atOnce === 0 ? '' : `, in use ${percent(work, wall * atOnce)} of the time`;
  return list([
    `${moment(start)} UTC, ${[branch, commit].filter((part) => part !== undefined).join(' ')}`,
    `${seconds(wall)}: ${tasks.length} tasks, ${percent(hits, tasks.length)} from a cache`,
    `${seconds(work)} of work, ${atOnce} tasks at a time at most${use}`,
    `${machine.platform}, ${machine.cores} cores, Node ${machine.node}`,
  ]);
}

const WIDTH = 1000;
const HEIGHT = 18;

/** A row for each lane. Long names stand in the tooltip alone. */
function timeline({ record, lanes, wall, criticalPath }: LastRun): string {
  if (lanes.length === 0 || wall === 0) return '';
  const onPath = new Set(criticalPath);
  const bar = (task: TaskRecord, lane: number) => {
    const x = ((task.start - record.start) / wall) * WIDTH;
    const width = Math.max(1, (durationOf(task) / wall) * WIDTH);
    const kind = task.outcome === 'failure' ? 'failure' : onPath.has(task) ? 'path' : 'ran';
    const title = titleOf(task);
    const fits = width > title.length * 6.5;
    const name = escapeHtml(title);
    const text = fits ? `<text x="${(x + 3).toFixed(1)}" y="${lane * HEIGHT + 13}">${name}</text>` : '';
    return `<rect class="${kind}" x="${x.toFixed(1)}" y="${lane * HEIGHT + 1}" width="${width.toFixed(1)}" height="${HEIGHT - 2}" fill-opacity=".6"><title>${name}: ${seconds(durationOf(task))}</title></rect>${text}`;
  };
  const bars = lanes.flatMap((lane, at) => lane.map((task) => bar(task, at)));
  return `<svg viewBox="0 0 ${WIDTH} ${lanes.length * HEIGHT}" role="img">${bars.join('')}</svg>`;
}

/** Values from 0 to the largest. */
function chart(title: string, values: readonly number[]): string {
  if (values.length < 2) return '';
  const most = Math.max(...values) || 1;
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * WIDTH;
    return `${x.toFixed(1)},${(98 - (96 * value) / most).toFixed(1)}`;
  });
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${WIDTH} 100" role="img"><polyline fill="none" stroke="currentColor" points="${points.join(' ')}"/></svg></figure>`;
}

function sizes({ id, sizes: all }: TaskFigures): string {
  const [first, newest] = [all[0]?.bytes ?? 0, all.at(-1)?.bytes ?? 0];
  return chart(
    `${id}: ${bytes(first)} to ${bytes(newest)}`,
    all.map((one) => one.bytes),
  );
}

function day({ day: name, runs, tasks, hits, failures, wall }: DayFigures): string[] {
  return [name, String(runs), String(tasks), percent(hits, tasks), String(failures), seconds(wall)];
}

function row({ id, ran, hits, failures, total, mean, longest, sizes: all }: TaskFigures): string[] {
  const newest = all.at(-1);
  return [
    id,
    String(ran),
    seconds(total),
    seconds(mean),
    seconds(longest),
    percent(hits, ran + hits),
    String(failures),
    newest === undefined ? '' : bytes(newest.bytes),
  ];
}

function suggestion({ says, saves }: Suggestion): string {
  return `${says} It took ${seconds(saves)}.`;
}

function failure({ id, log = '' }: TaskRecord): string {
  return `<h3>${escapeHtml(id)}</h3><pre>${escapeHtml(stripVTControlCharacters(log))}</pre>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${line('th', heads)}${rows.map((cells) => line('td', cells)).join('')}</table>`;
}
