/** A package that is in the store. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readInfo } from '../../adapters/nix/answers.js';
import { infoCommand, rootCommand } from '../../adapters/nix/commands.js';
import { isExpected } from '../../model/errors.js';
import type { Done, Job } from './jobs.js';
import { fileNameOf } from './journal.js';
import { readManifest, writeManifest } from './manifest.js';
import type { Session } from './session.js';

/** Writes the manifest where it is not what is there, and keeps the result from being collected. */
export async function finish(
  session: Session,
  { id, attribute, places, planned, ensure, journal }: Job,
  log: string,
): Promise<Done> {
  const outputs = Object.values(planned.outputs);
  const roots = join(session.folder, 'roots');
  mkdirSync(roots, { recursive: true });
  const { set, system, variant = '' } = attribute;
  const link = join(roots, fileNameOf(`${set}.${system}.${variant}${attribute.name}`));
  for (const path of outputs) await session.ask(rootCommand(path, link));
  const before = readManifest(join(session.root, places.manifest));
  const isCurrent = before?.drvPath === planned.drvPath;
  const surprise =
    ensure && before !== undefined && !isCurrent
      ? `${places.manifest} named another derivation, ${before.drvPath}: what it says now is\n`
      : '';
  if (!ensure || !isCurrent) {
    const { stdout } = await session.ask(infoCommand(outputs, session.version));
    try {
      writeManifest(session, places, attribute, planned, readInfo(stdout)[0]);
    } catch (error) {
      if (!isExpected(error)) throw error;
      journal.note(error.message);
      return { id, success: false, log: `${log}\n\n${error.message}\n\n` };
    }
  }
  for (const line of log.split('\n').slice(-1)) journal.note(line);
  return { id, success: true, log: `${log}\n${surprise}${outputs.join('\n')}\n` };
}
