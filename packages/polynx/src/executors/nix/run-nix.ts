/** One command of Nix: what its builds print is shown and kept, what it complains of is for the message of the failure. */
import { classify, isConsequence } from '../../adapters/nix/failures.js';
import { type LogListener, logReader } from '../../adapters/nix/log.js';
import { run } from '../../adapters/run.js';
import type { Command } from '../../model/task.js';
import { openJournal } from './journal.js';
import { INSTALL, type Session } from './session.js';

export interface NixResult {
  readonly success: boolean;
  /** What Nix complained of; empty where it did not. */
  readonly errors: string;
  /** Of the log. */
  readonly file: string;
}

/** @param name of the log */
export async function runNix(
  session: Session,
  command: Command,
  name: string,
  listener: LogListener = {},
): Promise<NixResult> {
  const journal = openJournal(session, name);
  const errors: string[] = [];
  const result = await run(command, {
    workspaceRoot: session.root,
    install: INSTALL,
    messages: true,
    limit: session.settings.timeout * 1000,
    sink: logReader({
      ...listener,
      line: (drv, text) => {
        const line = `${nameOf(drv)}> ${text}`;
        journal.note(line);
        console.log(line);
      },
      message: (level, text) => {
        if (level === 0 && !isConsequence(text)) errors.push(text);
        if (level <= 1) journal.note(text);
      },
    }),
  });
  if (result.isLate)
    errors.splice(0, Number.POSITIVE_INFINITY, `error: timed out after ${session.settings.timeout} seconds`);
  else if (result.signal !== undefined)
    errors.push(`error: ${command.program} was ended by ${result.signal}`);
  return { success: result.exitCode === 0, errors: errors.join('\n'), file: journal.file };
}

/** `/nix/store/<hash>-hello-1.0.drv` to `hello-1.0`. */
export function nameOf(path: string): string {
  return path.replace(/^.*\/[a-z0-9]{32}-/, '').replace(/\.drv$/, '');
}

export function failureText(errors: string, hint = classify(errors).hint): string {
  return `${errors}\n\n${hint}\n`;
}
