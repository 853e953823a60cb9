/**
 * What of the machine enters keys: the environment as digests, since it may hold secrets, and what tools
 * answered the fingerprint program.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Digest, keyedDigest } from '../adapters/keyed-digest.js';
import { readOwnText } from '../adapters/own-folder.js';
import type { Env } from '../adapters/tool-settings.js';
import { answerFile, linesOf, machineFacts, parseRequest } from '../fingerprint/environment.js';
import { compact } from '../model/compact.js';
import { GIT } from '../model/git-facts.js';
import type { Identity } from '../model/identity.js';
import { CONSTANT } from '../model/places.js';

export interface Machine {
  readonly host: string;
  /** Of what else is asked of the machine, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** What the programs said. Absent where nobody left the answer. */
  readonly answer?: string;
}

/** `node …/fingerprint.js cargo . pinned`. NB the program `constant` prints its argument: it asks no tool. */
export function argumentsOf(runtime: string): readonly string[] | undefined {
  const [, args] = /^node \S*fingerprint\.js (.*)$/.exec(runtime) ?? [];
  return args?.startsWith(`${CONSTANT} `) ? undefined : args?.split(' ');
}

export function describeMachine(
  workspaceRoot: string,
  args: readonly string[],
  env: Env,
  identityOf: (toolchain: string) => Identity | undefined,
): Machine | undefined {
  const question = parseRequest(args);
  const secret = keyedDigest(workspaceRoot);
  if (question.toolchain === GIT)
    return compact({
      host: '',
      env: {},
      answer: readOwnText(workspaceRoot, answerFile(args, [], env, secret)),
    });
  const identity = identityOf(question.toolchain);
  if (identity === undefined) return undefined;
  const facts = machineFacts(identity, question, { workspaceRoot, env });
  const answer = readOwnText(workspaceRoot, answerFile(args, linesOf(facts, secret), env, secret));
  const variables = facts.environment.map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), secret(line.slice(at + 1))];
  });
  return compact({
    host: facts.host,
    env: Object.fromEntries([
      ...variables,
      ...named('the processor', facts.processor, secret),
      ...named('configuration outside the workspace', facts.configuration, secret),
    ]),
    answer,
  });
}

function named(name: string, lines: readonly string[], secret: Digest): [string, string][] {
  return lines.length === 0 ? [] : [[name, secret(lines.join('\n'))]];
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
