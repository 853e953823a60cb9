/** What of the machine enters keys: the environment as digests, since it may hold secrets, and what tools answered the fingerprint program. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../adapters/tool-settings.js';
import { answerFile, linesOf, machineFacts, parseRequest } from '../fingerprint/environment.js';
import { compact } from '../model/compact.js';
import { GIT } from '../model/git-facts.js';
import type { Identity } from '../model/identity.js';

export interface Machine {
  readonly host: string;
  /** Of what else is asked of the machine, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** What the programs said. Absent where nobody left the answer. */
  readonly answer?: string;
}

/** `node …/fingerprint.js cargo . pinned` */
export function argumentsOf(runtime: string): readonly string[] | undefined {
  const [, args] = /^node \S*fingerprint\.js (.*)$/.exec(runtime) ?? [];
  return args?.split(' ');
}

export function describeMachine(
  workspaceRoot: string,
  args: readonly string[],
  env: Env,
  identityOf: (toolchain: string) => Identity | undefined,
): Machine | undefined {
  const question = parseRequest(args);
  if (question.toolchain === GIT)
    return compact({
      host: '',
      env: {},
      answer: readIfThere(join(workspaceRoot, answerFile(args, [], env))),
    });
  const identity = identityOf(question.toolchain);
  if (identity === undefined) return undefined;
  const facts = machineFacts(identity, question, { workspaceRoot, env });
  const answer = readIfThere(join(workspaceRoot, answerFile(args, linesOf(facts), env)));
  const variables = facts.environment.map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), digest(line.slice(at + 1))];
  });
  return compact({
    host: facts.host,
    env: Object.fromEntries([
      ...variables,
      ...named('the processor', facts.processor),
      ...named('configuration outside the workspace', facts.configuration),
    ]),
    answer,
  });
}

function named(name: string, lines: readonly string[]): [string, string][] {
  return lines.length === 0 ? [] : [[name, digest(lines.join('\n'))]];
}

export function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
