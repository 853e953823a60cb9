/** Figures as people read them. */
import type { TaskRecord } from '../../model/run-record.js';

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
