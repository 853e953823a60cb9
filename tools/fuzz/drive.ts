import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Said, Task } from './worker.js';

export interface Worst {
  readonly kind: string;
  readonly milliseconds: number;
}

export interface Outcome {
  readonly cases: number;
  readonly worst: Worst;
  /** Of a case that did not end within `hang`, or threw. */
  readonly failures: readonly string[];
}

export interface Driver {
  drive(task: Task): Promise<Outcome>;
  end(): void;
}

/**
 * Times are processor time, so that a load on the machine fails nothing. The clock shows a hang, and ended
 * from outside. @param hang milliseconds
 */
export function createDriver(hang: number): Driver {
  let child: Promise<ChildProcess> | undefined;
  return {
    async drive(task) {
      child ??= startWorker();
      const outcome = await follow(await child, task, hang);
      if (outcome.isOver) child = undefined;
      return outcome;
    },
    end: () => void child?.then((one) => one.disconnect()),
  };
}

function startWorker(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, 'worker.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', () => reject(new Error('the worker does not start')));
  });
}

function follow(child: ChildProcess, task: Task, hang: number): Promise<Outcome & { isOver: boolean }> {
  const failures: string[] = [];
  let worst: Worst = { kind: '', milliseconds: 0 };
  let cases = 0;
  let current = '';
  return new Promise((resolve) => {
    const finish = (isOver: boolean) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve({ cases, worst, failures, isOver });
    };
    let spent = processorTimeOf(child);
    const stop = () => {
      const now = processorTimeOf(child);
      // It waits for a machine that is busy with others.
      if (now !== undefined && spent !== undefined && now - spent < hang / 2) {
        timer = setTimeout(stop, hang / 4);
        return;
      }
      failures.push(`hangs: ${current}`);
      worst = { kind: current, milliseconds: Number.POSITIVE_INFINITY };
      child.kill('SIGKILL');
    };
    let timer = setTimeout(stop, hang);
    child.on('message', (said: Said) => {
      clearTimeout(timer);
      timer = setTimeout(stop, hang);
      if ('starts' in said) {
        current = said.starts;
        spent = processorTimeOf(child);
      }
      if ('done' in said) finish(false);
      else if ('kind' in said) {
        cases++;
        if (said.error !== undefined) failures.push(`${said.kind}: ${said.error}`);
        if (said.milliseconds > worst.milliseconds) worst = said;
      }
    });
    child.on('exit', (code, signal) => {
      if (failures.length === 0) failures.push(`ends with ${code ?? signal}: ${current}`);
      finish(true);
    });
    child.send(task);
  });
}

/**
 * Milliseconds; undefined where the system does not tell.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function processorTimeOf({ pid }: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
