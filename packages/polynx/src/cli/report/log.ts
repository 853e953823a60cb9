/** `polynx log`: what one task did when it last ran. */
import { stripVTControlCharacters } from 'node:util';
import { readRecords } from '../../adapters/history.js';
import { closest } from '../../model/did-you-mean.js';
import { ExpectedError } from '../../model/errors.js';
import { durationOf, hasRun, type RunRecord, type TaskRecord } from '../../model/run-record.js';
import { endOf, timeOf, took } from './steps.js';
import { table } from './text.js';
import { bytes, moment, seconds } from './words.js';

interface Recorded {
  readonly run: RunRecord;
  readonly task: TaskRecord;
}

/** @param name `api:build`, in any configuration, or `api:build:release` */
export function log(root: string, name: string, json: boolean): void {
  const all = readRecords(root).flatMap((run) => run.tasks.filter(hasRun).map((task) => ({ run, task })));
  const own = all.filter(({ task }) => task.id === name || `${task.project}:${task.target}` === name);
  const newest = own.at(-1);
  if (newest === undefined) throw unknown(name, all);
  console.log(json ? JSON.stringify(asData(newest), null, 2) : asText(newest));
}

function unknown(name: string, all: readonly Recorded[]): ExpectedError {
  const meant = closest(name, [...new Set(all.map(({ task }) => task.id))]);
  const help = meant === undefined ? 'npx polynx report lists what ran.' : `Did you mean ${meant}?`;
  return new ExpectedError(`No run of ${name} is recorded here; what came from a cache did not run. ${help}`);
}

function asData({ run, task }: Recorded) {
  const { commit, branch, machine } = run;
  return { ...task, commit, branch, machine, run: run.id };
}

function asText({ run, task }: Recorded): string {
  const { id, outcome, start, tool, size, error, steps = [], log: said, batch } = task;
  const from = [run.branch, run.commit?.slice(0, 10)].filter((part) => part !== undefined).join(' ');
  const together = batch === undefined ? '' : `, in a batch of ${batch}`;
  return [
    `${id}: ${outcome} after ${seconds(durationOf(task))}${together}`,
    `  ${moment(start)} UTC${from === '' ? '' : `, ${from}`}, nx ${run.command.join(' ')}`,
    ...(tool === undefined ? [] : [`  ${tool}`]),
    ...(size === undefined ? [] : [`  ${bytes(size)} of artifacts`]),
    ...(error === undefined ? [] : [`  ${error}`]),
    ...(steps.length === 0 ? [] : ['', 'Commands', ...table(steps.map(row))]),
    ...(said === undefined || said.trim() === '' ? [] : ['', stripVTControlCharacters(said).trim()]),
  ].join('\n');
}

function row(step: NonNullable<TaskRecord['steps']>[number]): string[] {
  return [timeOf(step.start), took(step), endOf(step), step.command];
}
