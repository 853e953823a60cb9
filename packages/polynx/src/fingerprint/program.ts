/**
 * `node fingerprint.js <toolchain> <directory> [pinned] [cpu] [place] [shell=…] [probes]` prints what about this machine decides the toolchain's results: host, environment, settings,
 * version. Nx runs it once for all tasks and hashes the text. It must start fast, so it imports next to nothing; and it never fails: a missing tool is a constant, so
 * that a machine without it can still take artifacts from a cache.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Identity } from '../model/identity.js';
import { answerFile, type Env, linesOf, machineFacts, parseRequest, settingsOf } from './environment.js';

const args = process.argv.slice(2);
const question = parseRequest(args);
const { env, lines: shellLines } = await toolEnvironment();
// The folder names are our own: anything else is a caller's mistake.
if (!/^[a-z]+$/.test(question.toolchain)) throw new Error(`unknown toolchain ${question.toolchain}`);
const file = new URL(`identity/${question.toolchain}.js`, import.meta.url).href;
const { identity } = (await import(file)) as { identity: Identity };

const lines = linesOf(machineFacts(identity, question, { workspaceRoot: process.cwd(), env }));
const probes = [...(isPinned(identity) ? [] : identity.probes), ...question.probes];
const answers = await Promise.all(probes.map((probe) => answer(probe)));
console.log([...lines, ...shellLines, ...answers, ...neverAgain()].join('\n'));
leave(answerFile(args, lines, env), [...shellLines, ...answers].join('\n'));

/** Variables of the dev shell, where the tool runs in one. NB an error here would fail Nx: the task reports it. */
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

/** NB `false` is how people unset it: what asks for CI asks so too. */
function neverAgain(): readonly string[] {
  const isSet = (name: string) => !['', '0', 'false'].includes(process.env[name] ?? '');
  return question.onlyWith.every(isSet) ? [] : [`${Date.now()} ${Math.random()}`];
}

/** By a file that is an input itself, or by the environment, which is printed here. */
function isPinned({ pinOverride, pinnedBy }: Identity): boolean {
  const settings = settingsOf(identity, env);
  if (question.pinned) {
    const isReplaced = identity.probes.some(([names = '']) => programOf(names) !== names.split('|').at(-1));
    return !isReplaced && (pinOverride === undefined || settings[pinOverride] === undefined);
  }
  if (pinnedBy === undefined) return false;
  return Object.entries(pinnedBy).every(([name, form]) => form.test(settings[name] ?? ''));
}

/** `$RUSTC|rustc`: what the variable names, where it is set, else the program of that name. */
function programOf(names: string): string | undefined {
  for (const name of names.split('|')) {
    const program = name.startsWith('$') ? env[name.slice(1)] : name;
    if (program !== undefined && program !== '') return program;
  }
  return undefined;
}

function answer([names = '', ...rest]: readonly string[]): Promise<string> {
  const program = programOf(names);
  if (program === undefined) return Promise.resolve(`no ${names}`);
  return new Promise((resolve) => {
    execFile(program, rest, { cwd: question.directory, env }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : `no ${program}`);
    });
  });
}

function leave(path: string, text: string): void {
  try {
    if (isThere(path, text)) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch {
    // A read-only folder costs an explanation, not a key.
  }
}

function isThere(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}
