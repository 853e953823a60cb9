/** The commands of a plan, one after the other. */
import { join } from 'node:path';
import { discardInterrupted } from '../adapters/interruption.js';
import { exclusively } from '../adapters/lock.js';
import { ask, type RunResult, run } from '../adapters/run.js';
import { readDocument } from '../adapters/shipped-file.js';
import { nearlyFull } from '../adapters/space.js';
import { unwritable } from '../adapters/unwritable.js';
import { writeBeside } from '../adapters/write-beside.js';
import type { Command, MadeFile, Plan, Repair, Step } from '../model/task.js';
import { emptyFolders, makeRoomFor, prepareFiles } from './artifacts.js';
import { say, type Tool } from './say.js';
import { withToolMemory } from './tool-memory.js';

/**
 * NB folders are emptied and artifacts put in place while the lock is held: another Nx process may build the
 * same ones.
 */
export async function runStep(
  step: Step,
  task: string,
  plan: Plan,
  tool: Tool,
  finish: (messages: readonly string[]) => Promise<void>,
): Promise<RunResult> {
  const { workspaceRoot } = tool;
  const work = async () => {
    if (step === plan.steps[0]) {
      emptyFolders(workspaceRoot, plan.clean ?? []);
      makeRoomFor(workspaceRoot, plan.artifacts);
      prepareFiles(workspaceRoot, plan.files ?? []);
    }
    const ended = await withToolMemory(step, tool, () => runCommands(step, tool));
    if (ended.exitCode === 0) {
      const read = (path: string) => readDocument(workspaceRoot, path);
      for (const made of step.makes?.(ended.messages, read) ?? [])
        writeBeside(join(workspaceRoot, made.to), await contentOf(made), made.mode);
      await finish(ended.messages);
    }
    return ended;
  };
  const result = await (step.exclusive === undefined
    ? work()
    : exclusively(tool.workspaceRoot, step.exclusive, task, work, (text) => say(text, tool)));
  if (result.exitCode === 0) return result;
  const hint = step.hint?.(result.output);
  if (hint !== undefined) say(`\n${hint}`, tool);
  await repair(step.repair?.(result.output), tool);
  say(`\n${howItEnded(step, plan, result)}\n`, tool);
  const lines = [
    ...nearlyFull(workspaceRoot, plan.artifacts),
    ...unwritable(workspaceRoot, plan, result.output),
  ];
  for (const line of lines) say(`${line}\n`, tool);
  return result;
}

async function repair(by: Repair | undefined, tool: Tool): Promise<void> {
  if (by === undefined) return;
  const { exitCode } = await run(by.command, tool);
  say(`\n${exitCode === 0 ? by.done : by.failed}`, tool);
}

async function contentOf({ bytes, archive }: MadeFile): Promise<Uint8Array> {
  if (archive === undefined) return bytes ?? new Uint8Array();
  const { tarGz } = await import('../formats/tar-gz.js');
  return tarGz(archive);
}

function howItEnded(
  { command, failOnOutput }: Step,
  { steps }: Plan,
  { signal, exitCode }: RunResult,
): string {
  const what = steps.length > 1 ? `${command.program} ${command.args[0]}` : command.program;
  if (signal !== undefined) return `${what} was ended by ${signal}`;
  return failOnOutput ? `${what} found the files above` : `${what} exited with code ${exitCode}`;
}

/** One command, or one per chunk of the arguments that another command lists. */
async function runCommands(step: Step, tool: Tool): Promise<RunResult> {
  let result: RunResult = { exitCode: 0, output: '', messages: [] };
  for (const command of await commandsOf(step, tool)) {
    const one = await run(command, {
      ...tool,
      install: step.install ?? tool.install,
      capture: step.hint !== undefined || step.repair !== undefined || step.failOnOutput === true,
      messages: step.messages ?? false,
      ...discardInterrupted(step, tool.workspaceRoot),
    });
    const fails = one.exitCode !== 0 || (step.failOnOutput === true && one.output.trim() !== '');
    const messages = [...result.messages, ...one.messages];
    result = fails
      ? {
          ...one,
          exitCode: one.exitCode === 0 ? 1 : one.exitCode,
          output: result.output + one.output,
          messages,
        }
      : { ...result, messages };
  }
  return result;
}

/**
 * Operating systems limit the length of a command line; the smallest limit is Windows's 32,767 characters.
 */
const LONGEST = 30_000;

async function commandsOf({ command, argumentsFrom }: Step, tool: Tool): Promise<Command[]> {
  if (argumentsFrom === undefined) return [command];
  const listed = (await ask(argumentsFrom, tool)).split('\n').filter((line) => line.trim() !== '');
  const chunks: string[][] = [];
  let length = LONGEST;
  for (const argument of listed) {
    length += argument.length + 1;
    if (length > LONGEST) {
      chunks.push([]);
      length = argument.length;
    }
    chunks[chunks.length - 1]?.push(argument);
  }
  return chunks.map((chunk) => ({ ...command, args: [...command.args, ...chunk] }));
}
