/** Packages to derivations: one evaluation for all, and one each where that fails. */
import { type Planned, readPlan } from '../../adapters/nix/answers.js';
import { installable, planCommand } from '../../adapters/nix/commands.js';
import { logReader } from '../../adapters/nix/log.js';
import type { Done, Wanted } from './jobs.js';
import { failureText } from './run-nix.js';
import type { Session } from './session.js';

export async function plan(
  session: Session,
  wanted: readonly Wanted[],
): Promise<{ planned: (Wanted & { planned: Planned })[]; failed: Done[] }> {
  const [first] = wanted;
  if (first === undefined) return { planned: [], failed: [] };
  const { exitCode, stdout, stderr } = await session.ask(
    planCommand(wanted.map(({ attribute }) => installable(attribute))),
  );
  const all = exitCode === 0 ? readPlan(stdout) : [];
  if (all.length === wanted.length)
    return {
      planned: wanted.flatMap((one, index) => {
        const planned = all[index];
        return planned === undefined ? [] : [{ ...one, planned }];
      }),
      failed: [],
    };
  if (wanted.length === 1)
    return {
      planned: [],
      failed: [
        { id: first.id, success: false, log: failureText(errorsIn(stderr), hintOf(first, errorsIn(stderr))) },
      ],
    };
  // One that cannot be evaluated takes the others down; two of one derivation are told once.
  const parts = [];
  for (const one of wanted) parts.push(await plan(session, [one]));
  return {
    planned: parts.flatMap(({ planned }) => planned),
    failed: parts.flatMap(({ failed }) => failed),
  };
}

/** NB in a copy a file that is missing may be known to git all the same. */
function hintOf({ attribute, sources }: Wanted, errors: string): string | undefined {
  const file = /'[^']*-source\/([^']+)'(?: does not exist|: No such file)/.exec(errors)?.[1];
  if (file === undefined || sources === undefined) return undefined;
  return `${attribute.name} is made of ${sources.join(', ')} and of expressions alone. If it is to see ${file}, say so in the options of polynx, under flake: "${attribute.name}": [<project>, "${file}"]`;
}

function errorsIn(stderr: string): string {
  const errors: string[] = [];
  logReader({ message: (level, text) => level === 0 && errors.push(text) })(`${stderr}\n`);
  return errors.join('\n');
}
