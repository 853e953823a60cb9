/** Figures as people read them. */
import type { TaskRecord } from '../../model/run-record.js';
import type { Totals } from './figures.js';
import type { NixCounts } from './report.js';

export function seconds(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const whole = Math.round(milliseconds / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

/** Of 1,000 bytes, as file managers have it. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

/** `2026-11-30 22:15`, in UTC. */
export function moment(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

/** The task, and how many others had a batch with it. */
export function titleOf({ id, batch = 1 }: TaskRecord): string {
  return batch === 1 ? id : `${id} and ${batch - 1} more in a batch`;
}

/** What all runs come to, name and value. */
export function totalRows({ runs, succeeded, ran, failures, wall, work, size }: Totals): string[][] {
  return [
    ['runs without a failure', `${succeeded} of ${runs} (${percent(succeeded, runs)})`],
    ['tasks that ran without failing', `${ran - failures} of ${ran} (${percent(ran - failures, ran)})`],
    ['mean time of a run', seconds(runs === 0 ? 0 : wall / runs)],
    ['mean time of a task that ran', seconds(ran === 0 ? 0 : work / ran)],
    ...(size === undefined ? [] : [['mean size of what a task left', bytes(Math.round(size))]]),
  ];
}

/** Of each cache what it answered, and how often it was asked in vain. */
export function hitRates({ hits, remote, tasks }: Totals, nix: NixCounts | undefined): string[][] {
  const local = hits - remote;
  const rows = [
    ['local cache of Nx', `${local} of ${tasks} tasks`, percent(local, tasks)],
    ...(remote === 0
      ? []
      : [['remote cache of Nx', `${remote} of ${tasks - local} tasks`, percent(remote, tasks - local)]]),
  ];
  if (nix === undefined) return rows;
  const { present, fetched, built, caches = {} } = nix;
  const paths = present + fetched + built;
  return [
    ...rows,
    ['store of Nix', `${present} of ${paths} packages and paths`, percent(present, paths)],
    ['binary caches of Nix', `${fetched} of ${fetched + built} paths`, percent(fetched, fetched + built)],
    ...Object.entries(caches).map(([url, count]) => [url, `${count} paths`, percent(count, fetched + built)]),
  ];
}
