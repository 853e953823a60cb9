/** Pictures of the page, as SVG. */
import { durationOf, type TaskRecord } from '../../model/run-record.js';
import type { LastRun } from './figures.js';
import { escapeHtml } from './markdown.js';
import { seconds, titleOf } from './words.js';

const WIDTH = 1000;
const HEIGHT = 20;

/** Pixels of a letter, about. */
const LETTER = 6.2;

/** A row for each lane. Names that are longer than their bar stand in its tooltip alone. */
export function timeline({ record, lanes, wall, criticalPath }: LastRun): string {
  if (lanes.length === 0 || wall === 0) return '';
  const path = new Set(criticalPath);
  const bar = (task: TaskRecord, lane: number) => {
    const x = ((task.start - record.start) / wall) * WIDTH;
    const width = Math.max(1, (durationOf(task) / wall) * WIDTH);
    const kind = task.outcome === 'failure' ? 'failure' : path.has(task) ? 'path' : 'ran';
    const name = escapeHtml(titleOf(task));
    const text =
      width > titleOf(task).length * LETTER + 6
        ? `<text x="${(x + 4).toFixed(1)}" y="${lane * HEIGHT + 14}">${name}</text>`
        : '';
    return `<rect class="${kind}" x="${x.toFixed(1)}" y="${lane * HEIGHT + 1}" width="${width.toFixed(1)}" height="${HEIGHT - 2}" fill-opacity=".6"><title>${name}: ${seconds(durationOf(task))}</title></rect>${text}`;
  };
  const bars = lanes.flatMap((lane, at) => lane.map((task) => bar(task, at)));
  const height = lanes.length * HEIGHT;
  const axis = `<text x="4" y="${height + 14}">0 s</text><text x="${WIDTH - 4}" y="${height + 14}" text-anchor="end">${seconds(wall)}</text>`;
  const drawing = `<svg viewBox="0 0 ${WIDTH} ${height + HEIGHT}" role="img" aria-label="Timeline of the last run">${bars.join('')}${axis}</svg>`;
  return `<div class="wide">${drawing}</div>${legend()}`;
}

function legend(): string {
  const sign = (kind: string, text: string) =>
    `<span><svg viewBox="0 0 10 10"><rect class="${kind}" width="10" height="10" fill-opacity=".6"/></svg> ${text}</span>`;
  return `<p class="legend">${sign('path', 'on the critical path')}${sign('ran', 'beside it')}${sign('failure', 'failed')}</p>`;
}

/** Points that a line has at most: there are no more pixels. */
const POINTS = 400;

/** Evenly, the last one with them. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= POINTS) return values;
  const step = (values.length - 1) / (POINTS - 1);
  return Array.from({ length: POINTS }, (_, at) => values[Math.round(at * step)] ?? 0);
}

/** Values from 0 to `top`, else to the largest. */
export function chart(
  title: string,
  values: readonly number[],
  [low, high]: readonly [low: string, high: string],
  top = values.reduce((most, value) => Math.max(most, value), 0) || 1,
): string {
  if (values.length < 2) return '';
  const shown = thinned(values);
  const points = shown.map((value, at) => {
    const x = (at / (shown.length - 1)) * WIDTH;
    return `${x.toFixed(1)},${(98 - (96 * value) / top).toFixed(1)}`;
  });
  const line = `<svg viewBox="0 0 ${WIDTH} 100" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(title)}"><polyline points="${points.join(' ')}"/></svg>`;
  const range = `<span class="range">${escapeHtml(`${low} to ${high}`)}</span>`;
  return `<figure><figcaption>${escapeHtml(title)}${range}</figcaption>${line}</figure>`;
}
