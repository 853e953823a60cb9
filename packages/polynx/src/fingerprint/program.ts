/**
 * `node fingerprint.js constant <word>` prints the word, `… git <directory> <fact>…` what builds may ask git
 * for. `… <toolchain> <directory> [pinned] [cpu] [place] [shell=…] [env=…] [only=…] [probes]` prints what
 * about this machine decides the toolchain's results: host, environment, settings, version. Nx runs it once
 * for all tasks and hashes the text. It must start fast, so it imports next to nothing; and it never fails: a
 * missing tool is a constant, so that a machine without it can still take artifacts from a cache.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Digest, keyedDigest } from '../adapters/keyed-digest.js';
import { PRIVATE, tryWriteOwn } from '../adapters/own-folder.js';
import { type Env, settingsOf, unknowable } from '../adapters/tool-settings.js';
import type { GitFact } from '../model/git-facts.js';
import type { Identity } from '../model/identity.js';
import { CONSTANT } from '../model/places.js';
import { answerFile, linesOf, machineFacts, parseRequest, withoutValues } from './environment.js';

const args = process.argv.slice(2);
const question = parseRequest(args);
/** What is kept on this machine. */
const kept = keyedDigest(process.cwd());
/** What Nx hashes has to be the same on every machine. */
const shared: Digest = (content) => createHash('sha256').update(content).digest('hex');
if (args[0] === CONSTANT) console.log(args[1]);
else if (question.facts === undefined) await printFingerprint();
else await printGitState(question.facts);

async function printGitState(facts: readonly GitFact[]): Promise<void> {
  const { gitState } = await import('../adapters/git-state.js');
  const { directory } = question;
  const answer = await gitState(facts, askGit, (file) => readIfThere(`${directory}/${file}`));
  console.log(answer);
  leave(answerFile(args, [], process.env, kept), answer);
}

function askGit(gitArguments: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: question.directory, maxBuffer: 1 << 30 };
    execFile('git', [...gitArguments], options, (error, stdout) => {
      resolve(error === null ? stdout.trimEnd() : undefined);
    });
  });
}

async function printFingerprint(): Promise<void> {
  const { env, lines: shellLines } = await toolEnvironment();
  // The folder names are our own: anything else is a caller's mistake.
  if (!/^[a-z]+$/.test(question.toolchain)) throw new Error(`unknown toolchain ${question.toolchain}`);
  const file = new URL(`identity/${question.toolchain}.js`, import.meta.url).href;
  const { identity } = (await import(file)) as { identity: Identity };
  const facts = machineFacts(identity, question, { workspaceRoot: process.cwd(), env });
  const settings = settingsOf(identity, env);
  const probes = [...(isPinned(identity, env) ? [] : identity.probes), ...question.probes];
  const answers = await Promise.all(probes.map(async (probe) => [probe, await answer(probe, env)] as const));
  const said = (digest: Digest) => [
    ...shellLines,
    ...answers.map(([probe, text]) => withoutValues(probe, text, settings, digest)),
  ];
  const reason = unknowable(identity, process.cwd(), env) ?? watches();
  // NB not among the lines that name the file of answers: `polynx why` could not find it again.
  const once = reason === undefined ? [] : [`${reason} (${Date.now()} ${process.pid} ${Math.random()})`];
  console.log([...linesOf(facts, shared), ...said(shared), ...once].join('\n'));
  leave(answerFile(args, linesOf(facts, kept), env, kept), said(kept).join('\n'));
}

/**
 * Variables of the dev shell, where the tool runs in one. NB an error here would fail Nx: the task reports
 * it.
 */
async function toolEnvironment(): Promise<{ readonly env: Env; readonly lines: readonly string[] }> {
  if (question.devShell === undefined) return { env: process.env, lines: [] };
  const { openShell } = await import('./shell.js');
  const list = (listArguments: readonly string[]) =>
    new Promise<string>((resolve, reject) => {
      execFile('git', [...listArguments], { maxBuffer: 1 << 30 }, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(error);
      });
    });
  return openShell(question.devShell, list);
}

/**
 * Why a result answers no other run. NB `false` is how people unset a variable: what asks for CI asks so too.
 */
function watches(): string | undefined {
  const missing = question.onlyWith.find((name) => ['', '0', 'false'].includes(process.env[name] ?? ''));
  return missing === undefined ? undefined : `watches files without ${missing}`;
}

/** By a file that is an input itself, or by the environment, which is printed here. */
function isPinned(identity: Identity, env: Env): boolean {
  const { pinOverride, pinnedBy } = identity;
  const settings = settingsOf(identity, env);
  if (question.pinned) {
    const isReplaced = identity.probes.some(
      ([names = '']) => programOf(names, env) !== names.split('|').at(-1),
    );
    return !isReplaced && (pinOverride === undefined || settings[pinOverride] === undefined);
  }
  if (pinnedBy === undefined) return false;
  return Object.entries(pinnedBy).every(([name, form]) => form.test(settings[name] ?? ''));
}

/** `$RUSTC|rustc`: what the variable names, where it is set, else the program of that name. */
function programOf(names: string, env: Env): string | undefined {
  for (const name of names.split('|')) {
    const program = name.startsWith('$') ? env[name.slice(1)] : name;
    if (program !== undefined && program !== '') return program;
  }
  return undefined;
}

function answer([names = '', ...rest]: readonly string[], env: Env): Promise<string> {
  const program = programOf(names, env);
  if (program === undefined) return Promise.resolve(`no ${names}`);
  return new Promise((resolve) => {
    execFile(program, rest, { cwd: question.directory, env }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : `no ${program}`);
    });
  });
}

/** A read-only folder costs an explanation, not a key. */
function leave(path: string, text: string): void {
  tryWriteOwn(process.cwd(), path, text, PRIVATE);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
